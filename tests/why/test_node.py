"""Why a node is not Ready, takes no pods, or still has some."""

from __future__ import annotations

from typing import Any

from k8slab.why import pages
from tests.why.manifests import apart, budget, daemonset, pod, statefulset
from tests.why.told import chain, link, proofs, roots


def test_a_ready_node_tells_what_runs_there(build: Any) -> None:
    ground = build(("a",))
    ground.apply(pod("p"))
    ground.settle()
    why = ground.why("node/a")
    assert chain(why) == ["1 node/a is Ready", "1.1 node/a has 1 pod: p"]
    assert why.is_fine


def test_a_silent_kubelet_is_the_root_and_its_pods_are_told(ground: Any) -> None:
    ground.apply(pod("p"))
    ground.settle()
    ground.cluster.stop_node("a")
    ground.advance(60)
    why = ground.why("node/a")
    assert roots(why) == ["node/a is NotReady: its kubelet does not answer"]
    assert why.top.page == pages.NODE_CONTROLLER
    assert why.top.since == 55.0
    assert proofs(why.top) == {
        "condition Ready": 'Unknown, NodeStatusUnknown, "Kubelet stopped posting node status."',
        "spec.taints": "node.kubernetes.io/unreachable:NoSchedule, node.kubernetes.io/unreachable:NoExecute",
    }
    assert proofs(link(why, "1.1")) == {"pod/p": "not Ready"}


def test_who_was_driven_out_is_told(ground: Any) -> None:
    ground.apply(pod("p"))
    ground.settle()
    ground.cluster.stop_node("a")
    ground.advance(400)
    why = ground.why("node/a")
    told = [each for each in why.links if "drive out" in each.says]
    assert [str(each) for each in told] == ["node/a has NoExecute taints, which drive out p"]
    assert told[0].page == pages.TAINT_EVICTION
    assert "1.1 pod/p is Terminating because the kubelet on a does not answer" in chain(why)[1]


def test_a_cordoned_node_names_the_budget_that_keeps_its_pods(ground: Any) -> None:
    ground.apply(statefulset("web"), budget("web", "web", 3), daemonset("log"))
    ground.settle()
    ground.kubectl("cordon a")
    why = ground.why("node/a")
    assert chain(why)[:2] == [
        "1 node/a is Ready and cordoned: what runs there stays, new pods go elsewhere",
        "1.1 pdb/web never allows an eviction: all 3 of its pods have to be healthy",
    ]
    assert chain(why)[2].endswith("; 1 pod of DaemonSets stay, for a drain leaves them")
    assert roots(why) == ["pdb/web never allows an eviction: all 3 of its pods have to be healthy"]


def test_pods_that_cannot_land_there_are_told(build: Any) -> None:
    ground = build(("a",))
    ground.apply(pod("first", labels={"app": "x"}, affinity=apart("x")))
    ground.apply(pod("second", labels={"app": "x"}, affinity=apart("x")))
    ground.settle()
    why = ground.why("node/a")
    told = link(why, "1.2")
    assert str(told) == "node/a cannot take second, which waits for a node"
    assert proofs(told) == {"pod/second": "InterPodAffinity: node(s) didn't match pod anti-affinity rules"}


def test_a_taint_that_keeps_pods_out_is_told(ground: Any) -> None:
    ground.kubectl("taint node a key=value:NoSchedule")
    assert ground.why("node/a").top.says == (
        "is Ready; pods that do not tolerate key=value:NoSchedule are kept out"
    )
