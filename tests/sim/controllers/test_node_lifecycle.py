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


def state(node: dict[str, Any]) -> tuple[str, ...]:
    """The Ready condition, and the effects of the unreachable taints."""
    ready = pods.condition(node, "Ready") or {"status": ""}
    return ready["status"], *(each["effect"] for each in node["spec"].get("taints", ()))


def test_3_a_silent_node_becomes_unknown_and_is_avoided_until_it_answers(bench: Any) -> None:
    bench.mark()
    bench.cluster.advance(12)
    bench.cluster.stop_node("a")
    bench.settle()
    bench.cluster.start_node("a")
    bench.settle()
    assert bench.story(kinds.NODE, "a", state) == [
        (65.0, ("Unknown",)),
        (65.0, ("Unknown", "NoSchedule")),
        (65.1, ("Unknown", "NoSchedule", "NoExecute")),
        (65.2, ("True", "NoSchedule", "NoExecute")),
        (65.2, ("True", "NoExecute")),
        (70.1, ("True",)),
    ]
    assert bench.events("a")[0] == "NodeNotReady: Node a status is now: NodeNotReady"
    assert {each["type"]: each["reason"] for each in bench.get(kinds.NODE, "a")["status"]["conditions"]} == {
        "MemoryPressure": "KubeletHasSufficientMemory",
        "DiskPressure": "KubeletHasNoDiskPressure",
        "PIDPressure": "KubeletHasSufficientPID",
        "Ready": "KubeletReady",
    }


def test_3_a_short_silence_is_not_noticed(bench: Any) -> None:
    bench.pod("p")
    bench.settle()
    bench.mark()
    bench.cluster.stop_node("a")
    bench.cluster.advance(30)
    bench.cluster.start_node("a")
    bench.settle()
    assert {shown for _, shown in bench.story(kinds.NODE, "a", state)} == {("True",)}


def test_3_the_pods_of_a_silent_node_are_not_ready_and_leave_when_their_patience_ends(bench: Any) -> None:
    patience = [
        {
            "key": "node.kubernetes.io/unreachable",
            "operator": "Exists",
            "effect": "NoExecute",
            "tolerationSeconds": 5,
        }
    ]
    bench.pod("p", tolerations=patience)
    bench.pod("daemon", nodeName="a", tolerations=[{"operator": "Exists"}])
    bench.settle()
    bench.mark()
    bench.cluster.stop_node("a")
    bench.settle()

    def shown(pod: dict[str, Any]) -> tuple[bool, bool]:
        return pods.is_ready(pod), meta.is_terminating(pod)

    assert bench.story(kinds.POD, "p", shown) == [(55.0, (False, False)), (60.1, (False, True))]
    assert bench.story(kinds.POD, "daemon", shown) == [(55.0, (False, False))]
    assert bench.events("p")[-2:] == [
        "NodeNotReady: Node is not ready",
        "TaintManagerEviction: Marking for deletion Pod default/p",
    ]
    assert bench.cluster.settled


def test_2_of_several_nodes_that_fail_one_in_ten_seconds_is_emptied(build: Any) -> None:
    bench = build(list("abcdefgh"))
    bench.mark()
    for name in "ab":
        bench.cluster.stop_node(name)
    bench.settle()
    evicting = {name: bench.story(kinds.NODE, name, state)[-1] for name in "ab"}
    assert evicting == {
        "a": (55.1, ("Unknown", "NoSchedule", "NoExecute")),
        "b": (65.1, ("Unknown", "NoSchedule", "NoExecute")),
    }


def test_4_nobody_is_evicted_when_no_node_answers(build: Any) -> None:
    bench = build(["a", "b"])
    for name in "ab":
        bench.cluster.stop_node(name)
    bench.settle()
    assert [taints(bench, name) for name in "ab"] == [[("node.kubernetes.io/unreachable", "NoSchedule")]] * 2
