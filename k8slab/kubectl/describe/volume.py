"""Describe a PersistentVolume."""

from __future__ import annotations

from typing import Any

from k8slab.kubectl.describe.claim import lifecycle, storage_class
from k8slab.kubectl.describe.events import write_events
from k8slab.kubectl.describe.text import NONE, Sheet
from k8slab.kubectl.describe.volumes import write_source
from k8slab.kubectl.golang import plain
from k8slab.kubectl.resources import Item
from k8slab.kubectl.session import Session
from k8slab.objects.volumes import short_modes


def describe(session: Session, item: Item, show_events: bool) -> str:
    sheet = Sheet()
    obj = item.object
    spec, status = obj["spec"], obj.get("status") or {}
    claim = spec.get("claimRef")
    sheet.identity(obj)
    sheet.tags(obj)
    sheet.field("Finalizers", plain(obj["metadata"].get("finalizers") or []))
    sheet.field("StorageClass", storage_class(obj))
    sheet.field("Status", lifecycle(session, obj))
    sheet.field("Claim", f"{claim['namespace']}/{claim['name']}" if claim else "")
    sheet.field("Reclaim Policy", spec.get("persistentVolumeReclaimPolicy", ""))
    sheet.field("Access Modes", short_modes(spec.get("accessModes")))
    if spec.get("volumeMode"):
        sheet.field("VolumeMode", spec["volumeMode"])
    sheet.field("Capacity", (spec.get("capacity") or {}).get("storage", "0"))
    _affinity(sheet, (spec.get("nodeAffinity") or {}).get("required"))
    sheet.field("Message", status.get("message", ""))
    sheet.line("Source:")
    write_source(sheet, spec)
    write_events(session, sheet, item, show_events)
    return sheet.aligned()


def _affinity(sheet: Sheet, required: dict[str, Any] | None) -> None:
    if required is None:
        sheet.field("Node Affinity", NONE)
        return
    sheet.field("Node Affinity", "")
    terms = required.get("nodeSelectorTerms") or []
    sheet.field("Required Terms", "" if terms else NONE, 1)
    for number, term in enumerate(terms):
        expressions = [_expression(item) for item in term.get("matchExpressions") or ()]
        sheet.lines(f"Term {number}", expressions, "    ")


def _expression(item: dict[str, Any]) -> str:
    values = f" [{', '.join(item['values'])}]" if item.get("values") else ""
    return f"{item['key']} {item['operator'].lower()}{values}"
