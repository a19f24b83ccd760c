"""What descriptions of StatefulSets, DaemonSets, Deployments and ReplicaSets share."""

from __future__ import annotations

from typing import Any

from k8slab.kubectl.describe.placement import selector
from k8slab.kubectl.describe.text import Sheet
from k8slab.kubectl.resources import Item, list_objects
from k8slab.kubectl.session import Session
from k8slab.objects.meta import is_controlled_by

PHASES = {"Running": "Running", "Waiting": "Pending", "Succeeded": "Succeeded", "Failed": "Failed"}


def owned(session: Session, item: Item, kind: str) -> list[dict[str, Any]]:
    """The objects of another type that the workload selects and controls."""
    query = {"labelSelector": selector(item.object["spec"]["selector"])}
    found = list_objects(session, session.resources.find(kind), item.namespace, query)
    return [obj for obj in found if is_controlled_by(obj, item.object)]


def write_pods_status(session: Session, sheet: Sheet, item: Item) -> None:
    """`Pods Status: 3 Running / 0 Waiting / 0 Succeeded / 0 Failed`."""
    phases = [(pod.get("status") or {}).get("phase") for pod in owned(session, item, "pods")]
    counts = (f"{phases.count(phase)} {title}" for title, phase in PHASES.items())
    sheet.field("Pods Status", " / ".join(counts))
