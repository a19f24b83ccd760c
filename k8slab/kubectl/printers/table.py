"""Tables that the server has made, printed with kubectl's decorations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TextIO

from k8slab.kubectl.golang import plain
from k8slab.kubectl.printers.tabwriter import Layout

_EVENT_WIDTH = 8


@dataclass(frozen=True)
class Style:
    """What the flags ask for."""

    wide: bool = False
    headers: bool = True
    namespace: bool = False
    labels: bool = False
    label_columns: tuple[str, ...] = ()


@dataclass
class TablePrinter:
    """Prints tables one below the other; columns never get narrower, headers come once.

    `prefix` ("statefulset.apps") goes before names when several kinds are shown.
    """

    out: TextIO
    style: Style
    prefix: str = ""
    _columns: list[dict[str, Any]] = field(default_factory=list)
    _headers_done: bool = False
    _pending: list[str] = field(default_factory=list)
    _layout: Layout = field(default_factory=lambda: Layout(6, 3, []))

    def add(self, table: Mapping[str, Any], event: str = "") -> None:
        """Print a table; `event` is the type of the watch event that brought it."""
        columns = list(table.get("columnDefinitions") or self._columns)
        headers = not self._headers_done or columns != self._columns
        rows = table.get("rows") or []
        if rows and headers and self.style.headers:
            self._pending.append("\t".join(self._headings(columns, event)) + "\n")
        self._columns = columns
        self._headers_done = self._headers_done or bool(rows)
        for row in rows:
            self._pending.append("\t".join(self._cells(columns, row, event)) + "\n")

    def flush(self) -> None:
        """Write what has been added."""
        self.out.write(self._layout.align("".join(self._pending)))
        self._pending.clear()

    def _shown(self, columns: list[dict[str, Any]]) -> Iterator[int]:
        return (i for i, column in enumerate(columns) if self.style.wide or not column.get("priority"))

    def _headings(self, columns: list[dict[str, Any]], event: str) -> Iterator[str]:
        if event:
            yield "EVENT"
        if self.style.namespace:
            yield "NAMESPACE"
        for i in self._shown(columns):
            yield columns[i]["name"].upper()
        for name in self.style.label_columns:
            yield name.rpartition("/")[2].upper()
        if self.style.labels:
            yield "LABELS"

    def _cells(self, columns: list[dict[str, Any]], row: Mapping[str, Any], event: str) -> Iterator[str]:
        metadata = (row.get("object") or {}).get("metadata") or {}
        labels = metadata.get("labels") or {}
        if event:
            yield event.ljust(_EVENT_WIDTH)
        if self.style.namespace:
            yield metadata.get("namespace", "")
        for i in self._shown(columns):
            yield self._cell(columns[i], row["cells"][i])
        for name in self.style.label_columns:
            yield labels.get(name, "")
        if self.style.labels:
            yield format_labels(labels)

    def _cell(self, column: Mapping[str, Any], value: Any) -> str:
        text = "" if value is None else plain(value)
        if self.prefix and column.get("format") == "name":
            text = f"{self.prefix}/{text}"
        first = text.replace("\r", "\n").replace("\f", "\n").partition("\n")
        return first[0] + "..." if first[1] else text


def format_labels(labels: Mapping[str, str]) -> str:
    """`a=1,b=2`, or `<none>`."""
    return ",".join(f"{name}={labels[name]}" for name in sorted(labels)) or "<none>"
