"""Describe a DaemonSet."""

from __future__ import annotations

from k8slab.kubectl.describe.events import write_events
from k8slab.kubectl.describe.placement import selector
from k8slab.kubectl.describe.template import write_template
from k8slab.kubectl.describe.text import Sheet
from k8slab.kubectl.describe.workload import write_pods_status
from k8slab.kubectl.printers.table import format_labels
from k8slab.kubectl.resources import Item
from k8slab.kubectl.session import Session

COUNTS = (
    ("Desired Number of Nodes Scheduled", "desiredNumberScheduled"),
    ("Current Number of Nodes Scheduled", "currentNumberScheduled"),
    ("Number of Nodes Scheduled with Up-to-date Pods", "updatedNumberScheduled"),
    ("Number of Nodes Scheduled with Available Pods", "numberAvailable"),
    ("Number of Nodes Misscheduled", "numberMisscheduled"),
)


def describe(session: Session, item: Item, show_events: bool) -> str:
    sheet = Sheet()
    obj = item.object
    spec, status = obj["spec"], obj.get("status") or {}
    sheet.identity(obj)
    sheet.field("Selector", selector(spec.get("selector")))
    sheet.field("Node-Selector", format_labels(spec["template"]["spec"].get("nodeSelector") or {}))
    sheet.tags(obj)
    for title, name in COUNTS:
        sheet.line(f"{title}: {status.get(name, 0)}")
    write_pods_status(session, sheet, item)
    write_template(sheet, spec["template"])
    write_events(session, sheet, item, show_events)
    return sheet.aligned()
