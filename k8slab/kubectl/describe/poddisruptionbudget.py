"""Describe a PodDisruptionBudget."""

from __future__ import annotations

from k8slab.kubectl.describe.events import write_events
from k8slab.kubectl.describe.placement import selector
from k8slab.kubectl.describe.text import Sheet
from k8slab.kubectl.resources import Item
from k8slab.kubectl.session import Session

AMOUNTS = (("Min available", "minAvailable"), ("Max unavailable", "maxUnavailable"))
COUNTS = (
    ("Allowed disruptions", "disruptionsAllowed"),
    ("Current", "currentHealthy"),
    ("Desired", "desiredHealthy"),
    ("Total", "expectedPods"),
)


def describe(session: Session, item: Item, show_events: bool) -> str:
    sheet = Sheet()
    spec, status = item.object["spec"], item.object.get("status") or {}
    sheet.identity(item.object)
    for title, field in AMOUNTS:
        if field in spec:
            sheet.field(title, spec[field])
    sheet.field("Selector", selector(spec["selector"]) if spec.get("selector") else "<unset>")
    sheet.line("Status:")
    for title, field in COUNTS:
        sheet.field(title, status.get(field, 0), 2)
    write_events(session, sheet, item, show_events)
    return sheet.aligned()
