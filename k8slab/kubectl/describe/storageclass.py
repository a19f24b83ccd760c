"""Describe a StorageClass."""

from __future__ import annotations

from k8slab.kubectl.describe.events import write_events
from k8slab.kubectl.describe.text import NONE, Sheet
from k8slab.kubectl.printers.table import format_labels
from k8slab.kubectl.resources import Item
from k8slab.kubectl.session import Session

DEFAULT = "storageclass.kubernetes.io/is-default-class"


def describe(session: Session, item: Item, show_events: bool) -> str:
    sheet = Sheet()
    obj = item.object
    annotations = obj["metadata"].get("annotations") or {}
    sheet.field("Name", item.name)
    sheet.field("IsDefaultClass", "Yes" if annotations.get(DEFAULT) == "true" else "No")
    sheet.field("Annotations", format_labels(annotations))
    sheet.field("Provisioner", obj.get("provisioner", ""))
    sheet.field("Parameters", format_labels(obj.get("parameters") or {}))
    grows = obj.get("allowVolumeExpansion")
    sheet.field("AllowVolumeExpansion", "<unset>" if grows is None else str(grows))
    if obj.get("mountOptions"):
        sheet.line("MountOptions:")
        for option in obj["mountOptions"]:
            sheet.line(option, 1)
    else:
        sheet.field("MountOptions", NONE)
    if obj.get("reclaimPolicy"):
        sheet.field("ReclaimPolicy", obj["reclaimPolicy"])
    if obj.get("volumeBindingMode"):
        sheet.field("VolumeBindingMode", obj["volumeBindingMode"])
    write_events(session, sheet, item, show_events)
    return sheet.aligned()
