"""List events, oldest first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from k8slab.errors import ApiError
from k8slab.kubectl import flags as common
from k8slab.kubectl.describe.events import interval
from k8slab.kubectl.errors import BareError, KubectlError, NoMatchError
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.printers.go_sort import go_sort
from k8slab.kubectl.printers.output import as_list, object_printer
from k8slab.kubectl.printers.tabwriter import Layout
from k8slab.kubectl.resources import pages
from k8slab.kubectl.session import Session

FLAGS = (
    *common.OUTPUT, Flag("all-namespaces", "A", "bool"), Flag("for"), Flag("types", type="strings"),
    Flag("watch", "w", "bool"), Flag("no-headers", type="bool"), Flag("chunk-size", type="int", default=500),
)  # fmt: skip
TYPES = ("Normal", "Warning")

Event = dict[str, Any]


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """Of the namespace, of all, or (--for) about one object."""
    for kind in flags.texts("types"):
        if kind.title() not in TYPES:
            raise KubectlError("valid --types are Normal or Warning")
    table = _Table(session, flags)
    path, query = _request(session, flags)
    if flags.on("watch"):
        return _watch(session, path, query, flags, table)
    events = [_whole(event) for page in pages(session, path, query) for event in page.get("items") or ()]
    _print(session, [event for event in _in_order(events) if _is_wanted(event, flags)], flags, table)
    return 0


def _request(session: Session, flags: Flags) -> tuple[str, dict[str, str]]:
    everywhere = flags.on("all-namespaces")
    path = session.resources.find("events").path("" if everywhere else session.namespace)
    if not flags.text("for"):
        return path, {}
    kind, name = _object(session, flags.text("for"))
    return path, {"fieldSelector": f"involvedObject.kind={kind},involvedObject.name={name}"}


def _object(session: Session, text: str) -> tuple[str, str]:
    """Kind and name of --for. Raises KubectlError."""
    parts = text.split("/")
    if len(parts) != 2 or not all(parts):
        raise KubectlError("--for must be in resource/name form")
    try:
        return session.resources.find(parts[0]).kind, parts[1]
    except NoMatchError as error:
        raise BareError(str(error)) from None


def _whole(event: Event) -> Event:
    return {"apiVersion": "v1", "kind": "Event", **event}


def _is_wanted(event: Event, flags: Flags) -> bool:
    types = [kind.lower() for kind in flags.texts("types")]
    return not types or str(event.get("type", "")).lower() in types


def _in_order(events: list[Event]) -> list[Event]:
    return go_sort(events, lambda a, b: _moment(a) < _moment(b))


def _moment(event: Event) -> datetime:
    """When it was last seen."""
    series = event.get("series") or {}
    found = series.get("lastObservedTime") or event.get("lastTimestamp") or event.get("eventTime")
    return datetime.fromisoformat(found) if found else datetime.min.replace(tzinfo=UTC)


def _print(session: Session, events: list[Event], flags: Flags, table: _Table) -> None:
    if not events:
        where = "" if flags.on("all-namespaces") else f" in {session.namespace} namespace"
        session.complain(f"No events found{where}.")
    elif flags.text("output") == "name":
        return
    elif printer := object_printer(flags):
        listed = {**as_list(events), "kind": "EventList", "metadata": {}}
        session.out.write(printer(listed))
    else:
        table.add(events)


def _watch(session: Session, path: str, query: dict[str, str], flags: Flags, table: _Table) -> int:
    """Every event there is and comes, until the server ends the stream."""
    printer = object_printer(flags)
    first = session.client.get(path, query)
    events = _in_order([_whole(event) for event in first.get("items") or ()])
    start = {**query, "resourceVersion": first["metadata"]["resourceVersion"]}

    def show(event: Event) -> None:
        if not _is_wanted(event, flags):
            return
        if printer:
            session.out.write(printer(event))
        else:
            table.add([event])

    for event in events:
        show(event)
    for change in session.client.watch(path, start):
        if change["type"] == "ERROR":
            raise ApiError(change["object"])
        if change["type"] in ("ADDED", "MODIFIED"):
            show(_whole(change["object"]))
    return 0


class _Table:
    """Rows of events; the heads come before the first."""

    def __init__(self, session: Session, flags: Flags) -> None:
        self._session = session
        self._namespaces = flags.on("all-namespaces")
        self._heads = not flags.on("no-headers")
        self._layout = Layout(6, 3, [])

    def add(self, events: Iterable[Event]) -> None:
        text = "".join("\t".join(self._row(event)) + "\n" for event in events)
        if self._heads:
            heads = ["LAST SEEN", "TYPE", "REASON", "OBJECT", "MESSAGE"]
            text = "\t".join((["NAMESPACE"] if self._namespaces else []) + heads) + "\n" + text
            self._heads = False
        self._session.out.write(self._layout.align(text))

    def _row(self, event: Event) -> list[str]:
        about = event.get("involvedObject") or {}
        return ([event["metadata"].get("namespace", "")] if self._namespaces else []) + [
            interval(self._session, event),
            event.get("type", ""),
            event.get("reason", ""),
            f"{about.get('kind', '')}/{about.get('name', '')}",
            str(event.get("message", "")).strip(),
        ]
