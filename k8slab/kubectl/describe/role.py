"""Describe a Role or ClusterRole."""

from __future__ import annotations

from typing import Any

from k8slab.kubectl.describe.text import Sheet
from k8slab.kubectl.resources import Item
from k8slab.kubectl.session import Session


def describe(session: Session, item: Item, show_events: bool) -> str:
    sheet = Sheet()
    sheet.field("Name", item.name)
    sheet.tags(item.object)
    sheet.line("PolicyRule:")
    sheet.line("Resources\tNon-Resource URLs\tResource Names\tVerbs", 1)
    sheet.line("---------\t-----------------\t--------------\t-----", 1)
    rows = sorted(row for rule in item.object.get("rules") or () for row in _rows(rule))
    for what, urls, names, verbs in sorted(rows, key=_place):
        sheet.line("\t".join((what, urls, names, verbs)), 1)
    return sheet.aligned()


Row = tuple[str, str, str, str]


def _rows(rule: dict[str, Any]) -> list[Row]:
    """A row per resource type, or one for URLs."""
    urls, names, verbs = (_words(rule.get(field)) for field in ("nonResourceURLs", "resourceNames", "verbs"))
    types = [
        f"{resource}.{group}".rstrip(".")
        for group in rule.get("apiGroups") or ("",)
        for resource in rule.get("resources") or ("",)
    ]
    return [(name, urls, names, verbs) for name in types]


def _place(row: Row) -> tuple[bool, str]:
    """Types of the core group come first."""
    return "." in row[0], row[0]


def _words(words: list[str] | None) -> str:
    return f"[{' '.join(words or ())}]"
