"""Guarantees 5 and 6 of the DaemonSet controller: rolling updates."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from k8slab.objects import meta, pods
from k8slab.sim import kinds
from k8slab.sim.controllers.daemonset import rolling_update
from tests.sim.controllers.daemons import Daemons, template

FOUR = ("a", "b", "c", "d")
ONE_NODE = ("deleting", "stopped", "created", "gone", "ready")


@pytest.fixture
def daemons() -> Daemons:
    """Four nodes, with a set on them."""
    made = Daemons(FOUR)
    made.deploy()
    return made


def strategy(**rolling: Any) -> dict[str, Any]:
    return {"type": "RollingUpdate", "rollingUpdate": rolling}


def most_down(daemons: Daemons) -> int:
    """The most nodes that were without a ready pod at the same time since the mark."""
    versions: dict[str, dict[str, Any]] = {}
    worst = 0
    for entry in daemons.cluster.store.log:
        if entry.kind is not kinds.POD:
            continue
        versions.pop(meta.name(entry.object), None)
        if entry.type != "DELETED":
            versions[meta.name(entry.object)] = entry.object
        if entry in daemons.changes:
            up = {pod["spec"].get("nodeName") for pod in versions.values() if pods.is_ready(pod)}
            worst = max(worst, len(set(FOUR) - up))
    return worst


def test_5_by_default_nodes_are_updated_one_after_the_other(daemons: Daemons) -> None:
    daemons.roll("server:2")
    assert daemons.log() == [f"{node} {word}" for node in FOUR for word in ONE_NODE]
    assert daemons.status["updatedNumberScheduled"] == 4


@pytest.mark.parametrize(("most", "down"), [(2, 2), ("50%", 2), ("30%", 2), (4, 4), ("100%", 4)])
def test_5_no_more_nodes_are_down_than_max_unavailable_allows(
    daemons: Daemons, most: int | str, down: int
) -> None:
    daemons.roll("server:2", updateStrategy=strategy(maxUnavailable=most))
    assert daemons.log()[:down] == [f"{node} deleting" for node in FOUR[:down]]
    assert set(daemons.images().values()) == {"server:2"}
    assert most_down(daemons) == down


def test_5_an_update_that_cannot_start_stops_at_one_node_and_heals_when_taken_back(daemons: Daemons) -> None:
    daemons.roll("server:404")
    assert daemons.images() == {"a": "server:404", "b": "server", "c": "server", "d": "server"}
    assert daemons.status["numberUnavailable"] == 1
    daemons.roll("server")
    assert daemons.images() == dict.fromkeys(FOUR, "server")
    assert {line.split()[0] for line in daemons.log()} == {"a"}


def test_5_old_pods_that_are_not_available_go_at_once(daemons: Daemons) -> None:
    daemons.roll("server:404", updateStrategy=strategy(maxUnavailable=3))
    daemons.change(updateStrategy=strategy(maxUnavailable=1))
    daemons.roll("server:2")
    assert daemons.log()[:3] == ["a deleting", "b deleting", "c deleting"]
    assert daemons.images() == dict.fromkeys(FOUR, "server:2")


def test_5_min_ready_seconds_pace_the_update(daemons: Daemons) -> None:
    daemons.cluster.advance(30)
    daemons.roll("server:2", minReadySeconds=20)
    ready = [
        entry.time
        for entry in daemons.changes
        if entry.kind is kinds.POD
        and entry.previous is not None
        and pods.is_ready(entry.object) > pods.is_ready(entry.previous)
    ]
    assert len(ready) == 4
    assert all(later - int(earlier) >= 20 for earlier, later in pairwise(ready)), "conditions know seconds"
    assert daemons.status["numberAvailable"] == 4


def test_6_with_surge_the_new_pod_is_ready_before_the_old_one_goes(daemons: Daemons) -> None:
    daemons.roll("server:2", updateStrategy=strategy(maxUnavailable=0, maxSurge=1))
    log = daemons.log()
    for node in FOUR:
        assert [line.split()[1] for line in log if line.startswith(f"{node} ")] == [
            *("created", "ready", "deleting", "stopped", "gone")
        ]
    assert most_down(daemons) == 0
    reasons = [line for line in log if line.endswith(("created", "ready"))]
    assert reasons == [f"{node} {word}" for node in FOUR for word in ("created", "ready")]


def test_6_at_most_max_surge_nodes_have_two_pods(daemons: Daemons) -> None:
    daemons.roll("server:2", updateStrategy=strategy(maxUnavailable=0, maxSurge="50%"))
    assert daemons.log()[:2] == ["a created", "b created"]
    assert daemons.log()[2:6] == ["a ready", "b ready", "a deleting", "b deleting"]
    assert daemons.images() == dict.fromkeys(FOUR, "server:2")


def test_6_a_surge_that_cannot_start_leaves_all_old_pods_running(daemons: Daemons) -> None:
    daemons.roll("server:404", updateStrategy=strategy(maxUnavailable=0, maxSurge=1))
    assert daemons.log() == ["a created"]
    assert len(daemons.api.list(kinds.POD, "default")) == 5
    assert daemons.status["numberAvailable"] == 4
    daemons.roll("server")
    assert daemons.log() == ["a deleting", "a gone"]


def test_6_an_old_pod_that_is_not_available_gets_its_successor_beyond_the_limit(daemons: Daemons) -> None:
    daemons.roll("server:404", updateStrategy=strategy(maxUnavailable=2))
    daemons.roll("server:2", updateStrategy=strategy(maxUnavailable=0, maxSurge=1))
    assert daemons.log()[:3] == ["a created", "b created", "c created"]
    assert daemons.images() == dict.fromkeys(FOUR, "server:2")


def test_6_a_pod_where_the_set_no_longer_belongs_stays_until_enough_others_are_available(
    daemons: Daemons,
) -> None:
    daemons.roll("server:404", updateStrategy=strategy(maxUnavailable=0, maxSurge=1))
    daemons.taint("d", "NoSchedule")
    daemons.cluster.add_node("e")
    daemons.settle()
    assert daemons.status["numberMisscheduled"] == 1
    assert daemons.images()["d"] == "server", "without it only three nodes of four would have a pod"
    daemons.roll("server:2")
    log = daemons.log()
    assert log.index("e ready") < log.index("d deleting")
    assert sorted(daemons.pods()) == ["a", "b", "c", "e"]


def test_6_a_surge_waits_until_the_old_pod_of_a_node_that_went_is_gone(daemons: Daemons) -> None:
    daemons.change(updateStrategy=strategy(maxUnavailable=0, maxSurge=1))
    daemons.api.delete(kinds.NODE, "d", "")
    daemons.change(template=template("server:2"))
    daemons.cluster.advance(20)
    assert daemons.log() == []
    daemons.settle()
    log = daemons.log()
    assert log.index("d gone") < log.index("a created")
    assert daemons.images() == dict.fromkeys("abc", "server:2")


@pytest.mark.parametrize(
    ("rolling", "wanted", "expected"),
    [
        ({}, 4, (1, 0)),
        ({"maxUnavailable": "10%"}, 4, (1, 0)),
        ({"maxUnavailable": "10%"}, 0, (1, 0)),
        ({"maxUnavailable": "34%"}, 3, (2, 0)),
        ({"maxUnavailable": 0, "maxSurge": "10%"}, 4, (0, 1)),
        ({"maxUnavailable": 0, "maxSurge": 0}, 4, (1, 0)),
    ],
)
def test_percentages_are_rounded_up_and_something_may_always_be_done(
    rolling: dict[str, Any], wanted: int, expected: tuple[int, int]
) -> None:
    assert rolling_update.limits({"rollingUpdate": rolling}, wanted) == expected
