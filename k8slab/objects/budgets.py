"""What a PodDisruptionBudget's status says about evictions.

Source: https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/pod-disruption-budget-v1/
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from k8slab.objects.meta import Object
from k8slab.objects.timestamps import rfc3339

ALLOWED = "DisruptionAllowed"
FAILED = "SyncFailed"


def condition(status: Mapping[str, Any]) -> Object | None:
    """The condition that says whether a pod may be evicted."""
    found = (item for item in status.get("conditions") or () if item["type"] == ALLOWED)
    return next(found, None)


def allowed_evictions(budget: Mapping[str, Any]) -> int:
    """How many of its pods may be evicted now."""
    return int((budget.get("status") or {}).get("disruptionsAllowed", 0))


def with_condition(status: Object, now: float) -> Object:
    """The status with the condition that follows from its counts."""
    allowed = status["disruptionsAllowed"] > 0
    return _put(status, allowed, "SufficientPods" if allowed else "InsufficientPods", "", now)


def failed(status: Object, why: str, now: float) -> Object:
    """The status when pods cannot be counted: nothing is allowed, the counts stay what they were."""
    return _put({**status, "disruptionsAllowed": 0}, False, FAILED, why, now)


def _put(status: Object, allowed: bool, reason: str, message: str, now: float) -> Object:
    present = condition(status)
    new = {
        "type": ALLOWED,
        "status": str(allowed),
        **({"observedGeneration": status["observedGeneration"]} if "observedGeneration" in status else {}),
        "lastTransitionTime": rfc3339(now),
        "reason": reason,
        "message": message,
    }
    if present and present["status"] == new["status"]:
        new["lastTransitionTime"] = present["lastTransitionTime"]
    others = [item for item in status.get("conditions") or () if item["type"] != ALLOWED]
    return {**status, "conditions": [*others, new]}
