"""Describe a ConfigMap."""

from __future__ import annotations

from k8slab.kubectl.describe.events import write_events
from k8slab.kubectl.describe.text import Sheet
from k8slab.kubectl.resources import Item
from k8slab.kubectl.session import Session


def describe(session: Session, item: Item, show_events: bool) -> str:
    sheet = Sheet()
    sheet.identity(item.object)
    sheet.tags(item.object)
    sheet.line("\nData\n====")
    data = item.object.get("data") or {}
    for name in sorted(data):
        sheet.line(f"{name}:\n----\n{data[name]}\n")
    sheet.line("\nBinaryData\n====")
    binary = item.object.get("binaryData") or {}
    for name in sorted(binary):
        sheet.line(f"{name}: {len(binary[name]) * 3 // 4} bytes")
    sheet.line("")
    write_events(session, sheet, item, show_events)
    return sheet.aligned()
