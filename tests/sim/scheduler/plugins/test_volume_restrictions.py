"""A claim that is for one pod at a time."""

from __future__ import annotations

from typing import Any

from k8slab.sim import kinds

IN_USE = (
    "3 node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by "
    "another pod"
)


def alone(bench: Any) -> dict[str, Any]:
    """A bound claim for one pod, as a pod mounts it."""
    bench.volume("pv", accessModes=["ReadWriteOncePod"])
    bench.claim("data", accessModes=["ReadWriteOncePod"])
    return {"volumes": [{"name": "data", "persistentVolumeClaim": {"claimName": "data"}}]}


def test_a_second_pod_waits_until_the_first_is_gone_and_says_why(bench: Any) -> None:
    mounting = alone(bench)
    bench.pod("first", **mounting)
    bench.pod("second", **mounting)
    assert bench.events("second") == [
        f"FailedScheduling: 0/3 nodes are available: {IN_USE}. no new claims to deallocate, preemption: "
        "0/3 nodes are available: 3 No preemption victims found for incoming pod."
    ]
    bench.settle()
    bench.delete(kinds.POD, "first")
    bench.settle()
    assert bench.node_of("second") == "a"


def test_a_more_important_pod_takes_the_claim_away(bench: Any) -> None:
    mounting = alone(bench)
    bench.create(kinds.PRIORITY_CLASS, {"metadata": {"name": "high"}, "value": 10})
    bench.pod("first", **mounting)
    bench.settle()
    bench.pod("second", priorityClassName="high", **mounting)
    assert bench.events("second") == [f"FailedScheduling: 0/3 nodes are available: {IN_USE}."]
    bench.settle()
    assert (bench.find(kinds.POD, "first"), bench.node_of("second")) == (None, "a")


def test_a_pod_that_has_ended_leaves_the_claim_to_others(bench: Any) -> None:
    mounting = alone(bench)
    bench.pod("first", "busybox", restartPolicy="Never", **mounting)
    bench.settle()
    bench.pod("second", **mounting)
    assert bench.node_of("second") == "a"
