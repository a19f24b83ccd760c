"""What a lesson's answers say is what its cells show."""

from pathlib import Path

import nbformat
import pytest

COURSE = Path(__file__).parents[2] / "course"

Row = tuple[str, str, str, *tuple[int, ...]]
"""A lesson, what its prose says, what its cells show, and how often if that matters."""

ROWS: list[Row] = [
    ("01-lab", "none of them runs: `0/1`, `ContainerCreating`", "0/1     ContainerCreating   0          0s"),
    ("01-lab", "The ReplicaSet's controller did, four times", "Created pod: ", 4),
    ("01-lab", "You can see that the two extra pods have been there", "Deleted pod: ", 2),
    ("01-lab", "`ImagePullBackOff`. The three old pods still serve", "deployment.apps/web   3/3     1"),
    ("01-lab", "the old template counts as revision 3 now", "2         <none>\n3         <none>"),
    ("01-lab", "The history has one revision", "REVISION  CHANGE-CAUSE\n1         <none>\n\n"),
    ("02-stateful", "All clerks write into one diary, also the one that is gone", "-4ktsc begins\n"),
    ("02-stateful", "It is another pod, younger and with another address", "1s    10.244.1.4   k8s-m2"),
    ("02-stateful", "It began twice", "member-1 begins\nmember-1 begins\n"),
    (
        "02-stateful",
        "`unknown field`: a Deployment has no such field",
        'unknown field "spec.volumeClaimTemplates"',
    ),
    ("02-stateful", "There is no init container", "init containers: "),
    (
        "02-stateful",
        "The StatefulSet's controller simply does not make",
        "statefulset-controller   Create Pod member-0",
    ),
    ("02-stateful", "Four lines:", "member-2 begins\n" * 4),
    ("02-stateful", "`Retain` in both cases", '{"whenDeleted":"Retain","whenScaled":"Retain"}'),
    ("02-stateful", "the diary is gone", "cat: /data/diary: No such file or directory"),
    ("02-stateful", "The name is gone", 'the server doesn\'t have a resource type "petsets"'),
    ("03-names", "There are none, so there is no such name", "can't find zk-hs: NXDOMAIN"),
    ("03-names", "With it, everybody gets the answer", "can't find zk-2.zk-hs: NXDOMAIN"),
    ("03-names", "Nowhere, twice over", "can't find zk-1.zk-hs: NXDOMAIN", 2),
    ("03-names", "The pod is `0/1`, as before", "zk-1   0/1     Running   0          5s", 2),
    ("03-names", "so no member is touched", "spec: Forbidden: updates to statefulset spec for fields"),
    ("04-volumes", "It is a file on the server", "/export:\nnote\n\n/tmp:\n\n"),
    ("04-volumes", "There is no `box-1`, since", "pod/box-0   0/1     Pending   0          0s\n\n"),
    ("04-volumes", "It gets `pv001`", "data-box-0   Bound    pv001    1Gi"),
    ("04-volumes", "its container cannot be created", "box-0   0/1     ContainerCreating"),
    ("04-volumes", "*No such file or directory*", "event FailedMount: "),
    (
        "04-volumes",
        "It stays Pending, without an error",
        "big    Pending                                                ",
    ),
    (
        "04-volumes",
        "The volume is `Released`, not `Available`",
        "pv003   2Gi        RWO,RWX        Retain           Released",
    ),
    ("04-volumes", "So `box-2` got another volume", "data-box-2   Bound    pv004    2Gi"),
    ("04-volumes", "which node it shall be, only that pod can tell", "scratch   Pending     "),
    ("04-volumes", "`pv003` is still free", "data-crate-0   Bound    pvc-"),
    ("05-zookeeper", "Neither is made: there are two errors", 'namespaces "zookeeper" not found', 2),
    (
        "05-zookeeper",
        "`Parallel` starts all three at once",
        "0s ContainerCreating, 6.6s Running, not Ready, 16.6s Ready\n",
        3,
    ),
    (
        "05-zookeeper",
        "2Gi and `RWO,RWX`. A bound claim shows what it *got*",
        "datadir-zk-0   Bound    pv001    2Gi        RWO,RWX",
    ),
    ("05-zookeeper", "In the same second, as the picture shows", "76.6s Terminating, 105.9s gone", 3),
    ("05-zookeeper", "the same UIDs as above", "datadir-zk-1   2ba65434-529f-4619-8b64-b70ec6b5c3ad", 2),
    ("05-zookeeper", "The claim is made and **Bound** all the same", "datadir-zk-3   Bound    pv004"),
    ("06-ordered", "21.9 seconds", "all Ready for good: OrderedReady after 21.9s; Parallel after 7.3s"),
    ("06-ordered", "Then it is Running, and five seconds later", "2.3s Running, not Ready, 7.3s Ready"),
    ("06-ordered", "`crew-3` is there", "crew-3   1/1     Running   0          60s"),
    ("06-ordered", "not only the one before it", "it waits for crew-1 to be Ready before it makes crew-3"),
    ("06-ordered", "with two members, `crew-1` stays", "crew-1   0/1     Running   0          2m52s", 2),
    ("06-ordered", "Nobody, and it would stay so", "pair-0   0/1     Running   0          2m\n\n"),
    ("06-ordered", "And still nobody is Ready", "pair-1   0/1     Running   0          2m\n\n"),
    ("06-ordered", "No. A member that has not been made", "pair-0   0/1     Running   0          4m\n\n"),
    (
        "06-ordered",
        "There is no difference at all",
        "OrderedReady after 23.7s; Parallel after 23.7s (the same)",
    ),
    ("06-ordered", "two of three are down", "most down at once: OrderedReady 1, first after 0s; Parallel 2"),
    ("06-ordered", "`crew-2` is taken down", "replaced (another pod than at the start): OrderedReady none;"),
    (
        "06-ordered",
        "`Forbidden`: the message lists",
        "spec: Forbidden: updates to statefulset spec for fields",
    ),
    ("07-scaling", "It does not stay up", "CrashLoopBackOff   1 (1s ago)   23s   10.244.3.2   k8s-m4"),
    (
        "07-scaling",
        "None of them, though Kubernetes kept its word",
        "Error contacting service. It is probably not running.",
        3,
    ),
    ("07-scaling", "New template, and Pending", "zk-3   0/1     Pending   0          0s    zk-68c8b6f567"),
    (
        "07-scaling",
        "Both. `zk-2` comes back with the new template",
        "10.244.2.4   k8s-m3   <none>           <none>            zk-68c8b6f567",
    ),
    ("07-scaling", "`zk-3` is gone at once", "16.6s Pending, 26.6s Terminating, 26.6s gone"),
    ("07-scaling", "Kubernetes: `1/1`, all is well", "KeeperErrorCode = ConnectionLoss for /greeting"),
    ("07-scaling", "Three, and the greeting", "zk-2   1/1     Running   0          12s\n"),
    (
        "07-scaling",
        "It is `Released`, which is not `Available`",
        "pv003   2Gi        RWO,RWX        Retain           Released   zookeeper/datadir-zk-2",
    ),
    ("08-updating", "from the highest ordinal down", "1456.6s Terminating, 1485.9s gone"),
    (
        "08-updating",
        "`zk-2` and no other. A partition is the lowest",
        "zk-2   kubebiz/zookeeper:v1      IfNotPresent",
    ),
    (
        "08-updating",
        "`zk-2` is on k8s-m3, and the image is on k8s-m2",
        "zk-2   0/1     ImagePullBackOff   0          6s",
    ),
    (
        "08-updating",
        "`3.5.8`: its revision is still the one that `zk-1` has",
        "k8s-m1   <none>           <none>            zk-6f9c464446",
    ),
    ("08-updating", "2 is no longer in the list", "1         <none>\n3         <none>\n4         <none>"),
    (
        "08-updating",
        "One. The controller waits for `web-3`",
        "web-3   0/1     ImagePullBackOff   0          60s",
    ),
    (
        "08-updating",
        "Nothing. `web-3` still has the broken revision",
        "web-3   0/1     ImagePullBackOff   0          6m ",
    ),
    (
        "08-updating",
        "`web-1` only: what is deleted comes back from the newest",
        "4 Ready, 1 of the newest revision: 3 to be deleted",
    ),
    ("08-updating", "Two minutes: four times 30 seconds", "Pods over virtual time, 1969.3s to 2097s"),
    ("09-daemonset", "All begin in the same second", "0/1     ContainerCreating   0          0s\nfluentd"),
    (
        "09-daemonset",
        "It fails: *could not find the requested resource*",
        "Error from server (NotFound): the server",
    ),
    ("09-daemonset", "A collector. `DESIRED` is 4", "fluentd-elasticsearch   4         4         4 "),
    ("09-daemonset", "A minute after, and not replaced", "8.8s Ready, 70.4s Terminating"),
    ("09-daemonset", "has another name, but the same node", "k8s-m3 fluentd-elasticsearch-grwcl\nseen\n"),
    ("09-daemonset", "each has a `/var/log` of its own", "cat: /var/log/position: No such file", 2),
    ("09-daemonset", "that mount is `readOnly`", "/position: Read-only file system", 1),
    ("09-daemonset", "`drain` refuses unless you say", "cannot delete DaemonSet-managed Pods (use --ignore"),
    ("09-daemonset", "The pod of `web` has left for another node", "pod/web-5b77bc7d64-2246n evicted", 1),
    ("09-daemonset", "The same three: names and ages say so", "grwcl   1/1     Running   0          4s\n", 2),
    ("10-placement", "Two pods. The toleration is for", "fluentd-elasticsearch   2         2         2 "),
    ("10-placement", "It stays, and it does not come back", 'pod "fluentd-elasticsearch-t2hqb" deleted', 1),
    ("10-placement", "It is *evicted*: the cluster deletes it", "6bx6l   1/1     Running   0          7s "),
    ("10-placement", "The controller adds the other six", "node.kubernetes.io/unschedulable:NoSchedule\n", 2),
    ("10-placement", "One more, `network-unavailable`", "network-unavailable:NoSchedule\n", 1),
    ("10-placement", "last thing that was heard from there", "qrqfw   1/1     Running   0          10m"),
    ("10-placement", "None: no node had the label", "0         0         0       0            0 "),
    ("10-placement", "Only on `k8s-m2`: `matchFields`", '"operator":"In","values":["k8s-m2"]'),
    ("10-placement", "the scheduler found no victims", "1 No preemption victims found for incoming pod"),
    (
        "10-placement",
        "`on-full` **fails** instead of waiting",
        "on-full                  0/1     OutOfmemory ",
    ),
    ("10-placement", "They are preempted", "Preempted   pod/filler-", 2),
    (
        "12-node-death",
        "That all is well. A status is what somebody has said last",
        "k8s-m3   Ready    <none>   106s",
    ),
    ("12-node-death", "not quite six minutes after the node fell silent", "425.1s Terminating"),
    (
        "12-node-death",
        "The Deployment has another web server by then",
        "-w95rr   1/1     Running   0          10m",
    ),
    (
        "12-node-death",
        "It goes. It is being deleted",
        "zk-2                  1/1     Running   0          12s",
    ),
    ("12-node-death", "Both write, turn by turn", "10.244.0.4 on k8s-m1\nledger-0 at 10.244.2.4 on k8s-m3\n"),
    (
        "12-node-death",
        "The web server alone: each pod is evicted for itself",
        "-flmkc evicted\nevicting pod zookeeper/zk-1\nerror",
    ),
    ("12-node-death", "It is deleted. A moment later", 'pod "zk-0" deleted from zookeeper namespace\n', 1),
    ("13-capstone", "this one is scheduled: it has a node", "on k8s-m1, scheduled: True"),
    ("13-capstone", "The same again. A pod is made", "CreateContainerConfigError   0          60s"),
    ("13-capstone", "Old pods ask for `step`, the new one for `steps`", "counter-2   nginx:1.28   steps"),
    ("13-capstone", "It hangs on.", "CreateContainerConfigError   0          6m"),
    ("13-capstone", "nobody had to delete anything", "counter-2   1/1     Running   0          64s"),
]


def read(lesson: str) -> tuple[str, str]:
    """All the prose of a built lesson, in one line, and all that its cells show."""
    cells = nbformat.read(COURSE / f"{lesson}.ipynb", as_version=4).cells
    prose = " ".join(" ".join(cell.source.split()) for cell in cells if cell.cell_type == "markdown")
    outputs = [output for cell in cells for output in cell.get("outputs", ())]
    return prose, "\n".join(str(each.get("text") or each["data"]["text/plain"]) for each in outputs)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]}: {row[1]}")
def test_what_an_answer_says_is_shown(row: Row) -> None:
    lesson, said, shown, *times = row
    prose, outputs = read(lesson)
    assert said in prose
    assert outputs.count(shown) in (times or range(1, len(outputs)))
