"""Faults, as the control API sets, shows and lifts them (/k8slab/v1/faults[/ID])."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from k8slab.sim.api import status
from k8slab.sim.cluster import Cluster
from k8slab.sim.http.acts import recorded

PATH = "faults"
ALL = "all"


def begin(cluster: Cluster, body: Mapping[str, Any]) -> dict[str, Any]:
    """Set a fault by {"kind": …, …}; {"lift": ID} or {"lift": "all"} lift, as the journal has it."""
    if "lift" in body:
        return lift(cluster, str(body["lift"]))
    with recorded(cluster, PATH, body):
        begun = cluster.faults.begin(body)
    return begun.as_dict()


def lift(cluster: Cluster, fault_id: str) -> dict[str, Any]:
    """Lift one fault, or all; afterwards those that are left. Raises ApiError 404."""
    with recorded(cluster, PATH, {"lift": fault_id}):
        if fault_id == ALL:
            cluster.faults.lift_all()
        else:
            cluster.faults.lift(fault_id)
    return describe(cluster)


def describe(cluster: Cluster) -> dict[str, Any]:
    """Those in force, and those that are over in the order of their ends."""
    return {
        "faults": [each.as_dict() for each in cluster.faults],
        "past": [each.as_dict() for each in cluster.faults.past],
    }


def single(cluster: Cluster, fault_id: str) -> dict[str, Any]:
    """One of them, over or not. Raises ApiError 404."""
    every: list[dict[str, Any]] = [each for told in describe(cluster).values() for each in told]
    for each in every:
        if each["id"] == fault_id:
            return each
    names = ", ".join(each.id for each in cluster.faults) or "none"
    raise status.failure(404, "NotFound", f"expected a fault in force ({names}), found {fault_id!r}")
