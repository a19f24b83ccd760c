"""Describe a HorizontalPodAutoscaler."""

from __future__ import annotations

from typing import Any

from k8slab.kubectl.describe.events import write_events
from k8slab.kubectl.describe.metrics import metric
from k8slab.kubectl.describe.text import Sheet
from k8slab.kubectl.describe.when import moment
from k8slab.kubectl.resources import Item
from k8slab.kubectl.session import Session


def describe(session: Session, item: Item, show_events: bool) -> str:
    sheet = Sheet()
    obj = item.object
    spec, status = obj["spec"], obj.get("status") or {}
    target = spec["scaleTargetRef"]
    sheet.identity(obj)
    sheet.tags(obj)
    sheet.field("CreationTimestamp", moment(obj["metadata"].get("creationTimestamp")))
    sheet.field("Reference", f"{target['kind']}/{target['name']}")
    sheet.line("Metrics:\t( current / target )")
    current = status.get("currentMetrics") or []
    for number, wanted in enumerate(spec.get("metrics") or ()):
        sheet.line(metric(wanted, current[number] if number < len(current) else {}), 1)
    sheet.field("Min replicas", spec.get("minReplicas", "<unset>"))
    sheet.field("Max replicas", spec.get("maxReplicas", 0))
    if spec.get("behavior"):
        sheet.line("Behavior:")
        for title, field in (("Scale Up", "scaleUp"), ("Scale Down", "scaleDown")):
            _direction(sheet, title, spec["behavior"].get(field))
    counts = (status.get(name, 0) for name in ("currentReplicas", "desiredReplicas"))
    sheet.field(f"{target['kind']} pods", "{} current / {} desired".format(*counts))
    _conditions(sheet, status.get("conditions") or [])
    write_events(session, sheet, item, show_events)
    return sheet.aligned()


def _direction(sheet: Sheet, title: str, rules: dict[str, Any] | None) -> None:
    if rules is None:
        return
    sheet.line(f"{title}:", 1)
    if "stabilizationWindowSeconds" in rules:
        sheet.line(f"Stabilization Window: {rules['stabilizationWindowSeconds']} seconds", 2)
    if not rules.get("policies"):
        return
    sheet.line(f"Select Policy: {rules.get('selectPolicy', 'Max')}", 2)
    sheet.line("Policies:", 2)
    for policy in rules["policies"]:
        cells = (
            f"- Type: {policy['type']}", f"Value: {policy['value']}",
            f"Period: {policy['periodSeconds']} seconds",
        )  # fmt: skip
        sheet.line("\t".join(cells), 3)


def _conditions(sheet: Sheet, conditions: list[dict[str, Any]]) -> None:
    if not conditions:
        return
    sheet.line("Conditions:")
    sheet.line("Type\tStatus\tReason\tMessage", 1)
    sheet.line("----\t------\t------\t-------", 1)
    for condition in conditions:
        cells = (str(condition.get(name, "")) for name in ("type", "status", "reason", "message"))
        sheet.line("\t".join(cells), 1)
