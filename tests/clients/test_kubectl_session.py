"""The article's session, with an unmodified kubectl."""

from __future__ import annotations

import pytest

from tests.clients.session import Kubectl, apply_all

IN_ZOOKEEPER = ("-n", "zookeeper")
UNSCHEDULABLE = (
    "0/3 nodes are available: 3 node(s) didn't match pod anti-affinity rules. no new claims to deallocate, "
    "preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod."
)


def deploy(kubectl: Kubectl, *, ordered: bool = False) -> None:
    """Everything but waiting for it."""
    kubectl("create", "ns", "zookeeper")
    apply_all(kubectl, ["pv-demo.yaml", "zookeeper-svc.yml"])
    manifest = (kubectl.folder / "zookeeper.yml").read_text(encoding="utf-8")
    if ordered:
        manifest = manifest.replace("podManagementPolicy: Parallel", "podManagementPolicy: OrderedReady")
    kubectl("apply", "-f", "-", stdin=manifest)


def claims(kubectl: Kubectl) -> dict[str, str]:
    """Claim -> volume, of the claims that are bound."""
    rows = kubectl("get", "pvc", *IN_ZOOKEEPER).rows
    return {row[0]: row[2] for row in rows if row[1] == "Bound"}


def test_what_is_created_is_said(kubectl: Kubectl) -> None:
    assert kubectl("create", "ns", "zookeeper").lines == ["namespace/zookeeper created"]
    volumes = [f"persistentvolume/pv00{number} created" for number in (1, 2, 3, 4)]
    assert kubectl("apply", "-f", "pv-demo.yaml").lines == volumes
    assert kubectl("apply", "-f", "zookeeper-svc.yml").lines == [
        "service/zk-cs created",
        "service/zk-hs created",
    ]
    assert kubectl("apply", "-f", "zookeeper.yml").lines == ["statefulset.apps/zk created"]
    assert kubectl("apply", "-f", "zookeeper-svc.yml").lines == [
        "service/zk-cs unchanged",
        "service/zk-hs unchanged",
    ]


def test_a_watch_prints_the_whole_roll_out_and_ends(kubectl: Kubectl) -> None:
    deploy(kubectl)
    rows = kubectl("get", "po", "-w", *IN_ZOOKEEPER).rows
    for pod in ("zk-0", "zk-1", "zk-2"):
        told = [(row[1], row[2]) for row in rows if row[0] == pod]
        assert list(dict.fromkeys(told)) == [
            ("0/1", "ContainerCreating"),
            ("0/1", "Running"),
            ("1/1", "Running"),
        ]


def test_parallel_pods_start_together(kubectl: Kubectl) -> None:
    deploy(kubectl)
    rows = kubectl("get", "po", "-w", *IN_ZOOKEEPER).rows
    first_ready = next(index for index, row in enumerate(rows) if row[1] == "1/1")
    assert {row[0] for row in rows[:first_ready] if row[2] == "Running"} == {"zk-0", "zk-1", "zk-2"}


def test_ordered_pods_wait_for_one_another(kubectl: Kubectl) -> None:
    deploy(kubectl, ordered=True)
    rows = kubectl("get", "po", "-w", *IN_ZOOKEEPER).rows
    changes = list(dict.fromkeys((row[0], row[1]) for row in rows))
    assert changes == [(pod, ready) for pod in ("zk-0", "zk-1", "zk-2") for ready in ("0/1", "1/1")]


def test_time_stands_still_until_somebody_waits(kubectl: Kubectl) -> None:
    deploy(kubectl)
    assert {row[2] for row in kubectl("get", "po", *IN_ZOOKEEPER).rows} <= {"Pending", "ContainerCreating"}
    kubectl("rollout", "status", "sts/zk", *IN_ZOOKEEPER)
    assert {tuple(row[1:3]) for row in kubectl("get", "po", *IN_ZOOKEEPER).rows} == {("1/1", "Running")}


