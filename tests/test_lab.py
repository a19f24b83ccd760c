"""The lab against a cluster in a child process, as a notebook uses it."""

import gc
import os
import select
import subprocess
import sys
from types import SimpleNamespace

import pytest

from k8slab import Lab
from k8slab.errors import K8slabError
from k8slab.lab.lab import node_names
from k8slab.magics import KubectlMagic

SET = """
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: web}
spec:
  replicas: 2
  serviceName: web
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: nginx}]
"""
MOUNTS = """
apiVersion: v1
kind: Pod
metadata: {name: above}
spec:
  containers: [{name: a, image: busybox, args: [sleep, "9999"], volumeMounts: [{name: v, mountPath: /mnt}]}]
  volumes: [{name: v, nfs: {server: nfs, path: /data}}]
---
apiVersion: v1
kind: Pod
metadata: {name: below}
spec:
  containers: [{name: a, image: busybox, args: [sleep, "9999"], volumeMounts: [{name: v, mountPath: /mnt}]}]
  volumes: [{name: v, nfs: {server: nfs, path: /data/one}}]
"""
CHECKS = """
from k8slab.checks import Variants, check, choice, expect

variants = Variants("web", name=choice("web", *map(str, range(1000)), about="a name"))

@check("two-pods", points=2, hints=["Scale it."])
def two_pods(story, state):
    '''Two pods were Ready.'''
    ready = story.ready_order("default", "web")
    expect(len(ready) == 2, expected="2 Ready pods", found=str(len(ready)), at=story.end)
"""

QUESTION = """
```{predict} what-comes
What comes?

- nothing
- [x] a pod
```
"""


