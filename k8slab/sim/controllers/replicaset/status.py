"""A ReplicaSet's status, counted from its pods.

Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/replica-set-v1/#ReplicaSetStatus
"""

from __future__ import annotations

from k8slab.errors import ApiError
from k8slab.objects import meta, pods
from k8slab.objects.meta import Object
from k8slab.objects.timestamps import rfc3339

SHOWN_AT_ZERO = ("replicas", "terminatingReplicas")
FAILURE = "ReplicaFailure"


def counted(replicas: Object, active: list[Object], terminating: list[Object], now: float) -> Object:
    """The counts as the API shows them: most are left out at 0."""
    least = replicas["spec"].get("minReadySeconds", 0)
    wanted = (replicas["spec"]["template"].get("metadata") or {}).get("labels", {}).items()
    ready = [pod for pod in active if pods.is_ready(pod)]
    counts = {
        "replicas": len(active),
        "fullyLabeledReplicas": sum(wanted <= meta.labels(pod).items() for pod in active),
        "readyReplicas": len(ready),
        "availableReplicas": sum(pods.is_available(pod, least, now) for pod in ready),
        "terminatingReplicas": len(terminating),
    }
    shown = {field: count for field, count in counts.items() if count or field in SHOWN_AT_ZERO}
    return {**shown, "observedGeneration": replicas["metadata"]["generation"]}


def with_failure(
    replicas: Object, counts: Object, failure: ApiError | None, active: int, now: float
) -> Object:
    """The status with its conditions: a failure is told once and taken back when pods can be made again."""
    present = (replicas.get("status") or {}).get("conditions") or []
    conditions = [item for item in present if item["type"] != FAILURE or failure is not None]
    if failure is not None and not any(item["type"] == FAILURE for item in present):
        conditions = [*conditions, _failure(failure, active < replicas["spec"]["replicas"], now)]
    return {**counts, **({"conditions": conditions} if conditions else {})}


def _failure(error: ApiError, making: bool, now: float) -> Object:
    return {
        "type": FAILURE,
        "status": "True",
        "lastTransitionTime": rfc3339(now),
        "reason": "FailedCreate" if making else "FailedDelete",
        "message": error.message,
    }
