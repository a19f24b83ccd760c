"""Describe an object of a kind without a description of its own: all its fields."""

from __future__ import annotations

import re
from typing import Any

from k8slab.kubectl.describe.events import write_events
from k8slab.kubectl.describe.text import Sheet
from k8slab.kubectl.golang import plain
from k8slab.kubectl.resources import Item
from k8slab.kubectl.session import Session

SHOWN_ABOVE = (
    ".metadata.managedFields",
    ".metadata.name",
    ".metadata.namespace",
    ".metadata.labels",
    ".metadata.annotations",
)
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|-")
_ACRONYMS = ("API", "URL", "UID", "OSB", "GUID")


def describe(session: Session, item: Item, show_events: bool) -> str:
    sheet = Sheet()
    sheet.field("Name", item.name)
    sheet.field("Namespace", item.namespace)
    sheet.tags(item.object)
    _fields(sheet, item.object, 0, "")
    write_events(session, sheet, item, show_events)
    return sheet.aligned()


def _fields(sheet: Sheet, content: dict[str, Any], level: int, prefix: str) -> None:
    for name in sorted(content):
        path, value = f"{prefix}.{name}", content[name]
        if path in SHOWN_ABOVE:
            continue
        if isinstance(value, dict):
            sheet.line(f"{title(name)}:", level)
            _fields(sheet, value, level + 1, path)
        elif isinstance(value, list):
            sheet.line(f"{title(name)}:", level)
            for item in value:
                if isinstance(item, dict):
                    _fields(sheet, item, level + 1, path)
                else:
                    sheet.line(plain(item), level + 1)
        else:
            sheet.field(title(name), plain(value), level)


def title(name: str) -> str:
    """`observedGeneration` becomes `Observed Generation`."""
    if not all(letter.isalpha() or letter == "-" for letter in name):
        return name
    words = _WORD.findall(name)
    return " ".join(
        word.upper() if word.upper() in _ACRONYMS else word[:1].upper() + word[1:] for word in words
    )
