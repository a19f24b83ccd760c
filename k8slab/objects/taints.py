"""Taints of nodes and the tolerations of pods.

Source: https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from k8slab.objects.meta import Object

UNSCHEDULABLE = {"key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule"}
KEEPS_OUT = ("NoSchedule", "NoExecute")


def of_node(node: Mapping[str, Any]) -> list[Object]:
    return node["spec"].get("taints") or []


def of_pod(pod: Mapping[str, Any]) -> list[Object]:
    """The pod's tolerations."""
    return pod["spec"].get("tolerations") or []


def tolerates(toleration: Mapping[str, Any], taint: Mapping[str, Any]) -> bool:
    """True if this toleration matches this taint: an empty effect, or key with Exists, matches all."""
    if toleration.get("effect") and toleration["effect"] != taint["effect"]:
        return False
    if toleration.get("key") and toleration["key"] != taint["key"]:
        return False
    if toleration.get("operator", "Equal") == "Exists":
        return True
    return bool(toleration.get("key")) and toleration.get("value", "") == taint.get("value", "")


def is_tolerated(taint: Mapping[str, Any], tolerations: Iterable[Mapping[str, Any]]) -> bool:
    return any(tolerates(toleration, taint) for toleration in tolerations)


def untolerated(
    taints: Iterable[Object], tolerations: Iterable[Mapping[str, Any]], effects: Iterable[str] = KEEPS_OUT
) -> Object | None:
    """The first taint with one of these effects that nothing tolerates."""
    tolerations, effects = list(tolerations), tuple(effects)
    for taint in taints:
        if taint["effect"] in effects and not is_tolerated(taint, tolerations):
            return taint
    return None
