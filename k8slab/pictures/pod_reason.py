"""Why a pod is at the stage at which it is, in the words of the scheduler and the kubelet."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from k8slab.objects import pods
from k8slab.objects.meta import Object as Part
from k8slab.pictures.stage import Stage
from k8slab.pictures.wording import joined
from k8slab.story.life import Object
from k8slab.translation import message, say

EVICTIONS = {
    "EvictionByEvictionAPI": message("evicted"),
    "DeletionByTaintManager": message("evicted for a taint of its node"),
    "DeletionByPodGC": message("deleted because its node is gone"),
    "PreemptionByScheduler": message("preempted by a pod with a higher priority"),
    "TerminationByKubelet": message("ended by the kubelet"),
}
"""The reasons of the condition DisruptionTarget.

Source: https://kubernetes.io/docs/concepts/workloads/pods/disruptions/#pod-disruption-conditions
"""


HINDRANCES = ("FailedMount", "FailedAttachVolume", "FailedCreatePodSandBox")
"""Warnings that tell why the containers of a pod are not created."""


def reason(pod: Object, stage: Stage, events: Iterable[Object], *, arriving: bool) -> str:
    """What is to be said about a pod at that stage; empty if the stage says it all.

    ``events`` are those about it. One that is ``arriving`` and runs has only to become Ready.
    """
    if stage is Stage.CREATING:
        return _hindrance(events)
    if arriving and stage is Stage.RUNNING:
        return ""
    tell = TOLD.get(stage)
    return tell(pod) if tell else ""


def _hindrance(events: Iterable[Object]) -> str:
    """The newest warning of a kubelet that cannot create the containers."""
    warnings = [each for each in events if each.get("reason") in HINDRANCES]
    return str(warnings[-1].get("message", "")) if warnings else ""


def _message(pod: Object, kind: str) -> str:
    """What a condition that does not hold says."""
    found = pods.condition(pod, kind)
    if found is None or found["status"] == "True":
        return ""
    return str(found.get("message") or found.get("reason") or "")


def _waiting_message(pod: Object) -> str:
    """What the kubelet says of the container that it cannot start."""
    for container in pod.get("status", {}).get("containerStatuses") or ():
        waiting: Part = container.get("state", {}).get("waiting") or {}
        if waiting.get("message"):
            return str(waiting["message"])
    return ""


def _eviction(pod: Object) -> str:
    found = pods.condition(pod, "DisruptionTarget")
    if found is None or found["status"] != "True":
        return ""
    reason = str(found.get("reason", ""))
    return say(EVICTIONS.get(reason, reason))


def _end(pod: Object) -> str:
    status = pod.get("status", {})
    return joined((str(status.get("reason", "")), str(status.get("message", ""))), ": ") or _eviction(pod)


def _unscheduled(pod: Object) -> str:
    return _message(pod, "PodScheduled") or say("not seen by the scheduler yet")


def _unready(pod: Object) -> str:
    return _message(pod, "Ready") or _message(pod, "ContainersReady")


TOLD: dict[Stage, Callable[[Object], str]] = {
    Stage.PENDING: _unscheduled,
    Stage.FAILING: _waiting_message,
    Stage.RUNNING: _unready,
    Stage.TERMINATING: _eviction,
    Stage.ENDED: _end,
}