def test_pods_have_fixed_names_and_a_node_each(zookeeper: Kubectl) -> None:
    table = zookeeper("get", "po", "-o", "wide", *IN_ZOOKEEPER)
    heads = "NAME READY STATUS RESTARTS AGE IP NODE NOMINATED NODE READINESS GATES"
    assert " ".join(table.lines[0].split()) == heads
    assert [row[:4] for row in table.rows] == [[f"zk-{n}", "1/1", "Running", "0"] for n in range(3)]
    assert {row[6] for row in table.rows} == {"k8s-m1", "k8s-m2", "k8s-m3"}


def test_services_show_their_addresses_and_ports(zookeeper: Kubectl) -> None:
    client, headless = zookeeper("get", "svc", *IN_ZOOKEEPER).rows
    assert client[0:2] == ["zk-cs", "ClusterIP"]
    assert client[2].startswith("10.")
    assert client[3:5] == ["<none>", "2181/TCP"]
    assert headless[:5] == ["zk-hs", "ClusterIP", "None", "<none>", "2888/TCP,3888/TCP"]


def test_claims_are_bound_to_volumes_and_one_volume_is_left(zookeeper: Kubectl) -> None:
    bound = claims(zookeeper)
    assert set(bound) == {"datadir-zk-0", "datadir-zk-1", "datadir-zk-2"}
    assert len(set(bound.values())) == 3
    volumes = zookeeper("get", "pv").rows
    assert sorted(row[4] for row in volumes) == ["Available", "Bound", "Bound", "Bound"]
    assert {row[5] for row in volumes if row[4] == "Bound"} == {f"zookeeper/{claim}" for claim in bound}


def test_several_kinds_in_one_command(zookeeper: Kubectl) -> None:
    names = zookeeper("get", "po,svc,pvc,pv", *IN_ZOOKEEPER, "-o", "name").lines
    assert names[:3] == ["pod/zk-0", "pod/zk-1", "pod/zk-2"]
    assert names[3:5] == ["service/zk-cs", "service/zk-hs"]
    assert names[5:8] == [f"persistentvolumeclaim/datadir-zk-{n}" for n in range(3)]
    assert names[8:] == [f"persistentvolume/pv00{n}" for n in (1, 2, 3, 4)]


def test_yaml_and_json_show_the_same_object(zookeeper: Kubectl) -> None:
    import yaml

    as_json = zookeeper("get", "sts", "zk", "-o", "json", *IN_ZOOKEEPER).json
    assert yaml.safe_load(zookeeper("get", "sts", "zk", "-o", "yaml", *IN_ZOOKEEPER).out) == as_json
    assert (as_json["apiVersion"], as_json["kind"]) == ("apps/v1", "StatefulSet")
    assert as_json["status"]["readyReplicas"] == 3


