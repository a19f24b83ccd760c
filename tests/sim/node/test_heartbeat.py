"""Heartbeats, as numbered in the module's docstring."""

from __future__ import annotations

from typing import Any

from k8slab.sim import kinds
from k8slab.sim.kinds.lease import NODE_LEASES, present


def lease(bench: Any, name: str) -> dict[str, Any] | None:
    found = bench.api.find(kinds.LEASE, name, NODE_LEASES)
    return None if found is None else present(found, bench.cluster.clock.now)


def renewed(bench: Any) -> str:
    found = lease(bench, "a")
    assert found is not None
    return str(found["spec"]["renewTime"])


def test_1_a_node_has_a_lease_and_takes_it_along(bench: Any) -> None:
    found = lease(bench, "a")
    assert found is not None
    assert (found["spec"]["holderIdentity"], found["spec"]["leaseDurationSeconds"]) == ("a", 40)
    bench.cluster.add_node("d")
    bench.settle()
    assert lease(bench, "d") is not None
    bench.delete(kinds.NODE, "d")
    bench.settle()
    assert lease(bench, "d") is None


def test_2_time_passes_without_history(bench: Any) -> None:
    before = len(bench.cluster.store.log)
    bench.cluster.advance(3605)
    assert renewed(bench) == "2026-01-01T01:00:00.000000Z"
    assert len(bench.cluster.store.log) == before
    assert bench.cluster.settled


def test_3_the_last_heartbeat_of_a_silent_node_stays(bench: Any) -> None:
    bench.cluster.advance(47)
    bench.cluster.stop_node("a")
    bench.cluster.advance(100)
    assert renewed(bench) == "2026-01-01T00:00:40.000000Z"
    bench.cluster.start_node("a")
    assert renewed(bench) == "2026-01-01T00:02:20.000000Z"
