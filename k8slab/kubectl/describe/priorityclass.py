"""Describe a PriorityClass."""

from __future__ import annotations

from k8slab.kubectl.describe.events import write_events
from k8slab.kubectl.describe.text import Sheet
from k8slab.kubectl.resources import Item
from k8slab.kubectl.session import Session


def describe(session: Session, item: Item, show_events: bool) -> str:
    sheet = Sheet()
    sheet.field("Name", item.name)
    sheet.field("Value", item.object.get("value", 0))
    sheet.field("GlobalDefault", str(bool(item.object.get("globalDefault"))).lower())
    sheet.field("PreemptionPolicy", item.object.get("preemptionPolicy", "PreemptLowerPriority"))
    sheet.field("Description", item.object.get("description", ""))
    sheet.annotations("Annotations", item.object["metadata"].get("annotations"))
    write_events(session, sheet, item, show_events)
    return sheet.aligned()
