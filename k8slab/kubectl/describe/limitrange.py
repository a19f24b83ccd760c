"""Describe a LimitRange."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from k8slab.kubectl.describe.text import Sheet
from k8slab.kubectl.resources import Item
from k8slab.kubectl.session import Session

HEADS = (
    "Type", "Resource", "Min", "Max", "Default Request", "Default Limit", "Max Limit/Request Ratio",
)  # fmt: skip
FIELDS = ("min", "max", "defaultRequest", "default", "maxLimitRequestRatio")


def describe(session: Session, item: Item, show_events: bool) -> str:
    sheet = Sheet()
    sheet.identity(item.object)
    _table(sheet, [item.object], "")
    return sheet.aligned()


def write_all(sheet: Sheet, ranges: list[dict[str, Any]]) -> None:
    """Those of a namespace, in its description."""
    sheet.line("\nResource Limits")
    _table(sheet, ranges, " ")


def _table(sheet: Sheet, ranges: list[dict[str, Any]], indent: str) -> None:
    sheet.line(indent + "\t".join(HEADS))
    sheet.line(indent + "\t".join("-" * len(head) for head in HEADS))
    for obj in ranges:
        for limit in obj["spec"].get("limits") or ():
            for row in _rows(limit):
                sheet.line(indent + "\t".join(row))


def _rows(limit: dict[str, Any]) -> Iterator[list[str]]:
    """One per resource, by name; kubectl shows them in any order."""
    for resource in sorted({name for field in FIELDS for name in limit.get(field) or ()}):
        amounts = [str((limit.get(field) or {}).get(resource, "-")) for field in FIELDS]
        yield [limit.get("type", ""), resource, *amounts]
