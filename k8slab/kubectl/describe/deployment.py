"""Describe a Deployment."""

from __future__ import annotations

from typing import Any

from k8slab.kubectl.describe.events import write_events
from k8slab.kubectl.describe.placement import selector
from k8slab.kubectl.describe.template import write_template
from k8slab.kubectl.describe.text import NONE, Sheet
from k8slab.kubectl.describe.when import moment
from k8slab.kubectl.describe.workload import owned
from k8slab.kubectl.resources import Item
from k8slab.kubectl.session import Session

HASH = "pod-template-hash"


def describe(session: Session, item: Item, show_events: bool) -> str:
    sheet = Sheet()
    obj = item.object
    spec, status = obj["spec"], obj.get("status") or {}
    sheet.identity(obj)
    sheet.field("CreationTimestamp", moment(obj["metadata"].get("creationTimestamp")))
    sheet.tags(obj)
    sheet.field("Selector", selector(spec.get("selector")))
    sheet.field("Replicas", _replicas(spec, status))
    _strategy(sheet, spec)
    write_template(sheet, spec["template"])
    _conditions(sheet, status)
    _replica_sets(session, sheet, item)
    write_events(session, sheet, item, show_events)
    return sheet.aligned()


def _replicas(spec: dict[str, Any], status: dict[str, Any]) -> str:
    counts = [(spec.get("replicas", 0), "desired")]
    counts += [
        (status.get(name, 0), title)
        for name, title in (
            ("updatedReplicas", "updated"), ("replicas", "total"), ("availableReplicas", "available"),
            ("unavailableReplicas", "unavailable"),
        )
    ]  # fmt: skip
    return " | ".join(f"{number} {title}" for number, title in counts)


def _strategy(sheet: Sheet, spec: dict[str, Any]) -> None:
    strategy = spec.get("strategy") or {}
    sheet.field("StrategyType", strategy.get("type", ""))
    sheet.field("MinReadySeconds", spec.get("minReadySeconds", 0))
    rolling = strategy.get("rollingUpdate")
    if rolling:
        sheet.field(
            "RollingUpdateStrategy",
            f"{rolling.get('maxUnavailable')} max unavailable, {rolling.get('maxSurge')} max surge",
        )


def _conditions(sheet: Sheet, status: dict[str, Any]) -> None:
    conditions = status.get("conditions") or []
    if conditions:
        sheet.line("Conditions:\n  Type\tStatus\tReason\n  ----\t------\t------")
    for condition in conditions:
        sheet.line(f"{condition['type']} \t{condition['status']}\t{condition.get('reason', '')}", 1)


def _replica_sets(session: Session, sheet: Sheet, item: Item) -> None:
    """The new set is the oldest one with the Deployment's template; paused, there may be none."""
    sets = sorted(owned(session, item, "replicasets.apps"), key=_by_age)
    wanted = item.object["spec"]["template"]
    newest = next((rs for rs in sets if _without_hash(rs["spec"]["template"]) == wanted), None)
    sheet.field("OldReplicaSets", _names([rs for rs in sets if rs is not newest]))
    sheet.field("NewReplicaSet", _names([newest] if newest else []))


def _by_age(obj: dict[str, Any]) -> tuple[str, str]:
    return obj["metadata"]["creationTimestamp"], obj["metadata"]["name"]


def _without_hash(template: dict[str, Any]) -> dict[str, Any]:
    labels = {key: value for key, value in template["metadata"]["labels"].items() if key != HASH}
    return {**template, "metadata": {**template["metadata"], "labels": labels}}


def _names(sets: list[dict[str, Any]]) -> str:
    return ", ".join(map(_name, sets)) or NONE


def _name(obj: dict[str, Any]) -> str:
    there, wanted = (obj.get("status") or {}).get("replicas", 0), obj["spec"].get("replicas", 0)
    return f"{obj['metadata']['name']} ({there}/{wanted} replicas created)"
