"""Fields that are there only if a feature gate is on.

Source: https://kubernetes.io/docs/reference/command-line-tools-reference/feature-gates/
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from k8slab.objects.meta import Object
from k8slab.sim.kinds.kind import Kind
from k8slab.sim.kinds.statefulset import STATEFULSET

MAX_UNAVAILABLE = "MaxUnavailableStatefulSet"


def apply_gates(kind: Kind, draft: Object, old: Object | None, features: AbstractSet[str]) -> None:
    """Default the fields whose gate is on, drop those whose gate is off; to be done after defaulting."""
    if kind is STATEFULSET:
        _apply_max_unavailable(draft, old, MAX_UNAVAILABLE in features)


def _rolling(sts: Object) -> Object | None:
    rolling: Object | None = sts["spec"]["updateStrategy"].get("rollingUpdate")
    return rolling


def _apply_max_unavailable(sts: Object, old: Object | None, is_on: bool) -> None:
    """With the gate off the limit is dropped, unless the set has one from a time when it was on."""
    rolling = _rolling(sts)
    if rolling is None or sts["spec"]["updateStrategy"]["type"] != "RollingUpdate":
        return
    if is_on:
        rolling.setdefault("maxUnavailable", 1)
    elif old is None or "maxUnavailable" not in (_rolling(old) or {}):
        rolling.pop("maxUnavailable", None)
