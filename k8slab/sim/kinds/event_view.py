"""Events under the names that events.k8s.io gives their fields. They are the Events of the core group.

Source: https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/
"""

from __future__ import annotations

from k8slab.objects.meta import Object
from k8slab.sim.kinds.event import EVENT
from k8slab.sim.kinds.kind import Kind

RENAMED = {
    "involvedObject": "regarding",
    "message": "note",
    "source": "deprecatedSource",
    "firstTimestamp": "deprecatedFirstTimestamp",
    "lastTimestamp": "deprecatedLastTimestamp",
    "count": "deprecatedCount",
    "reportingComponent": "reportingController",
}
"""Core name -> name in events.k8s.io; all other fields are called the same in both."""
BACK = {new: core for core, new in RENAMED.items()}


def _renamed(field: str) -> str:
    first, _, rest = field.partition(".")
    return ".".join(part for part in (RENAMED.get(first, first), rest) if part)


def outward(event: Object, now: float) -> Object:
    shown = {RENAMED.get(name, name): value for name, value in event.items()}
    if not shown.get("deprecatedCount", 1):
        del shown["deprecatedCount"]
    return {**shown, "apiVersion": "events.k8s.io/v1"}


def inward(event: Object) -> Object:
    return {BACK.get(name, name): value for name, value in event.items()} | {"apiVersion": "v1"}


EVENT_VIEW = Kind(
    "events.k8s.io",
    "v1",
    "Event",
    "events",
    "event",
    short_names=("ev",),
    columns=EVENT.columns,
    stored_as=EVENT,
    present=outward,
    inward=inward,
    selectable_fields=tuple(_renamed(field) for field in EVENT.selectable_fields if field != "source"),
)
