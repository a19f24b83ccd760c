"""get --watch: the objects, then every change to them until the server ends the stream."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from k8slab.errors import ApiError
from k8slab.kubectl.client import JSON, TABLE
from k8slab.kubectl.errors import KubectlError, raise_all
from k8slab.kubectl.flags import Flags
from k8slab.kubectl.printers.columns import ColumnPrinter
from k8slab.kubectl.printers.output import OF_GET, object_printer
from k8slab.kubectl.printers.table import TablePrinter
from k8slab.kubectl.resources import Wanted, fetch, scope, selection
from k8slab.kubectl.session import Session
from k8slab.kubectl.verbs.get import style_of

Show = Callable[[dict[str, Any], str], None]


def watch(session: Session, wants: list[Wanted], flags: Flags) -> int:
    """Print one type's objects and what becomes of them."""
    if len({want.resource for want in wants}) > 1:
        raise KubectlError("you may only specify a single resource type")
    if len(wants) > 1:
        raise_all([found for found in fetch(session, wants, {}) if isinstance(found, Exception)][:1])
        raise KubectlError(
            "watch is only supported on individual resources and resource collections "
            f"- {len(wants)} resources were found"
        )
    want = wants[0]
    show, accept = _printer(session, want, flags)
    path, query = _request(session, want, flags)
    first = session.client.get(
        want.resource.path(_namespace(session, want, flags), want.name) if want.name else path,
        {} if want.name else {**query, "limit": "500"},
        accept=accept,
    )
    quiet = flags.on("watch-only")
    if not quiet:
        show(first, "ADDED")
    revision = "0" if want.name else first["metadata"]["resourceVersion"]
    skip = bool(want.name)
    for event in session.client.watch(path, {**query, "resourceVersion": revision}, accept=accept):
        if event["type"] == "ERROR":
            raise ApiError(event["object"])
        if not skip and event["type"] != "BOOKMARK":
            show(event["object"], event["type"])
        skip = False
    return 0


def _namespace(session: Session, want: Wanted, flags: Flags) -> str:
    return scope(session, want.resource, everywhere=flags.on("all-namespaces"))


def _request(session: Session, want: Wanted, flags: Flags) -> tuple[str, dict[str, str]]:
    """A single object is watched through its collection."""
    query = selection(flags)
    if want.name:
        query["fieldSelector"] = f"metadata.name={want.name}"
    return want.resource.path(_namespace(session, want, flags)), query


def _printer(session: Session, want: Wanted, flags: Flags) -> tuple[Show, str]:
    events = flags.on("output-watch-events")
    form = flags.text("output")
    if form in ("", "wide"):
        prefix = want.resource.title if flags.on("show-kind") else ""
        return _show_tables(TablePrinter(session.out, style_of(flags, want.resource), prefix), events), TABLE
    if form.startswith("custom-columns"):
        columns = ColumnPrinter(form.partition("=")[2], session.out, headers=not flags.on("no-headers"))
        return lambda obj, _: columns.add(_members(obj)), JSON
    return _show_objects(session, flags, events), JSON


def _show_tables(printer: TablePrinter, events: bool) -> Show:
    def show(table: dict[str, Any], event: str) -> None:
        printer.add(table, event if events else "")
        printer.flush()

    return show


def _show_objects(session: Session, flags: Flags, events: bool) -> Show:
    printer = object_printer(flags, OF_GET)
    assert printer is not None

    def show(obj: dict[str, Any], event: str) -> None:
        for member in _members(obj):
            session.out.write(printer({"type": event, "object": member} if events else member))

    return show


def _members(obj: dict[str, Any]) -> list[dict[str, Any]]:
    """The objects of a list (with their apiVersion and kind), or the object itself."""
    if not isinstance(obj.get("items"), list):
        return [obj]
    of_item = {"apiVersion": obj["apiVersion"], "kind": obj["kind"].removesuffix("List")}
    return [{**of_item, **item} for item in obj["items"]]