@pytest.fixture(scope="module")
def lessons(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lessons")
    (folder / "01-web").mkdir()
    (folder / "01-web" / "checks.py").write_text(CHECKS)
    (folder / "01-web" / "lesson.md").write_text(QUESTION)
    return folder


@pytest.fixture
def lab(lessons, monkeypatch):
    monkeypatch.setenv("K8SLAB_LESSONS", str(lessons))
    monkeypatch.setenv("KUBECONFIG", "/before")
    with Lab() as lab:
        yield lab
    assert os.environ["KUBECONFIG"] == "/before"


def test_a_lab_is_there_at_once_and_says_what_it_is(lab):
    assert repr(lab) == "<Lab: a simulated cluster of k8s-m1, k8s-m2, k8s-m3; settled at 0s>"
    assert os.environ["KUBECONFIG"] == str(lab.kubeconfig)


def test_kubectl_prints_and_keeps_the_exit_code(lab, capsys):
    result = lab.kubectl("get nodes -o name")
    assert capsys.readouterr().out == result.stdout == "node/k8s-m1\nnode/k8s-m2\nnode/k8s-m3\n"
    assert lab.kubectl("get po missing").code == 1
    assert capsys.readouterr().out == 'Error from server (NotFound): pods "missing" not found\n'


def test_manifests_are_applied_from_text_and_from_files(lab, tmp_path, capsys):
    (tmp_path / "set.yaml").write_text(SET)
    lab.apply(SET)
    lab.apply(tmp_path / "set.yaml")
    assert capsys.readouterr().out.splitlines() == [
        "statefulset.apps/web created",
        "statefulset.apps/web unchanged",
    ]


def test_the_namespace_of_the_context_holds_for_every_line(lab, capsys):
    lab.kubectl("config set-context --current --namespace=kube-system")
    create = "create cm -o jsonpath={.metadata.namespace} --from-literal=a=b"
    assert lab.kubectl(f"{create} one").stdout == "kube-system"
    capsys.readouterr()
    KubectlMagic(SimpleNamespace(user_ns={}))(f"{create} two")
    assert capsys.readouterr().out == "kube-system"
    assert lab.kubectl(f"{create} three -n default").stdout == "default"


def test_waiting_lets_virtual_time_pass_until_it_holds(lab):
    lab.apply(SET)
    reached = lab.wait("sts/web")
    assert reached.object["status"]["readyReplicas"] == 2
    assert reached.time == lab.now > 0
    lab.kubectl("delete sts web --wait=false")
    assert lab.wait("pod/web-0", until="deleted").object is None


def test_waiting_for_what_never_comes_ends_when_the_cluster_has_settled(lab):
    with pytest.raises(K8slabError, match=r"found no such object at 0s; the cluster has settled"):
        lab.wait("pod/web-9")
    with pytest.raises(K8slabError, match="expected a kind and a name"):
        lab.wait("web")
    with pytest.raises(K8slabError, match="until='ready', 'deleted' or a function"):
        lab.wait("pod/web-9", until="Running")


def test_settling_and_advancing_say_when_it_is(lab):
    lab.apply(SET)
    assert repr(lab.settle()) == f"settled at {lab.settle().time:g}s"
    before = lab.now
    assert lab.advance(60).time == lab.now == before + 60


def test_official_clients_reach_this_cluster(lab):
    lab.apply(SET)
    lab.settle()
    assert [pod.metadata.name for pod in lab.core.list_namespaced_pod("default").items] == ["web-0", "web-1"]
    assert lab.apps.read_namespaced_stateful_set("web", "default").spec.replicas == 2


def test_story_and_timeline_show_what_happened(lab):
    lab.apply(SET)
    lab.settle()
    assert lab.story().ready_order("default", "web") == ["web-0", "web-1"]
    assert [row.name for row in lab.timeline(namespace="default").rows] == ["web-0", "web-1"]


def test_node_map_and_chain_show_who_is_where_and_what_hangs_together(lab):
    lab.kubectl("create deploy shown --image=nginx:1.27")
    lab.settle()
    (shown,) = lab.node_map(selector="app=shown").tiles
    assert (shown.label, shown.owner) == ("Ready", "Deployment shown")
    assert "owns, by ReplicaSet shown-" in str(lab.chain("deploy/shown", namespace="default"))
    assert lab.node_map().time == lab.chain("deploy/shown").time == lab.now


def test_looking_moves_no_time(lab):
    lab.apply(SET)
    for _ in range(3):
        repr(lab), lab.timeline(), lab.story(), lab.node_map(), lab.chain("sts/web")
    assert lab.now == 0.0


def test_the_referee_judges_in_the_servers_process(lab):
    assert lab.check("two-pods").found == "0"
    lab.apply(SET)
    lab.settle()
    assert lab.check("two-pods").earned == 2
    with pytest.raises(K8slabError, match="did you mean 'two-pods'"):
        lab.check("two-pod")


def test_results_say_what_each_task_earned_when_it_was_last_checked(lab):
    assert [task.attempts for task in lab.results("web").tasks] == [0]
    lab.check("two-pods")
    lab.hint("two-pods", 1)
    lab.apply(SET)
    lab.settle()
    lab.check("two-pods")
    results = lab.results("web")
    (task,) = results.tasks
    assert (task.title, task.earned, task.attempts, task.hints) == ("Two pods were Ready", 2, 2, 1)
    assert (results.earned, results.points) == (2, 2)
    with pytest.raises(K8slabError, match="did you mean 'web'"):
        lab.results("wep")


def test_a_prediction_is_kept_by_the_referee_and_shown_when_all_is_over(lab):
    lab.advance(5)
    assert lab.predict("what-comes", ...).letter == ""
    kept = lab.predict("what-comes", " B ")
    assert (kept.letter, kept.choice, kept.time) == ("b", "a pod", 5.0)
    lab.reset()
    assert [each.came_true for each in lab.predictions()] == [True]


@pytest.mark.parametrize(
    ("question", "letter", "message"),
    [
        ("what-comes", "z", "what-comes: expected one of the letters"),
        ("what-comes", " ", "expected a letter in quotes"),
        ("what-comes", 2, "expected a letter in quotes"),
        ("what-goes", "a", "found 'what-goes'"),
    ],
)
def test_a_prediction_that_is_none_is_refused_and_not_kept(lab, question, letter, message):
    with pytest.raises(K8slabError, match=message):
        lab.predict(question, letter)
    assert not any(each.letter for each in lab.predictions())


def test_a_hint_is_given_by_the_referee_and_stays_asked_for_when_all_begins_anew(lab):
    lab.advance(5)
    hint = lab.check("two-pods").hint(1)
    assert (hint.text, hint.time) == ("Scale it.", 5.0)
    lab.reset()
    assert repr(lab.hint("two-pods")) == "Hint 1 of 1: Scale it."
    assert lab.check("two-pods").hints == ("Scale it.",)
    assert lab.fork().check("two-pods").hints == ("Scale it.",)
    with pytest.raises(K8slabError, match="1 to 1, found 2"):
        lab.hint("two-pods", 2)


def test_after_a_reset_a_check_judges_the_new_attempt(lab):
    lab.apply(SET)
    lab.settle()
    assert lab.check("two-pods").passed
    lab.reset()
    assert not lab.check("two-pods").passed
    lab.apply(SET)
    lab.settle()
    assert lab.check("two-pods").passed


def test_an_assignment_asks_everybody_for_something_else(lessons, monkeypatch):
    monkeypatch.setenv("K8SLAB_LESSONS", str(lessons))
    monkeypatch.delenv("K8SLAB_STUDENT", raising=False)
    monkeypatch.delenv("JUPYTERHUB_USER", raising=False)
    with Lab(nodes=1) as lab:
        assert lab.assignment("web").name == "web"
    monkeypatch.setenv("K8SLAB_STUDENT", "ada")
    with Lab(nodes=1) as lab:
        assert repr(lab.assignment("web")).startswith("web: for ada\n  task.name  ")
        assert lab.assignment("web").name != "web"
        with pytest.raises(K8slabError, match="did you mean 'web'"):
            lab.assignment("wet")


def test_a_node_can_join(lab):
    lab.add_node("k8s-m4")
    assert "k8s-m4" in lab.kubectl("get nodes -o name").stdout


def test_a_directory_below_an_nfs_export_has_to_be_made_before_a_pod_can_mount_it(lab):
    lab.export_nfs("nfs", "/data")
    lab.apply(MOUNTS)
    lab.settle()
    assert not lab.kubectl("get po/below -o jsonpath={.status.podIP}").stdout
    assert lab.kubectl("exec above -- mkdir /mnt/one").code == 0
    lab.settle()
    assert lab.kubectl("get po/below -o jsonpath={.status.podIP}").stdout


def test_the_newest_lab_is_the_one_that_kubeconfig_names(monkeypatch):
    monkeypatch.delenv("KUBECONFIG", raising=False)
    with Lab(nodes=1) as first, Lab(nodes=1, seed=1) as second:
        assert os.environ["KUBECONFIG"] == str(second.kubeconfig)
        first.close()
        assert os.environ["KUBECONFIG"] == str(second.kubeconfig)
        first.close()
        assert repr(first) == "<Lab: closed>"
        for use in (first.settle, lambda: first.kubectl("get po"), lambda: first.apply("a: b\nc: d")):
            with pytest.raises(K8slabError, match=r"has been closed. Next: `lab = Lab\(\)`"):
                use()


def test_nodes_are_names_or_a_number():
    assert node_names(["a", "b"]) == ("a", "b")
    assert node_names(2) == ("k8s-m1", "k8s-m2")
    with pytest.raises(K8slabError, match="found the text 'a,b'"):
        node_names("a,b")
    for none in (0, -1, True, False, [], ()):
        with pytest.raises(K8slabError, match="expected at least one node"):
            node_names(none)
    with pytest.raises(K8slabError, match="found 2 among them"):
        node_names(["a", 2])


def test_a_module_beside_the_notebook_does_not_reach_the_cluster(monkeypatch, tmp_path):
    (tmp_path / "k8slab.py").write_text("raise SystemExit('the notebook ran in the place of the cluster')")
    monkeypatch.chdir(tmp_path)
    with Lab(nodes=1) as lab:
        assert lab.now == 0.0


def test_feature_gates_reach_the_cluster(capsys):
    gated = SET + "  updateStrategy: {type: RollingUpdate, rollingUpdate: {maxUnavailable: 2}}\n"
    with Lab(nodes=1, feature_gates={"MaxUnavailableStatefulSet": True}) as lab:
        lab.apply(gated)
        strategy = lab.kubectl("get sts web -o jsonpath={.spec.updateStrategy.rollingUpdate}").stdout
        assert strategy == '{"maxUnavailable":2,"partition":0}'


def test_other_backends_are_refused():
    with pytest.raises(K8slabError, match="expected the backend 'simulator', found 'kind'"):
        Lab(backend="kind")


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="needs Linux to wait for a process of others")
def test_a_killed_kernel_takes_its_cluster_with_it():
    program = "from k8slab import Lab; lab = Lab(nodes=1); print(lab._served.pid, flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as kernel:
        server = os.pidfd_open(int(kernel.stdout.readline()))
        assert not has_ended(server, within=0)
        kernel.kill()
    assert has_ended(server, within=10)
    os.close(server)


def has_ended(process, within):
    """A process's descriptor becomes readable when it ends."""
    return bool(select.select([process], [], [], within)[0])


def test_a_lab_that_nobody_holds_any_more_ends_by_itself(monkeypatch):
    monkeypatch.delenv("KUBECONFIG", raising=False)
    served = Lab(nodes=1)._served
    gc.collect()
    assert not served.is_running
    assert "KUBECONFIG" not in os.environ
