"""Where pods may go: tolerations, topology spread constraints, selectors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from k8slab.kubectl.describe.text import NONE, Sheet


def write_tolerations(sheet: Sheet, tolerations: list[Any] | None, indent: str = "") -> None:
    ordered = sorted(tolerations or (), key=lambda item: str(item.get("key", "")))
    sheet.lines(f"{indent}Tolerations", [toleration(item) for item in ordered])


def toleration(item: Mapping[str, Any]) -> str:
    """`node.kubernetes.io/not-ready:NoExecute op=Exists for 300s`."""
    text = str(item.get("key", ""))
    if item.get("value"):
        text += f"={item['value']}"
    if item.get("effect"):
        text += f":{item['effect']}"
    if item.get("operator") == "Exists" and not item.get("value"):
        text += " op=Exists" if text else "op=Exists"
    if item.get("tolerationSeconds") is not None:
        text += f" for {item['tolerationSeconds']}s"
    return text


def write_spread(sheet: Sheet, constraints: list[Any] | None, indent: str = "") -> None:
    """Topology spread constraints, if there are any."""
    if not constraints:
        return
    ordered = sorted(constraints, key=lambda item: str(item.get("topologyKey", "")))
    sheet.lines(f"{indent}Topology Spread Constraints", [_spread(item) for item in ordered])


def _spread(item: Mapping[str, Any]) -> str:
    text = f"{item['topologyKey']}:{item['whenUnsatisfiable']} when max skew {item['maxSkew']} is exceeded"
    if item.get("labelSelector"):
        text += f" for selector {selector(item['labelSelector'])}"
    return text


def selector(spec: Mapping[str, Any] | None) -> str:
    """A label selector in one line: `app=zk,tier in (a,b)`."""
    if spec is None:
        return NONE
    parts = [(name, f"{name}={value}") for name, value in (spec.get("matchLabels") or {}).items()]
    parts += [(item["key"], _expression(item)) for item in spec.get("matchExpressions") or ()]
    return ",".join(text for _, text in sorted(parts)) or NONE


def _expression(item: Mapping[str, Any]) -> str:
    operator, values = item["operator"], ",".join(sorted(item.get("values") or ()))
    if operator == "Exists":
        return str(item["key"])
    if operator == "DoesNotExist":
        return f"!{item['key']}"
    return f"{item['key']} {operator.lower()} ({values})"
