"""Describe a StatefulSet."""

from __future__ import annotations

from typing import Any

from k8slab.kubectl.describe.events import write_events
from k8slab.kubectl.describe.placement import selector
from k8slab.kubectl.describe.template import write_template
from k8slab.kubectl.describe.text import Sheet
from k8slab.kubectl.describe.when import moment
from k8slab.kubectl.describe.workload import write_pods_status
from k8slab.kubectl.golang import plain
from k8slab.kubectl.resources import Item
from k8slab.kubectl.session import Session


def describe(session: Session, item: Item, show_events: bool) -> str:
    sheet = Sheet()
    obj = item.object
    spec, status = obj["spec"], obj.get("status") or {}
    sheet.identity(obj)
    sheet.field("CreationTimestamp", moment(obj["metadata"].get("creationTimestamp")))
    sheet.field("Selector", selector(spec.get("selector")))
    sheet.tags(obj)
    sheet.field("Replicas", f"{spec.get('replicas', 0)} desired | {status.get('replicas', 0)} total")
    _strategy(sheet, spec.get("updateStrategy") or {})
    write_pods_status(session, sheet, item)
    write_template(sheet, spec["template"])
    _claims(sheet, spec.get("volumeClaimTemplates") or [])
    write_events(session, sheet, item, show_events)
    return sheet.aligned()


def _strategy(sheet: Sheet, strategy: dict[str, Any]) -> None:
    sheet.field("Update Strategy", strategy.get("type", ""))
    rolling = strategy.get("rollingUpdate") or {}
    for title in ("Partition", "MaxUnavailable"):
        value = rolling.get(title[0].lower() + title[1:])
        if value is not None:
            sheet.field(title, value, 1)


def _claims(sheet: Sheet, templates: list[Any]) -> None:
    if not templates:
        sheet.line("Volume Claims:\t<none>")
        return
    sheet.line("Volume Claims:")
    for template in templates:
        metadata, spec = template["metadata"], template["spec"]
        requests = (spec.get("resources") or {}).get("requests") or {}
        sheet.field("Name", metadata["name"], 1)
        sheet.field("StorageClass", spec.get("storageClassName") or "", 1)
        sheet.labels("Labels", metadata.get("labels"), "  ")
        sheet.annotations("Annotations", metadata.get("annotations"), "  ")
        sheet.field("Capacity", requests.get("storage", "<default>"), 1)
        sheet.field("Access Modes", plain(spec.get("accessModes") or []), 1)
