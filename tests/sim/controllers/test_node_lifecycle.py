"""The node controller's guarantees, as numbered in its docstring."""

from __future__ import annotations

from typing import Any

from k8slab.objects import meta, pods
from k8slab.sim import kinds

DEDICATED = {"key": "dedicated", "value": "x", "effect": "NoExecute"}


def taints(bench: Any, node: str) -> list[tuple[str, str]]:
    return [(each["key"], each["effect"]) for each in bench.get(kinds.NODE, node)["spec"].get("taints", ())]


def test_1_a_cordoned_node_carries_a_taint_and_loses_it_again(bench: Any) -> None:
    bench.change(kinds.NODE, "a", lambda node: node["spec"].update(unschedulable=True, taints=[DEDICATED]))
    assert taints(bench, "a") == [
        ("dedicated", "NoExecute"),
        ("node.kubernetes.io/unschedulable", "NoSchedule"),
    ]
    assert bench.get(kinds.NODE, "a")["spec"]["taints"][1]["timeAdded"] == "2026-01-01T00:00:00Z"
    bench.change(kinds.NODE, "a", lambda node: node["spec"].pop("unschedulable"))
    assert taints(bench, "a") == [("dedicated", "NoExecute")]


def test_1_conditions_become_taints(bench: Any) -> None:
    def press(node: dict[str, Any]) -> None:
        for condition in node["status"]["conditions"]:
            if condition["type"] == "MemoryPressure":
                condition["status"] = "True"

    bench.api.modify(kinds.NODE, "a", "", press, subresource="status")
    bench.cluster.run_due()
    assert taints(bench, "a") == [("node.kubernetes.io/memory-pressure", "NoSchedule")]


def test_2_a_no_execute_taint_evicts_pods_that_do_not_tolerate_it(bench: Any) -> None:
    bench.pod("p")
    bench.pod("tolerant", nodeName="a", tolerations=[{"key": "dedicated", "operator": "Exists"}])
    bench.settle()
    bench.change(kinds.NODE, "a", lambda node: node["spec"].update(taints=[DEDICATED]))
    doomed = pods.condition(bench.get(kinds.POD, "p"), "DisruptionTarget")
    assert doomed is not None
    assert doomed["reason"] == "DeletionByTaintManager"
    assert doomed["message"] == "Taint manager: deleting due to NoExecute taint"
    assert meta.is_terminating(bench.get(kinds.POD, "p"))
    assert "TaintManagerEviction: Marking for deletion Pod default/p" in bench.events("p")
    bench.settle()
    assert bench.find(kinds.POD, "p") is None
    assert not meta.is_terminating(bench.get(kinds.POD, "tolerant"))


def test_2_a_daemon_pod_is_evicted_and_deleted_by_its_set_at_once_and_both_tell(bench: Any) -> None:
    one = {
        "metadata": {"labels": {"app": "d"}},
        "spec": {"containers": [{"name": "main", "image": "server"}]},
    }
    spec = {"selector": {"matchLabels": {"app": "d"}}, "template": one}
    bench.create(kinds.DAEMONSET, {"metadata": {"name": "d"}, "spec": spec})
    bench.settle()
    (name,) = [meta.name(pod) for pod in bench.api.list(kinds.POD) if pod["spec"]["nodeName"] == "a"]
    bench.change(kinds.NODE, "a", lambda node: node["spec"].update(taints=[DEDICATED]))
    bench.settle()
    assert f"TaintManagerEviction: Marking for deletion Pod default/{name}" in bench.events(name)
    assert f"SuccessfulDelete: Deleted pod: {name}" in bench.events("d")


def test_2_tolerance_may_end_after_a_time(bench: Any) -> None:
    patient = {"key": "dedicated", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 60}
    bench.pod("p", tolerations=[patient])
    bench.settle()
    bench.change(kinds.NODE, "a", lambda node: node["spec"].update(taints=[DEDICATED]))
    bench.mark()
    bench.settle()
    start = bench.log(kinds.POD, "p", meta.is_terminating)[0]
    assert start[0] == 61.8


def test_2_pods_stay_when_the_taint_goes_in_time(bench: Any) -> None:
    patient = {"key": "dedicated", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 60}
    bench.pod("p", tolerations=[patient])
    bench.settle()
    bench.change(kinds.NODE, "a", lambda node: node["spec"].update(taints=[DEDICATED]))
    bench.cluster.advance(30)
    bench.change(kinds.NODE, "a", lambda node: node["spec"].pop("taints"))
    bench.settle()
    assert not meta.is_terminating(bench.get(kinds.POD, "p"))
    assert bench.events("p")[-1] == "TaintManagerEviction: Cancelling deletion of Pod default/p"


def test_3_the_pods_of_a_removed_node_are_deleted_after_a_minute(bench: Any) -> None:
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
