"""The metrics of an autoscaler: what each is about, its current value and its target."""

from __future__ import annotations

from typing import Any

from k8slab.kubectl.golang import quote

UNKNOWN = "<unknown>"
FIELDS = {
    "External": "external", "Pods": "pods", "Object": "object", "Resource": "resource",
    "ContainerResource": "containerResource",
}  # fmt: skip


def metric(spec: dict[str, Any], status: dict[str, Any]) -> str:
    """`"packets" on pods:<tab>5 / 1k`; `status` is {} if nothing has been measured."""
    field = FIELDS.get(spec["type"])
    if field is None:
        return f"<unknown metric type {quote(spec['type'])}>"
    wanted = spec[field]
    current = (status.get(field) or {}).get("current") or {}
    if spec["type"] in ("Resource", "ContainerResource"):
        return _resource(wanted, current)
    average = "averageValue" in wanted["target"]
    name = "averageValue" if average else "value"
    title = f"{_subject(spec['type'], wanted)}{_kind(spec['type'], average)}"
    return f"{title}:\t{current.get(name, UNKNOWN)} / {wanted['target'].get(name, '<nil>')}"


def _subject(kind: str, wanted: dict[str, Any]) -> str:
    name = quote(wanted["metric"]["name"])
    if kind == "Pods":
        return f"{name} on pods"
    if kind == "Object":
        other = wanted["describedObject"]
        return f"{name} on {other['kind']}/{other['name']}"
    return name


def _kind(kind: str, average: bool) -> str:
    """Metrics of pods are always averages, so that is not said."""
    if kind == "Pods":
        return ""
    return " (target average value)" if average else " (target value)"


def _resource(wanted: dict[str, Any], current: dict[str, Any]) -> str:
    where = f" of container {quote(wanted['container'])}" if "container" in wanted else ""
    title, target = f"resource {wanted['name']}{where} on pods", wanted["target"]
    if "averageValue" in target:
        return f"{title}:\t{current.get('averageValue', UNKNOWN)} / {target['averageValue']}"
    found = UNKNOWN
    if "averageUtilization" in current:
        found = f"{current['averageUtilization']}% ({current.get('averageValue', '')})"
    goal = f"{target['averageUtilization']}%" if "averageUtilization" in target else "<auto>"
    return f"{title}  (as a percentage of request):\t{found} / {goal}"
