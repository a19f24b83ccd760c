"""Show objects: as tables that the server makes, or as YAML, JSON and the like."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

from k8slab.errors import ApiError
from k8slab.kubectl import flags as common
from k8slab.kubectl.client import TABLE
from k8slab.kubectl.discovery import Resource
from k8slab.kubectl.errors import BareError, KubectlError, raise_all
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.golang import quote
from k8slab.kubectl.printers.columns import ColumnPrinter
from k8slab.kubectl.printers.order import sort_by
from k8slab.kubectl.printers.output import OF_GET, ObjectPrinter, as_list, object_printer
from k8slab.kubectl.printers.table import Style, TablePrinter
from k8slab.kubectl.resources import (
    Item,
    Wanted,
    explained,
    fetch,
    names_files,
    pages,
    read_one,
    refuse_names_with_selectors,
    scope,
    selection,
    wanted,
    written,
)
from k8slab.kubectl.session import Session

FLAGS = (
    *common.OUTPUT, *common.FILES, *common.SELECTOR, *common.FIELD_SELECTOR,
    Flag("all-namespaces", "A", "bool"), Flag("watch", "w", "bool"), Flag("watch-only", type="bool"),
    Flag("output-watch-events", type="bool"), Flag("no-headers", type="bool"),
    Flag("show-labels", type="bool"), Flag("label-columns", "L", "strings"), Flag("sort-by"),
    Flag("ignore-not-found", type="bool"), Flag("show-kind", type="bool"), Flag("raw"),
    Flag("chunk-size", type="int", default=500), Flag("server-print", type="bool", default=True),
    Flag("subresource"),
)  # fmt: skip

FILTERS = ("watch", "watch-only", "selector", "field-selector", "output", "sort-by", "label-columns")
_NOTHING_ASKED = """You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.

error: Required resource not specified.
Use "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).
See 'kubectl get -h' for help and examples"""  # noqa: E501


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """Get what the arguments name."""
    if flags.text("raw"):
        session.out.write(_raw(session, arguments, flags))
        return 0
    if not arguments and not names_files(flags):
        raise BareError(_NOTHING_ASKED)
    if flags.on("watch") or flags.on("watch-only"):
        from k8slab.kubectl.verbs.get_watch import watch

        return watch(session, _wants(session, arguments, flags), flags)
    if flags.text("output") in ("", "wide"):
        return _tables(session, _wants(session, arguments, flags), flags)
    if flags.text("output").startswith("custom-columns"):
        return _custom_columns(session, arguments, flags)
    printer = object_printer(flags, OF_GET)
    assert printer is not None
    return _objects(session, arguments, flags, printer)


def _raw(session: Session, arguments: list[str], flags: Flags) -> str:
    """The answer to --raw as it was sent."""
    url = flags.text("raw")
    if arguments:
        raise KubectlError("arguments may not be passed when --raw is specified")
    if any(flags.given(name) for name in FILTERS):
        raise KubectlError(
            "--raw may not be specified with other flags that filter the server request or alter the output"
        )
    if not url.startswith("/"):
        raise KubectlError(f"--raw must be a valid URL path: parse {quote(url)}: invalid URI for request")
    path, _, query = url.partition("?")
    return session.client.raw(path, dict(parse_qsl(query, keep_blank_values=True)))


def _wants(session: Session, arguments: list[str], flags: Flags) -> list[Wanted]:
    """What is asked for; files are read for the names in them only."""
    wants = written(session, arguments, flags) if names_files(flags) else wanted(session, arguments)
    refuse_names_with_selectors(wants, flags)
    subresource = flags.text("subresource")
    if subresource and not all(want.name for want in wants):
        raise KubectlError("subresource cannot be used when bulk resources are specified")
    return [replace(want, subresource=subresource) for want in wants]


def style_of(flags: Flags, resource: Resource) -> Style:
    return Style(
        wide=flags.text("output") == "wide",
        headers=not flags.on("no-headers"),
        namespace=flags.on("all-namespaces") and resource.namespaced,
        labels=flags.on("show-labels"),
        label_columns=tuple(flags.texts("label-columns")),
    )


def _tables(session: Session, wants: list[Wanted], flags: Flags) -> int:
    errors: list[Exception] = []
    tables = list(_read(session, wants, flags, errors))
    several = len({resource for resource, _ in tables}) > 1 or flags.on("show-kind")
    printed = False
    for resource, group in _grouped(tables):
        printer = TablePrinter(session.out, style_of(flags, resource), resource.title if several else "")
        if printed and not flags.on("no-headers") and any(table.get("rows") for table in group):
            session.say("")
        for table in group:
            printer.add(table)
            printed = printed or bool(table.get("rows"))
        printer.flush()
    if not printed and not errors and not flags.on("ignore-not-found"):
        complain_of_nothing(session, [want.resource for want in wants], flags)
    raise_all(errors)
    return 0


def complain_of_nothing(session: Session, resources: list[Resource], flags: Flags) -> None:
    """`No resources found in default namespace.`"""
    if flags.on("all-namespaces") or not all(resource.namespaced for resource in resources):
        session.complain("No resources found")
    else:
        session.complain(f"No resources found in {session.namespace} namespace.")


def _grouped(tables: list[tuple[Resource, Any]]) -> Iterator[tuple[Resource, list[Any]]]:
    """Neighbours of one type together."""
    group: list[Any] = []
    for at, (resource, table) in enumerate(tables):
        group.append(table)
        if at + 1 == len(tables) or tables[at + 1][0] != resource:
            yield resource, group
            group = []


def _read(
    session: Session, wants: list[Wanted], flags: Flags, errors: list[Exception]
) -> Iterator[tuple[Resource, Any]]:
    for want in wants:
        try:
            for table in read_tables(session, want, flags):
                yield want.resource, table
        except ApiError as error:
            if not want.name:
                errors.append(explained(error, want.resource, selection(flags)))
            elif error.code != 404 or not flags.on("ignore-not-found"):
                errors.append(error)


def read_tables(session: Session, want: Wanted, flags: Flags) -> Iterator[dict[str, Any]]:
    """The server's tables for one request: one, or one per page."""
    namespace = want.namespace or scope(session, want.resource, everywhere=flags.on("all-namespaces"))
    sort = flags.text("sort-by")
    query = {"includeObject": "Object"} if sort else {}
    if want.name:
        if flags.on("all-namespaces"):
            raise KubectlError("a resource cannot be retrieved by name across all namespaces")
        yield read_one(session, want, namespace, query, accept=TABLE)
    elif sort:
        path = want.resource.path(namespace)
        yield _sorted(session.client.get(path, {**selection(flags), **query}, accept=TABLE), sort)
    else:
        yield from pages(session, want.resource.path(namespace), selection(flags), accept=TABLE)


