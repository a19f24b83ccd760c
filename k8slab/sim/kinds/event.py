"""Events, under their core name and under that of events.k8s.io.

Source: https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/
"""

from __future__ import annotations

from k8slab.objects.meta import Object, name
from k8slab.objects.timestamps import age
from k8slab.sim.kinds.columns import NAME, at, column, wide
from k8slab.sim.kinds.kind import Column, Kind

NULL_WHEN_ABSENT = ("firstTimestamp", "lastTimestamp", "eventTime")


def default(event: Object) -> None:
    """Some fields are always shown, even if there is nothing in them."""
    event.setdefault("source", {})
    for time in NULL_WHEN_ABSENT:
        event.setdefault(time, None)
    event.setdefault("reportingComponent", "")
    event.setdefault("reportingInstance", "")


def _first_seen(event: Object, now: float) -> str:
    return age(event.get("firstTimestamp") or event.get("eventTime"), now)


def _last_seen(event: Object, now: float) -> str:
    if event.get("series"):
        return age(event["series"].get("lastObservedTime"), now)
    if event.get("lastTimestamp"):
        return age(event["lastTimestamp"], now)
    return _first_seen(event, now)


def _count(event: Object, now: float) -> int:
    if event.get("series"):
        return int(event["series"].get("count", 0))
    return int(event.get("count") or 1)


def _object(event: Object, now: float) -> str:
    about = event.get("involvedObject") or {}
    kind = about.get("kind", "").lower()
    return f"{kind}/{about['name']}" if about.get("name") else kind


def _source(event: Object, now: float) -> str:
    source = event.get("source") or {}
    component = source.get("component") or event.get("reportingComponent") or ""
    host = source.get("host") or event.get("reportingInstance") or ""
    return f"{component}, {host}" if host else component


COLUMNS = (
    column("Last Seen", _last_seen, of="Event.lastTimestamp"),
    column("Type", at("type"), of="Event.type"),
    column("Reason", at("reason"), of="Event.reason"),
    column("Object", _object, text="The object that this event is about."),
    wide("Subobject", at("involvedObject.fieldPath"), of="ObjectReference.fieldPath"),
    wide(
        "Source",
        _source,
        text="The component reporting this event. Should be a short machine understandable string.",
    ),
    column("Message", lambda event, now: (event.get("message") or "").strip(), of="Event.message"),
    wide("First Seen", _first_seen, of="Event.firstTimestamp"),
    wide("Count", _count, of="Event.count"),
    Column("Name", lambda event, now: name(event), "string", "name", 1, NAME.description),
)

EVENT = Kind(
    "",
    "v1",
    "Event",
    "events",
    "event",
    short_names=("ev",),
    columns=COLUMNS,
    default=default,
    selectable_fields=(
        "metadata.name",
        "metadata.namespace",
        "involvedObject.kind",
        "involvedObject.namespace",
        "involvedObject.name",
        "involvedObject.uid",
        "involvedObject.apiVersion",
        "involvedObject.resourceVersion",
        "involvedObject.fieldPath",
        "reason",
        "reportingComponent",
        "source",
        "type",
    ),
    is_made_by_put=True,
)
