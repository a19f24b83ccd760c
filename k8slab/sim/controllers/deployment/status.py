"""A Deployment's status, counted from its ReplicaSets, and how far its rollout is.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#deployment-status
"""

from __future__ import annotations

from collections.abc import Iterable

from k8slab.objects import meta
from k8slab.objects.meta import Object
from k8slab.objects.timestamps import seconds
from k8slab.sim.controllers.deployment import conditions, limits
from k8slab.sim.controllers.deployment.conditions import AVAILABLE, FAILURE, PROGRESSING
from k8slab.sim.controllers.deployment.family import Family

NO_DEADLINE = 2**31 - 1
FINISHED, TIMED_OUT = "NewReplicaSetAvailable", "ProgressDeadlineExceeded"


def has_deadline(deployment: Object) -> bool:
    return bool(deployment["spec"].get("progressDeadlineSeconds", NO_DEADLINE) != NO_DEADLINE)


def present_conditions(deployment: Object) -> conditions.Conditions:
    return list((deployment.get("status") or {}).get("conditions") or ())


def counted(family: Family, now: float) -> Object:
    """The counts, all of them, and the conditions with the one that tells about availability."""
    deployment, sets = family.deployment, family.all
    available = _sum(sets, "availableReplicas")
    status = {
        "observedGeneration": deployment["metadata"]["generation"],
        "replicas": _sum(sets, "replicas"),
        "updatedReplicas": _sum([family.new] if family.new else [], "replicas"),
        "readyReplicas": _sum(sets, "readyReplicas"),
        "availableReplicas": available,
        "unavailableReplicas": max(family.size - available, 0),
        "terminatingReplicas": _sum(sets, "terminatingReplicas"),
        "conditions": conditions.put(
            present_conditions(deployment), _availability(deployment, available, now)
        ),
    }
    collisions = (deployment.get("status") or {}).get("collisionCount")
    return status if collisions is None else {**status, "collisionCount": collisions}


def _sum(sets: Iterable[Object], field: str) -> int:
    return sum(each["status"].get(field, 0) for each in sets)


def _availability(deployment: Object, available: int, now: float) -> Object:
    if available >= deployment["spec"]["replicas"] - limits.max_unavailable(deployment):
        reason, text = "MinimumReplicasAvailable", "Deployment has minimum availability."
        return conditions.condition(AVAILABLE, "True", reason, text, now)
    reason, text = "MinimumReplicasUnavailable", "Deployment does not have minimum availability."
    return conditions.condition(AVAILABLE, "False", reason, text, now)


def shown(status: Object) -> Object:
    """The status as the API shows it: counts of 0 are left out, but for the terminating ones."""
    kept = ("terminatingReplicas", "conditions", "collisionCount", "observedGeneration")
    return {field: value for field, value in status.items() if value or field in kept}


def with_progress(family: Family, status: Object, now: float) -> Object:
    """The status with what there is to say about the progress of the rollout, and about failures."""
    deployment = family.deployment
    found = status["conditions"]
    if not has_deadline(deployment):
        found = conditions.without(found, PROGRESSING)
    elif not _was_finished(deployment, status):
        found = _progress(family, status, now)
    failure = _failure(family)
    found = conditions.put(found, failure) if failure else conditions.without(found, FAILURE)
    return {**status, "conditions": found}


def _progress(family: Family, status: Object, now: float) -> conditions.Conditions:
    found, deployment = status["conditions"], family.deployment
    what = f'ReplicaSet "{meta.name(family.new)}"' if family.new else f'Deployment "{meta.name(deployment)}"'

    def progressing(state: str, reason: str, text: str) -> Object:
        return conditions.condition(PROGRESSING, state, reason, f"{what} {text}.", now)

    if is_complete(deployment, status):
        return conditions.put(found, progressing("True", FINISHED, "has successfully progressed"))
    if is_progressing(deployment, status):
        return conditions.renew(found, progressing("True", "ReplicaSetUpdated", "is progressing"))
    if is_timed_out(deployment, now):
        return conditions.put(found, progressing("False", TIMED_OUT, "has timed out progressing"))
    return list(found)


def _was_finished(deployment: Object, status: Object) -> bool:
    """A rollout that was over stays over while no pod of an old template is there."""
    reason = conditions.reason(present_conditions(deployment), PROGRESSING)
    return bool(status["replicas"] == status["updatedReplicas"]) and reason == FINISHED


def is_complete(deployment: Object, status: Object) -> bool:
    """All wanted pods, and no others, are there, up to date and available."""
    wanted = deployment["spec"]["replicas"]
    counts = [status.get(field, 0) for field in ("replicas", "updatedReplicas", "availableReplicas")]
    observed = status.get("observedGeneration", 0) >= deployment["metadata"]["generation"]
    return observed and counts == [wanted] * 3


def is_progressing(deployment: Object, status: Object) -> bool:
    """More pods than before are up to date, ready or available, or fewer are old."""
    before = deployment.get("status") or {}
    rising = ("updatedReplicas", "readyReplicas", "availableReplicas")
    return _old(status) < _old(before) or any(status[each] > before.get(each, 0) for each in rising)


def _old(status: Object) -> int:
    return int(status.get("replicas", 0) - status.get("updatedReplicas", 0))


def is_timed_out(deployment: Object, now: float) -> bool:
    """Nothing has moved for longer than the progress deadline."""
    last = conditions.find(present_conditions(deployment), PROGRESSING)
    if last is None or last["reason"] == FINISHED:
        return False
    return last["reason"] == TIMED_OUT or seconds(last["lastUpdateTime"]) + _deadline(deployment) < now


def next_look(deployment: Object, status: Object, now: float) -> float | None:
    """In how many seconds the rollout might turn out to be stuck; None if it cannot any more."""
    last = conditions.find(status["conditions"], PROGRESSING)
    if not has_deadline(deployment) or last is None or is_complete(deployment, status):
        return None
    if last["reason"] in (TIMED_OUT, FINISHED):
        return None
    return max(seconds(last["lastUpdateTime"]) + _deadline(deployment) - now, 0.0) + 1.0


def _deadline(deployment: Object) -> int:
    return int(deployment["spec"]["progressDeadlineSeconds"])


def _failure(family: Family) -> Object | None:
    """A ReplicaSet that cannot make or delete pods, the present template's first."""
    for each in [family.new, *family.old] if family.new else family.old:
        found = conditions.find(each["status"].get("conditions") or [], FAILURE)
        if found is not None:
            return {**found, "lastUpdateTime": found["lastTransitionTime"]}
    return None
