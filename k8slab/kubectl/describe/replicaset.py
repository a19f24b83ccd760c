"""Describe a ReplicaSet."""

from __future__ import annotations

from k8slab.kubectl.describe.events import write_events
from k8slab.kubectl.describe.placement import selector
from k8slab.kubectl.describe.template import write_template
from k8slab.kubectl.describe.text import Sheet
from k8slab.kubectl.describe.workload import write_pods_status
from k8slab.kubectl.resources import Item
from k8slab.kubectl.session import Session


def describe(session: Session, item: Item, show_events: bool) -> str:
    sheet = Sheet()
    obj = item.object
    spec, status = obj["spec"], obj.get("status") or {}
    sheet.identity(obj)
    sheet.field("Selector", selector(spec.get("selector")))
    sheet.tags(obj)
    sheet.owner(obj)
    sheet.field("Replicas", f"{status.get('replicas', 0)} current / {spec.get('replicas', 0)} desired")
    write_pods_status(session, sheet, item)
    write_template(sheet, spec["template"])
    for condition in (status.get("conditions") or [])[:1]:
        sheet.line("Conditions:\n  Type\tStatus\tReason\n  ----\t------\t------")
        sheet.line(f"{condition['type']} \t{condition['status']}\t{condition.get('reason', '')}", 1)
    write_events(session, sheet, item, show_events)
    return sheet.aligned()
