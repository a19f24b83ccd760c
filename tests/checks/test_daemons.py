"""What checks ask about a DaemonSet's pods, node by node."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from k8slab.checks import Event, Interval, Moment, State, Story, Unmet
from k8slab.checks.daemons import (
    Bare,
    barest,
    daemons,
    daemons_stayed,
    meant_for,
    only_on,
    ready_daemons,
    rolled_out,
)

OWNER = {"kind": "DaemonSet", "name": "agent", "uid": "set", "controller": True}


def daemon(name: str, node: str, *, ready: bool = True, **metadata: Any) -> dict[str, Any]:
    return {
        "metadata": {"name": name, "namespace": "ns", "uid": name, "ownerReferences": [OWNER], **metadata},
        "spec": {"nodeName": node, "containers": [{"name": "agent"}]},
        "status": {"phase": "Running", "conditions": [{"type": "Ready", "status": str(ready)}]},
    }


def waiting(name: str, node: str) -> dict[str, Any]:
    """A pod that is made for a node and not yet there."""
    term = {"matchFields": [{"key": "metadata.name", "operator": "In", "values": [node]}]}
    required = {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [term]}}
    unplaced = {**daemon(name, "", ready=False), "status": {"phase": "Pending"}}
    return {**unplaced, "spec": {"containers": [], "affinity": {"nodeAffinity": required}}}


def cluster(*pods: dict[str, Any], **status: int) -> State:
    agent = {"metadata": {"name": "agent", "namespace": "ns"}, "spec": {}, "status": status}
    return State({"daemonsets": [agent], "pods": list(pods)})


def test_a_daemon_pod_that_is_nowhere_yet_is_meant_for_the_node_of_its_affinity() -> None:
    assert meant_for(waiting("agent-a", "m1")) == "m1"
    assert meant_for(daemon("agent-a", "m2")) == "m2"


def test_of_two_daemon_pods_on_a_node_the_ready_one_counts() -> None:
    state = cluster(daemon("agent-a", "m1"), daemon("agent-b", "m1", ready=False))
    assert daemons(state, "ns", "agent")["m1"]["metadata"]["name"] == "agent-a"


def test_ready_daemons_come_in_the_order_of_the_nodes_asked_for() -> None:
    state = cluster(daemon("agent-a", "m1"), daemon("agent-b", "m2"))
    found = ready_daemons(state, "ns", "agent", ["m2", "m1"])
    assert [pod["metadata"]["name"] for pod in found] == ["agent-b", "agent-a"]


def test_a_node_without_a_daemon_pod_is_named_and_so_is_what_tells_why() -> None:
    with pytest.raises(Unmet, match="a Ready pod of agent on m2, found no such pod") as unmet:
        ready_daemons(cluster(daemon("agent-a", "m1")), "ns", "agent", ["m1", "m2"])
    assert "lab.why('ds/agent', namespace='ns')" in unmet.value.next


def test_a_daemon_pod_that_is_not_ready_or_on_its_way_out_does_not_serve() -> None:
    leaving = daemon("agent-a", "m1", deletionTimestamp="2026-01-01T00:00:00Z")
    with pytest.raises(Unmet, match="it being deleted"):
        ready_daemons(cluster(leaving), "ns", "agent", ["m1"])
    with pytest.raises(Unmet, match="it Running, not Ready") as unmet:
        ready_daemons(cluster(daemon("agent-a", "m1", ready=False)), "ns", "agent", ["m1"])
    assert unmet.value.next == "kubectl describe po agent-a -n ns"


def test_a_daemon_pod_on_another_node_is_one_too_many_be_it_ready_or_not() -> None:
    only_on(cluster(daemon("agent-a", "m1")), "ns", "agent", ["m1", "m2"])
    with pytest.raises(Unmet, match="found one on m3 as well"):
        only_on(cluster(daemon("agent-a", "m1"), waiting("agent-b", "m3")), "ns", "agent", ["m1"])


def test_a_set_is_rolled_out_when_all_its_pods_are_new_and_available() -> None:
    rolled_out(cluster(desiredNumberScheduled=3, updatedNumberScheduled=3, numberAvailable=3), "ns", "agent")
    with pytest.raises(Unmet, match="all 3 pods up to date and available, found 2 up to date, 3 available"):
        rolled_out(
            cluster(desiredNumberScheduled=3, updatedNumberScheduled=2, numberAvailable=3), "ns", "agent"
        )
    with pytest.raises(Unmet, match="3 up to date, 0 available"):
        rolled_out(cluster(desiredNumberScheduled=3, updatedNumberScheduled=3), "ns", "agent")


def history(*stays: tuple[str, str, float, float | None]) -> Story:
    """A story of daemon pods: name, node, when it became Ready and when it was gone."""

    def events(number: int, name: str, node: str, ready: float, gone: float | None) -> Iterable[Event]:
        yield Event(Moment(ready, number), "ADDED", "pods", daemon(name, node))
        if gone is not None:
            yield Event(Moment(gone, number + 100), "DELETED", "pods", daemon(name, node))

    return Story(event for number, stay in enumerate(stays, 1) for event in events(number, *stay))


SINCE_5 = Interval(Moment(5, 50), None)
NODES = ["m1", "m2", "m3"]
ROLLED = history(
    ("a", "m1", 0, 10),
    ("b", "m2", 0, 12),
    ("c", "m3", 0, None),
    ("d", "m1", 14, None),
    ("e", "m2", 16, None),
)


def test_the_barest_moment_is_the_first_at_which_most_nodes_were_without_a_pod() -> None:
    assert barest(ROLLED, "ns", "agent", NODES, SINCE_5) == Bare(Moment(12, 102), ("m1", "m2"))


def test_what_was_bare_before_or_after_does_not_count() -> None:
    until_11 = Interval(Moment(5, 50), Moment(11, 150))
    assert barest(ROLLED, "ns", "agent", NODES, until_11).nodes == ("m1",)
    assert barest(ROLLED, "ns", "agent", NODES, Interval(Moment(20, 50), None)).nodes == ()


def test_a_node_that_is_bare_from_the_beginning_counts() -> None:
    assert barest(ROLLED, "ns", "agent", ["m4"], SINCE_5) == Bare(Moment(5, 50), ("m4",))


def test_a_node_with_an_old_and_a_new_pod_is_not_bare_when_the_old_one_goes() -> None:
    surged = history(("a", "m1", 0, 10), ("b", "m1", 9, None))
    assert barest(surged, "ns", "agent", ["m1"], SINCE_5).nodes == ()


def test_a_pod_stayed_if_it_is_older_than_the_time_and_was_there_for_all_of_it() -> None:
    daemons_stayed(ROLLED, "ns", "agent", ["m3"], SINCE_5, next="")
    daemons_stayed(ROLLED, "ns", "agent", ["m1"], Interval(Moment(5, 50), Moment(9, 50)), next="")
    with pytest.raises(Unmet, match=r"the pod on m2 older than that.*found it replaced or deleted"):
        daemons_stayed(ROLLED, "ns", "agent", ["m3", "m2"], SINCE_5, next="")
    with pytest.raises(Unmet, match="found none, ever"):
        daemons_stayed(ROLLED, "ns", "agent", ["m4"], SINCE_5, next="")
