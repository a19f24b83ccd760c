"""Devices, and claims to them. They are stored; nothing gives out devices.

Source: https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/
"""

from __future__ import annotations

from k8slab.objects import meta
from k8slab.objects.meta import Object
from k8slab.sim.kinds.columns import at, column, plain
from k8slab.sim.kinds.kind import Column, Kind, no_action


def prepare_claim(claim: Object, old: Object | None) -> None:
    if old is None:
        claim["status"] = {}


def _state(claim: Object, now: float) -> str:
    status = claim.get("status") or {}
    states = [
        "deleted" if meta.is_terminating(claim) else "",
        "allocated" if status.get("allocation") else "",
        "reserved" if status.get("reservedFor") else "",
    ]
    if not any(states[1:]):
        states.append("pending")
    return ",".join(state for state in states if state)


def _kind(
    name: str,
    plural: str,
    *columns: Column,
    namespaced: bool = False,
    fields: tuple[str, ...] = (),
    has_status: bool = False,
) -> Kind:
    return Kind(
        "resource.k8s.io",
        "v1",
        name,
        plural,
        name.lower(),
        namespaced=namespaced,
        subresources=("status",) if has_status else (),
        columns=plain(*columns),
        has_generation=name in ("DeviceClass", "ResourceSlice"),
        prepare=prepare_claim if has_status else Kind.prepare,
        selectable_fields=("metadata.name", "metadata.namespace", *fields),
        caveat=no_action(f"{name}es" if name.endswith("s") else f"{name}s", "allocate"),
    )


DEVICE_KINDS = (
    _kind("DeviceClass", "deviceclasses"),
    _kind(
        "ResourceClaim",
        "resourceclaims",
        column("State", _state, text="A summary of the current state (allocated, pending, reserved, etc.)."),
        namespaced=True,
        has_status=True,
    ),
    _kind("ResourceClaimTemplate", "resourceclaimtemplates", namespaced=True),
    _kind(
        "ResourceSlice",
        "resourceslices",
        column("Node", at("spec.nodeName"), of="ResourceSliceSpec.nodeName"),
        column("Driver", at("spec.driver"), of="ResourceSliceSpec.driver"),
        column("Pool", at("spec.pool.name"), of="ResourcePool.name"),
        fields=("spec.driver", "spec.nodeName"),
    ),
)
