"""Why a pod is being deleted and still there."""

from __future__ import annotations

from typing import Any

from k8slab.why import pages
from tests.why.manifests import pod
from tests.why.told import chain, proofs, roots


def test_the_grace_period_is_told_with_its_end(ground: Any) -> None:
    hook = {"lifecycle": {"preStop": {"exec": {"command": ["sleep", "5"]}}}}
    ground.apply(pod("p", container={"image": "k8slab/stubborn", **hook}, terminationGracePeriodSeconds=60))
    ground.settle()
    ground.kubectl("delete pod p --wait=false")
    ground.advance(5)
    why = ground.why("pod/p")
    assert chain(why) == [
        "1 pod/p is Terminating: its containers have 60s to end, until 61s; the preStop hook of main runs "
        "first"
    ]
    assert proofs(why.top)["metadata.deletionGracePeriodSeconds"] == "60"
    assert (why.top.page, why.is_fine) == (pages.TERMINATION, True)


def test_finalizers_keep_a_pod_whose_containers_have_ended(ground: Any) -> None:
    held = pod("p")
    held["metadata"]["finalizers"] = ["example.com/hold"]
    ground.apply(held)
    ground.settle()
    ground.kubectl("delete pod p --wait=false")
    ground.advance(40)
    why = ground.why("pod/p")
    assert chain(why) == [
        "1 pod/p is Terminating: its containers have ended, its finalizers keep it",
        "1.1 pod/p is kept by its finalizers: example.com/hold",
    ]
    assert (
        why.root[0].advice
        == "example.com/hold: only the controller that has put it there should take it away"
    )


def test_a_silent_kubelet_keeps_a_pod_terminating(ground: Any) -> None:
    ground.apply(pod("p"))
    ground.settle()
    ground.cluster.stop_node("a")
    ground.advance(400)
    why = ground.why("pod/p")
    assert chain(why) == [
        "1 pod/p is Terminating because the kubelet on a does not answer: it alone can say that the pod "
        "ended",
        "1.1 node/a is NotReady: its kubelet does not answer",
    ]
    assert "DeletionByTaintManager" in proofs(why.top)["condition DisruptionTarget"]
    assert proofs(why.top)["event TaintManagerEviction"] == '"Marking for deletion Pod default/p"'
    assert (why.top.page, why.top.next) == (
        pages.FORCED_DELETION,
        "kubectl taint node a node.kubernetes.io/out-of-service=nodeshutdown:NoExecute",
    )
    assert "if you know that its machine is off" in why.top.advice


def test_before_that_it_is_only_not_ready(ground: Any) -> None:
    ground.apply(pod("p"))
    ground.settle()
    ground.cluster.stop_node("a")
    ground.advance(60)
    assert roots(ground.why("pod/p")) == ["node/a is NotReady: its kubelet does not answer"]
    assert ground.why("pod/p").top.says == (
        "is not Ready: the kubelet on a does not answer, so nobody knows how its containers are"
    )
