"""The sheet that a description is written on: lines at an indentation, cells separated by tabs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from k8slab.kubectl.printers.tabwriter import align
from k8slab.objects.meta import LAST_APPLIED, controller_of

NONE = "<none>"
LONGEST = 140


class Sheet:
    """Collects a description."""

    def __init__(self) -> None:
        self._parts: list[str] = []

    def line(self, text: str, level: int = 0) -> None:
        """A line; tabs separate its cells."""
        self._parts.append("  " * level + text + "\n")

    def field(self, name: str, value: Any, level: int = 0) -> None:
        """`Name:<tab>value`."""
        self.line(f"{name}:\t{value}", level)

    def raw(self) -> str:
        """The text with its tabs."""
        return "".join(self._parts)

    def aligned(self) -> str:
        return align(self.raw())

    def labels(self, title: str, labels: Mapping[str, str] | None, indent: str = "") -> None:
        """One label per line, the title before the first."""
        self.lines(
            title, [f"{name}={labels[name]}" for name in sorted(labels or {})] if labels else [], indent
        )

    def lines(self, title: str, values: list[str], indent: str = "") -> None:
        """A title and its values below one another, or <none>."""
        first, *rest = values or [NONE]
        self.line(f"{indent}{title}:\t{first}")
        for value in rest:
            self.line(f"{indent}\t{value}")

    def annotations(self, title: str, annotations: Mapping[str, str] | None, indent: str = "") -> None:
        """Annotations without the one of `apply`; long ones on lines of their own."""
        shown: list[str] = []
        for name in sorted(annotations or {}):
            value = (annotations or {})[name].removesuffix("\n")
            if name == LAST_APPLIED:
                continue
            if len(value) + len(name) + 2 <= LONGEST and "\n" not in value:
                shown.append(f"{name}: {value}")
            else:
                shown.append(f"{name}:")
                shown += [f"  {_shorten(part)}" for part in value.split("\n")]
        self.lines(title, shown, indent)

    def identity(self, obj: Mapping[str, Any]) -> None:
        """Name and, if it has one, namespace."""
        self.field("Name", obj["metadata"]["name"])
        if obj["metadata"].get("namespace"):
            self.field("Namespace", obj["metadata"]["namespace"])

    def tags(self, obj: Mapping[str, Any]) -> None:
        """Labels and annotations."""
        self.labels("Labels", obj["metadata"].get("labels"))
        self.annotations("Annotations", obj["metadata"].get("annotations"))

    def owner(self, obj: Mapping[str, Any]) -> None:
        """The controller, if it has one."""
        owner = controller_of(obj)
        if owner:
            self.field("Controlled By", f"{owner['kind']}/{owner['name']}")


def _shorten(text: str) -> str:
    limit = LONGEST - 2
    return text if len(text) <= limit else text[:limit] + "..."
