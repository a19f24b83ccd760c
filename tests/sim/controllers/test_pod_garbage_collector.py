"""The guarantees of pod garbage collection, as numbered in the controller's docstring."""

from __future__ import annotations

from typing import Any

from k8slab.objects import meta, pods
from k8slab.sim import kinds

OUT_OF_SERVICE = {"key": "node.kubernetes.io/out-of-service", "value": "nodeshutdown", "effect": "NoExecute"}


def test_1_the_pods_of_a_removed_node_are_deleted_after_a_minute(bench: Any) -> None:
    bench.pod("p")
    bench.settle()
    bench.delete(kinds.NODE, "a")
    bench.mark()
    bench.settle()

    def shown(pod: dict[str, Any]) -> tuple[str, str]:
        doomed = pods.condition(pod, "DisruptionTarget") or {"message": ""}
        return pod["status"]["phase"], doomed["message"]

    assert bench.story(kinds.POD, "p", shown) == [
        (61.8, ("Failed", "PodGC: node no longer exists")),
        (61.8, "gone"),
    ]
    assert bench.events("a") == ["RemovingNode: Node a event: Removing Node a from Controller"]


def test_2_the_pods_of_a_node_out_of_service_go_without_its_word(bench: Any) -> None:
    bench.pod("p")
    bench.settle()
    bench.cluster.stop_node("a")
    bench.settle()
    assert meta.is_terminating(bench.get(kinds.POD, "p"))
    assert bench.get(kinds.POD, "p")["status"]["phase"] == "Running"
    bench.mark()
    bench.change(kinds.NODE, "a", lambda node: node["spec"]["taints"].append(OUT_OF_SERVICE))
    bench.settle()
    assert [shown for _, shown in bench.story(kinds.POD, "p", pods.phase)] == ["Failed", "gone"]


def test_2_a_node_that_answers_keeps_its_pods_to_itself(bench: Any) -> None:
    bench.pod("p", tolerations=[{"operator": "Exists"}], terminationGracePeriodSeconds=100)
    bench.settle()
    bench.change(kinds.NODE, "a", lambda node: node["spec"].update(taints=[OUT_OF_SERVICE]))
    bench.mark()
    bench.delete(kinds.POD, "p")
    bench.settle()
    assert "Failed" not in [shown for _, shown in bench.story(kinds.POD, "p", pods.phase)]


def test_3_a_terminating_pod_without_a_node_is_failed(bench: Any) -> None:
    body = {"metadata": {"name": "p", "finalizers": ["example.com/hold"]}}
    spec = {"containers": [{"name": "m", "image": "server"}], "nodeSelector": {"no": "where"}}
    bench.create(kinds.POD, {**body, "spec": spec})
    bench.delete(kinds.POD, "p")
    bench.settle()
    assert pods.phase(bench.get(kinds.POD, "p")) == "Failed"
    assert pods.condition(bench.get(kinds.POD, "p"), "DisruptionTarget") is None