@pytest.mark.parametrize(
    ("what", "says"),
    [
        (("po", "zk-0"), ["Controlled By:  StatefulSet/zk", "Successfully assigned zookeeper/zk-0 to"]),
        (
            ("sts", "zk"),
            ["Pods Status:", "3 Running / 0 Waiting / 0 Succeeded / 0 Failed", "SuccessfulCreate"],
        ),
        (("svc", "zk-hs"), ["IP:", "None", "2888/TCP", "Session Affinity:"]),
        (("pvc", "datadir-zk-0"), ["Status:", "Bound", "Used By:", "zk-0"]),
        (("pv", "pv001"), ["NFS (an NFS mount", "Reclaim Policy:", "Retain"]),
        (("node", "k8s-m1"), ["KubeletReady", "Non-terminated Pods:"]),
        (("ns", "zookeeper"), ["Status:", "Active"]),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_everything_can_be_described(zookeeper: Kubectl, what: tuple[str, ...], says: list[str]) -> None:
    text = zookeeper("describe", *what, *IN_ZOOKEEPER).out
    assert [words for words in says if words not in text] == []


def test_a_fourth_replica_waits_for_a_node_though_its_claim_is_bound(zookeeper: Kubectl) -> None:
    assert zookeeper("scale", "sts", "zk", "--replicas=4", *IN_ZOOKEEPER).lines == [
        "statefulset.apps/zk scaled"
    ]
    zookeeper("get", "po", "-w", *IN_ZOOKEEPER)
    assert zookeeper("get", "po", "zk-3", *IN_ZOOKEEPER).rows[0][1:3] == ["0/1", "Pending"]
    assert "datadir-zk-3" in claims(zookeeper)
    pod = zookeeper("get", "po", "zk-3", "-o", "json", *IN_ZOOKEEPER).json
    [condition] = pod["status"]["conditions"]
    assert (condition["reason"], condition["message"]) == ("Unschedulable", UNSCHEDULABLE)
    assert UNSCHEDULABLE in zookeeper("describe", "po", "zk-3", *IN_ZOOKEEPER).out


def test_scaling_down_by_a_patch_keeps_the_claims(zookeeper: Kubectl) -> None:
    patched = zookeeper("patch", "sts", "zk", "-p", '{"spec":{"replicas":2}}', *IN_ZOOKEEPER)
    assert patched.lines == ["statefulset.apps/zk patched"]
    zookeeper("get", "po", "-w", *IN_ZOOKEEPER)
    assert zookeeper.names("po", *IN_ZOOKEEPER) == ["pod/zk-0", "pod/zk-1"]
    assert set(claims(zookeeper)) == {"datadir-zk-0", "datadir-zk-1", "datadir-zk-2"}


def test_deployed_again_the_pods_get_their_claims_back(zookeeper: Kubectl) -> None:
    before = claims(zookeeper)
    deleted = zookeeper("delete", "-f", "zookeeper.yml").lines
    assert deleted[0].startswith('statefulset.apps "zk" deleted')
    zookeeper("get", "po", "-w", *IN_ZOOKEEPER)
    assert zookeeper.names("po", *IN_ZOOKEEPER) == []
    assert claims(zookeeper) == before

    zookeeper("apply", "-f", "zookeeper.yml")
    zookeeper("rollout", "status", "sts/zk", *IN_ZOOKEEPER)
    assert [row[:3] for row in zookeeper("get", "po", *IN_ZOOKEEPER).rows] == [
        [f"zk-{n}", "1/1", "Running"] for n in range(3)
    ]
    assert claims(zookeeper) == before


def test_an_update_replaces_the_pods_from_the_highest_number_down(zookeeper: Kubectl) -> None:
    image = "kubernetes-zookeeper=kubebiz/zookeeper:3.5.8"
    zookeeper("set", "image", "sts/zk", image, *IN_ZOOKEEPER)
    rows = zookeeper("get", "po", "-w", *IN_ZOOKEEPER).rows
    terminating = dict.fromkeys(row[0] for row in rows if row[2] == "Terminating")
    assert list(terminating) == ["zk-2", "zk-1", "zk-0"]


def test_a_namespace_takes_everything_in_it_along(zookeeper: Kubectl) -> None:
    zookeeper("delete", "ns", "zookeeper")
    assert zookeeper.try_to("get", "ns", "zookeeper").code == 1
    assert zookeeper.names("po,svc,pvc,sts", *IN_ZOOKEEPER) == []


def test_what_kubectl_creates_and_nothing_acts_on_is_kept_with_a_warning(kubectl: Kubectl) -> None:
    for what, action in (
        (("job", "sum", "--image=busybox"), "Jobs but does not run"),
        (("cronjob", "often", "--image=busybox", "--schedule=* * * * *"), "CronJobs but does not run"),
        (("quota", "little", "--hard=pods=2"), "ResourceQuotas but does not enforce"),
    ):
        made = kubectl.try_to("create", *what)
        assert (made.code, made.err) == (0, f"Warning: k8slab stores {action} them (not simulated)\n")
    assert kubectl.names("job,cj,quota") == ["job.batch/sum", "cronjob.batch/often", "resourcequota/little"]