def _sorted(table: dict[str, Any], expression: str) -> dict[str, Any]:
    """A table none of whose objects has the field is shown as empty."""
    try:
        rows = sort_by(expression, [(row.get("object"), row) for row in table.get("rows") or []])
    except KubectlError:
        rows = []
    return {**table, "rows": rows}


def _collect(
    session: Session, arguments: list[str], flags: Flags, errors: list[Exception]
) -> tuple[list[dict[str, Any]], bool]:
    """All objects asked for, and whether exactly one was asked for by name."""
    wants = _wants(session, arguments, flags)
    items: list[dict[str, Any]] = []
    for found in fetch(session, wants, selection(flags), everywhere=flags.on("all-namespaces")):
        if isinstance(found, Item):
            items.append(found.object)
        elif not (flags.on("ignore-not-found") and isinstance(found, ApiError) and found.code == 404):
            errors.append(found)
    if flags.text("sort-by"):
        items = sort_by(flags.text("sort-by"), [(obj, obj) for obj in items])
    return items, len(wants) == 1 and bool(wants[0].name)


def _objects(session: Session, arguments: list[str], flags: Flags, printer: ObjectPrinter) -> int:
    errors: list[Exception] = []
    items, single = _collect(session, arguments, flags, errors)
    if single and errors:
        raise errors[0]
    if items or not flags.on("ignore-not-found"):
        session.out.write(printer(items[0] if single and items else as_list(items)))
    raise_all(errors)
    return 0


def _custom_columns(session: Session, arguments: list[str], flags: Flags) -> int:
    errors: list[Exception] = []
    spec = flags.text("output").partition("=")[2]
    printer = ColumnPrinter(spec, session.out, headers=not flags.on("no-headers"))
    items, single = _collect(session, arguments, flags, errors)
    if single and errors:
        raise errors[0]
    printer.add(items)
    raise_all(errors)
    return 0
