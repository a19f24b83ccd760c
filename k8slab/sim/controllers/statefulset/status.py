"""A StatefulSet's status, counted from its pods.

Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/stateful-set-v1/#StatefulSetStatus
"""

from __future__ import annotations

from collections.abc import Iterable

from k8slab.objects import meta, pods
from k8slab.objects.meta import Object
from k8slab.sim.controllers.statefulset.identity import revision_of

SHOWN_AT_ZERO = ("replicas", "availableReplicas")
REVISIONS = ("currentRevision", "updateRevision")
COUNTS = ("replicas", "currentReplicas", "readyReplicas", "updatedReplicas", "availableReplicas")


def counted(
    statefulset: Object, members: Iterable[Object], current: str, update: str, *, collisions: int, now: float
) -> Object:
    """The status with all counts; `shown` drops those that the API leaves out."""
    least = statefulset["spec"].get("minReadySeconds", 0)
    created = [pod for pod in members if pods.is_created(pod)]
    ready = [pod for pod in created if pods.is_running_and_ready(pod)]
    living = [pod for pod in created if not meta.is_terminating(pod)]
    return {
        "observedGeneration": statefulset["metadata"]["generation"],
        "currentRevision": current,
        "updateRevision": update,
        "collisionCount": collisions,
        "replicas": len(created),
        "readyReplicas": len(ready),
        "availableReplicas": sum(pods.is_available(pod, least, now) for pod in ready),
        "currentReplicas": sum(revision_of(pod) == current for pod in living),
        "updatedReplicas": sum(revision_of(pod) == update for pod in living),
    }


def completed(statefulset: Object, status: Object) -> Object:
    """The status once a rolling update is over: the update revision becomes the current one."""
    done = (
        statefulset["spec"]["updateStrategy"]["type"] == "RollingUpdate"
        and status["updatedReplicas"] == status["replicas"] == status["readyReplicas"]
        and status["replicas"] == statefulset["spec"]["replicas"]
    )
    if not done:
        return status
    return {
        **status,
        "currentReplicas": status["updatedReplicas"],
        "currentRevision": status["updateRevision"],
    }


def shown(status: Object) -> Object:
    """The status as the API shows it: counts of 0 are left out, but for two."""
    return {
        field: value
        for field, value in status.items()
        if value or not field.endswith("Replicas") or field in SHOWN_AT_ZERO
    }


def is_outdated(present: Object, status: Object) -> bool:
    """True if the status has to be written: only then goes what others have written into it."""
    return (
        status["observedGeneration"] > present.get("observedGeneration", 0)
        or any(status.get(count, 0) != present.get(count, 0) for count in COUNTS)
        or any(status[name] != present.get(name) for name in REVISIONS)
    )
