"""A Deployment's conditions: a list in the order in which they last changed.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#deployment-status
"""

from __future__ import annotations

from k8slab.objects.meta import Object
from k8slab.objects.timestamps import rfc3339

AVAILABLE, PROGRESSING, FAILURE = "Available", "Progressing", "ReplicaFailure"
Conditions = list[Object]


def condition(kind: str, status: str, reason: str, message: str, now: float) -> Object:
    at = rfc3339(now)
    return {
        "type": kind,
        "status": status,
        "lastUpdateTime": at,
        "lastTransitionTime": at,
        "reason": reason,
        "message": message,
    }


def find(conditions: Conditions, kind: str) -> Object | None:
    return next((item for item in conditions if item["type"] == kind), None)


def reason(conditions: Conditions, kind: str) -> str:
    """The reason of the condition of that type, or the empty string."""
    found = find(conditions, kind)
    return found["reason"] if found else ""


def without(conditions: Conditions, kind: str) -> Conditions:
    return [item for item in conditions if item["type"] != kind]


def put(conditions: Conditions, new: Object) -> Conditions:
    """The conditions with that one; nothing changes if it says the same with the same reason already."""
    present = find(conditions, new["type"])
    if present and (present["status"], present["reason"]) == (new["status"], new["reason"]):
        return conditions
    return renew(conditions, new)


def renew(conditions: Conditions, new: Object) -> Conditions:
    """As `put`, and the time of the last update becomes the present one in any case."""
    present = find(conditions, new["type"])
    if present and present["status"] == new["status"]:
        new = {**new, "lastTransitionTime": present["lastTransitionTime"]}
    return [*without(conditions, new["type"]), new]
