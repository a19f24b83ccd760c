"""Describe a PersistentVolumeClaim."""

from __future__ import annotations

from typing import Any

from k8slab.kubectl.describe.events import write_events
from k8slab.kubectl.describe.text import Sheet
from k8slab.kubectl.describe.when import moment, since
from k8slab.kubectl.golang import plain
from k8slab.kubectl.resources import Item, list_objects
from k8slab.kubectl.session import Session
from k8slab.objects.volumes import short_modes

LEGACY_CLASS = "volume.beta.kubernetes.io/storage-class"


def storage_class(obj: dict[str, Any]) -> str:
    legacy = (obj["metadata"].get("annotations") or {}).get(LEGACY_CLASS)
    return str(legacy or obj["spec"].get("storageClassName") or "")


def lifecycle(session: Session, obj: dict[str, Any]) -> str:
    """The phase, or that it is being deleted."""
    deleted = obj["metadata"].get("deletionTimestamp")
    if deleted:
        return f"Terminating (lasts {since(session, deleted)})"
    return str((obj.get("status") or {}).get("phase", ""))


def describe(session: Session, item: Item, show_events: bool) -> str:
    sheet = Sheet()
    obj = item.object
    spec, status = obj["spec"], obj.get("status") or {}
    bound = bool(spec.get("volumeName"))
    sheet.identity(obj)
    sheet.field("StorageClass", storage_class(obj))
    sheet.field("Status", lifecycle(session, obj))
    sheet.field("Volume", spec.get("volumeName", ""))
    sheet.tags(obj)
    sheet.field("Finalizers", plain(obj["metadata"].get("finalizers") or []))
    sheet.field("Capacity", (status.get("capacity") or {}).get("storage", "0") if bound else "")
    sheet.field("Access Modes", short_modes(status.get("accessModes")) if bound else "")
    if spec.get("volumeMode"):
        sheet.field("VolumeMode", spec["volumeMode"])
    sheet.lines("Used By", _users(session, item))
    _conditions(sheet, status)
    write_events(session, sheet, item, show_events)
    return sheet.aligned()


def _users(session: Session, item: Item) -> list[str]:
    """The pods that mount the claim."""
    pods = list_objects(session, session.resources.find("pods"), item.namespace, {})
    return [pod["metadata"]["name"] for pod in pods if item.name in _claims(pod)]


def _claims(pod: dict[str, Any]) -> list[str]:
    volumes = pod["spec"].get("volumes") or []
    return [v["persistentVolumeClaim"]["claimName"] for v in volumes if "persistentVolumeClaim" in v]


def _conditions(sheet: Sheet, status: dict[str, Any]) -> None:
    conditions = status.get("conditions") or []
    if conditions:
        sheet.line("Conditions:\n  Type\tStatus\tLastProbeTime\tLastTransitionTime\tReason\tMessage")
        sheet.line("----\t------\t-----------------\t------------------\t------\t-------", 1)
    for item in conditions:
        times = f"{moment(item.get('lastProbeTime'))} \t{moment(item.get('lastTransitionTime'))}"
        told = f"{item.get('reason', '')} \t{item.get('message', '')}"
        sheet.line(f"{item['type']} \t{item['status']} \t{times} \t{told}", 1)
