"""The condition of a pod that something is about to end: DisruptionTarget.

Source: https://kubernetes.io/docs/concepts/workloads/pods/disruptions/#pod-disruption-conditions
"""

from __future__ import annotations

from collections.abc import Callable

from k8slab.objects.meta import Object

TARGET = "DisruptionTarget"
Draft = Callable[[Object], None]
"""A change of a draft in place."""


def target(reason: str, message: str, now: str) -> Draft:
    """A change by which the pod becomes the target of a disruption; ``now`` is an RFC 3339 time."""

    def change(draft: Object) -> None:
        condition = {
            "type": TARGET,
            "observedGeneration": draft["metadata"].get("generation", 1),
            "status": "True",
            "lastProbeTime": None,
            "lastTransitionTime": now,
            "reason": reason,
            "message": message,
        }
        status = draft["status"]
        others = [each for each in status.get("conditions") or () if each["type"] != TARGET]
        status["conditions"] = [*others, condition]

    return change
