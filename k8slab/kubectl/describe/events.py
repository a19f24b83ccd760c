"""The table of an object's events.

Source: https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/
"""

from __future__ import annotations

from typing import Any

from k8slab.kubectl.describe.text import Sheet
from k8slab.kubectl.describe.when import since
from k8slab.kubectl.printers.go_sort import go_sort
from k8slab.kubectl.resources import Item, list_objects
from k8slab.kubectl.session import Session


def events_of(session: Session, item: Item, *, uid: str | None = None) -> list[dict[str, Any]]:
    """The events about an object."""
    metadata = item.object["metadata"]
    wanted = {
        "involvedObject.name": item.name,
        "involvedObject.namespace": item.namespace,
        "involvedObject.kind": item.resource.kind,
        "involvedObject.uid": metadata.get("uid", "") if uid is None else uid,
    }
    selector = ",".join(f"{field}={value}" for field, value in wanted.items() if value)
    resource = session.resources.find("events")
    namespace = item.namespace
    return list_objects(session, resource, namespace, {"fieldSelector": selector})


def write_events(session: Session, sheet: Sheet, item: Item, show: bool) -> None:
    """The last part of most descriptions."""
    if show:
        write_table(session, sheet, events_of(session, item))


def write_table(session: Session, sheet: Sheet, events: list[dict[str, Any]]) -> None:
    if not events:
        sheet.line("Events:\t<none>")
        return
    sheet.line("Events:")
    sheet.line("Type\tReason\tAge\tFrom\tMessage", 1)
    sheet.line("----\t------\t----\t----\t-------", 1)
    ordered = go_sort(list(events), lambda a, b: _last_seen(a) < _last_seen(b))
    for event in ordered:
        source = (event.get("source") or {}).get("component") or event.get("reportingComponent", "")
        row = (
            event.get("type", ""),
            event.get("reason", ""),
            interval(session, event),
            source,
            _message(event),
        )
        sheet.line("\t".join(row), 1)


def _last_seen(event: dict[str, Any]) -> str:
    return event.get("lastTimestamp") or ""


def _message(event: dict[str, Any]) -> str:
    text = str(event.get("message", "")).strip()
    where = (event.get("involvedObject") or {}).get("fieldPath")
    return f"{where}: {text}" if where else text


def interval(session: Session, event: dict[str, Any]) -> str:
    """`16s`, or `4s (x3 over 99s)` for one that came again."""
    first = since(session, event.get("eventTime") or event.get("firstTimestamp"))
    series = event.get("series")
    if series:
        return f"{since(session, series.get('lastObservedTime'))} (x{series.get('count', 0)} over {first})"
    if event.get("count", 0) > 1:
        return f"{since(session, event.get('lastTimestamp'))} (x{event['count']} over {first})"
    return first
