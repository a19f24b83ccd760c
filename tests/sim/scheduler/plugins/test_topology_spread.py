"""The guarantees of topology spread constraints, as numbered in the plugin's docstring."""

from __future__ import annotations

from typing import Any

from k8slab.sim import kinds

ZONES = {"a": "one", "b": "one", "c": "two"}
SELECTOR = {"matchLabels": {"app": "web"}}


def spread(**fields: Any) -> list[dict[str, Any]]:
    usual = {
        "maxSkew": 1,
        "topologyKey": "zone",
        "whenUnsatisfiable": "DoNotSchedule",
        "labelSelector": SELECTOR,
    }
    return [{**usual, **fields}]


def place(bench: Any, count: int, **fields: Any) -> list[str | None]:
    """The zones of pods created one after the other."""
    for number in range(count):
        bench.pod(f"p{number}", labels={"app": "web"}, topologySpreadConstraints=spread(**fields))
        bench.settle()
    return [ZONES.get(bench.node_of(f"p{number}")) for number in range(count)]


def label(bench: Any, zones: dict[str, str]) -> None:
    for name, zone in zones.items():
        bench.change(kinds.NODE, name, lambda node, zone=zone: node["metadata"]["labels"].update(zone=zone))


def test_1_no_part_holds_more_than_the_skew_allows(bench: Any) -> None:
    label(bench, ZONES)
    assert place(bench, 4) == ["one", "two", "one", "two"]


def test_1_a_pod_that_would_make_it_uneven_waits(bench: Any) -> None:
    label(bench, ZONES)
    bench.change(kinds.NODE, "c", lambda node: node["spec"].update(unschedulable=True))
    assert place(bench, 2) == ["one", None]
    assert bench.events("p1") == [
        "FailedScheduling: 0/3 nodes are available: 1 node(s) were unschedulable, 2 node(s) didn't match pod "
        "topology spread constraints. no new claims to deallocate, preemption: 0/3 nodes are available: "
        "1 Preemption is not helpful for scheduling, 2 No preemption victims found for incoming pod."
    ]
    bench.change(kinds.NODE, "c", lambda node: node["spec"].pop("unschedulable"))
    bench.settle()
    assert bench.node_of("p1") == "c"


def test_2_a_node_without_the_label_is_no_part(bench: Any) -> None:
    label(bench, {"a": "one"})
    assert place(bench, 2) == ["one", "one"]
    bench.change(kinds.NODE, "a", lambda node: node["metadata"]["labels"].pop("zone"))
    bench.pod("last", labels={"app": "web"}, topologySpreadConstraints=spread())
    assert (
        "3 node(s) didn't match pod topology spread constraints (missing required label)"
        in bench.events("last")[0]
    )


def test_2_only_nodes_that_the_pod_asks_for_count(bench: Any) -> None:
    label(bench, ZONES)
    constraints = spread()
    for number in range(2):
        selector = {"zone": "one"}
        bench.pod(
            f"p{number}", labels={"app": "web"}, nodeSelector=selector, topologySpreadConstraints=constraints
        )
    assert {bench.node_of("p0"), bench.node_of("p1")} == {"a", "b"}


def test_3_too_few_parts_count_as_empty_ones(bench: Any) -> None:
    label(bench, ZONES)
    assert place(bench, 3, minDomains=3) == ["one", "two", None]


def test_4_as_a_wish_the_emptier_part_is_preferred(bench: Any) -> None:
    label(bench, ZONES)
    bench.change(kinds.NODE, "c", lambda node: node["spec"].update(unschedulable=True))
    assert place(bench, 2, whenUnsatisfiable="ScheduleAnyway") == ["one", "one"]
    bench.change(kinds.NODE, "c", lambda node: node["spec"].pop("unschedulable"))
    bench.pod(
        "q", labels={"app": "web"}, topologySpreadConstraints=spread(whenUnsatisfiable="ScheduleAnyway")
    )
    assert bench.node_of("q") == "c"


def test_1_a_waiting_pod_is_tried_again_when_the_emptiest_part_is_gone(bench: Any) -> None:
    label(bench, ZONES)
    bench.change(kinds.NODE, "c", lambda node: node["spec"].update(unschedulable=True))
    assert place(bench, 2) == ["one", None]
    bench.delete(kinds.NODE, "c")
    assert bench.node_of("p1") in {"a", "b"}
