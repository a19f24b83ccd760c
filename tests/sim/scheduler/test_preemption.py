"""Preemption's guarantees, as numbered in its docstring."""

from __future__ import annotations

from typing import Any

import pytest

from k8slab.errors import ApiError
from k8slab.objects import meta, pods
from k8slab.sim import kinds


def grade(bench: Any, name: str, value: int, **fields: Any) -> None:
    bench.create(kinds.PRIORITY_CLASS, {"metadata": {"name": name}, "value": value, **fields})


def asks(cpu: str) -> dict[str, Any]:
    return {"resources": {"requests": {"cpu": cpu}}}


def test_1_a_more_important_pod_takes_the_place_of_others(build: Any) -> None:
    bench = build(["a"])
    grade(bench, "high", 1000)
    bench.pod("small", container=asks("1"))
    bench.pod("large", container=asks("2500m"))
    bench.settle()
    bench.pod("urgent", priorityClassName="high", container=asks("3"))
    urgent = bench.get(kinds.POD, "urgent")
    assert urgent["spec"]["priority"] == 1000
    assert urgent["status"]["nominatedNodeName"] == "a"
    scheduled = pods.condition(urgent, "PodScheduled")
    assert scheduled is not None
    assert scheduled["message"] == "0/1 nodes are available: 1 Insufficient cpu."
    bench.settle()
    assert bench.find(kinds.POD, "large") is None
    assert bench.node_of("small") == "a"
    assert bench.node_of("urgent") == "a"
    assert bench.events("urgent")[:2] == [
        "FailedScheduling: 0/1 nodes are available: 1 Insufficient cpu.",
        "Scheduled: Successfully assigned default/urgent to a",
    ]


def test_1_equals_stay(build: Any) -> None:
    bench = build(["a"])
    bench.pod("first", container=asks("3"))
    bench.settle()
    bench.pod("second", container=asks("3"))
    bench.settle()
    assert bench.events("second") == [
        "FailedScheduling: 0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, "
        "preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod."
    ]


def test_2_the_node_with_the_least_important_victims_is_taken(build: Any) -> None:
    bench = build(["a", "b"])
    for name, value in (("low", 10), ("middle", 20), ("high", 30)):
        grade(bench, name, value)
    bench.pod("on-a", nodeName="a", priorityClassName="middle", container=asks("3"))
    bench.pod("on-b", nodeName="b", priorityClassName="low", container=asks("3"))
    bench.settle()
    bench.pod("urgent", priorityClassName="high", container=asks("3"))
    bench.settle()
    assert bench.node_of("urgent") == "b"
    assert bench.node_of("on-a") == "a"


def test_2_a_budget_protects_where_there_is_another_choice(build: Any) -> None:
    bench = build(["a", "b"])
    grade(bench, "high", 30)
    bench.create(
        kinds.POD_DISRUPTION_BUDGET,
        {
            "metadata": {"name": "guard"},
            "spec": {"minAvailable": 1, "selector": {"matchLabels": {"app": "on-a"}}},
        },
    )
    bench.pod("on-a", nodeName="a", container=asks("3"))
    bench.pod("on-b", nodeName="b", container=asks("3"))
    bench.settle()
    bench.pod("urgent", priorityClassName="high", container=asks("3"))
    bench.settle()
    assert bench.find(kinds.POD, "on-a") is not None
    assert bench.node_of("urgent") == "b"


def test_3_victims_are_marked_and_get_their_grace_period(build: Any) -> None:
    bench = build(["a"])
    grade(bench, "high", 30)
    bench.pod("victim", container=asks("3"))
    bench.settle()
    bench.pod("urgent", priorityClassName="high", container=asks("3"))
    victim = bench.get(kinds.POD, "victim")
    doomed = pods.condition(victim, "DisruptionTarget")
    assert doomed is not None
    assert (doomed["reason"], doomed["message"]) == (
        "PreemptionByScheduler",
        "default-scheduler: preempting to accommodate a higher priority pod",
    )
    assert victim["metadata"]["deletionGracePeriodSeconds"] == 30
    uid = meta.uid(bench.get(kinds.POD, "urgent"))
    assert f"Preempted: Preempted by pod {uid} on node a" in bench.events("victim")


def test_3_no_less_important_pod_takes_the_place(build: Any) -> None:
    bench = build(["a"])
    grade(bench, "high", 30)
    bench.pod("victim", container=asks("4"))
    bench.settle()
    bench.pod("urgent", priorityClassName="high", container=asks("3"))
    bench.pod("sneaky", container=asks("3"))
    bench.settle()
    assert bench.node_of("urgent") == "a"
    assert bench.node_of("sneaky") is None
    assert bench.get(kinds.POD, "urgent")["status"]["phase"] == "Running"


def test_4_a_pod_with_the_policy_never_preempts_nobody(build: Any) -> None:
    bench = build(["a"])
    grade(bench, "polite", 30, preemptionPolicy="Never")
    bench.pod("first", container=asks("3"))
    bench.settle()
    bench.pod("second", priorityClassName="polite", container=asks("3"))
    bench.settle()
    assert bench.events("second") == [
        "FailedScheduling: 0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, "
        "preemption: not eligible due to preemptionPolicy=Never."
    ]


def test_the_default_class_counts_for_pods_without_one(bench: Any) -> None:
    grade(bench, "usual", 7, globalDefault=True)
    bench.pod("p")
    spec = bench.get(kinds.POD, "p")["spec"]
    assert (spec["priorityClassName"], spec["priority"]) == ("usual", 7)


def test_a_class_that_is_not_there_is_refused(bench: Any) -> None:
    with pytest.raises(ApiError, match='pods "p" is forbidden: no PriorityClass with name none was found'):
        bench.pod("p", priorityClassName="none")
