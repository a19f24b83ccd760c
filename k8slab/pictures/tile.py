"""One pod, as the node map shows it: its stage, whose it is, whether it comes or goes, and why."""

from __future__ import annotations

from dataclasses import dataclass

from k8slab.objects import meta, pods
from k8slab.objects.meta import Object as Part
from k8slab.pictures.stage import Stage, stage_of
from k8slab.pictures.wording import joined
from k8slab.pictures.workloads import Workloads
from k8slab.story import PodLife
from k8slab.story.life import Object

ARRIVING, LEAVING = "arriving", "leaving"
NOBODY = "no controller"
EVICTIONS = {
    "EvictionByEvictionAPI": "evicted",
    "DeletionByTaintManager": "evicted for a taint of its node",
    "DeletionByPodGC": "deleted because its node is gone",
    "PreemptionByScheduler": "preempted by a pod with a higher priority",
    "TerminationByKubelet": "ended by the kubelet",
}
"""The reasons of the condition DisruptionTarget.

Source: https://kubernetes.io/docs/concepts/workloads/pods/disruptions/#pod-disruption-conditions
"""


@dataclass(frozen=True)
class Tile:
    """``movement`` is "arriving" (on a node, never Ready yet), "leaving", or empty.

    ``label`` is the stage's word, ``reason`` what is to be said about it, often nothing. ``revision`` is 0 if
    the pod's workload has had only one.
    """

    namespace: str
    name: str
    stage: Stage
    label: str
    owner: str
    revision: int
    movement: str
    reason: str

    @property
    def is_failing(self) -> bool:
        return self.stage is Stage.FAILING or (self.stage is Stage.ENDED and self.label == "Failed")

    @property
    def is_ready(self) -> bool:
        return self.stage is Stage.READY

    @property
    def status(self) -> str:
        """ "Ready", "ContainerCreating, arriving"."""
        return joined((self.label, self.movement))

    @property
    def belonging(self) -> str:
        """ "StatefulSet zk, revision 2"."""
        return joined((self.owner, f"revision {self.revision}" if self.revision else ""))

    def __str__(self) -> str:
        told = f"{self.name}: {self.status}; {self.belonging}"
        return f"{told}; {self.reason}" if self.reason else told


def tile(life: PodLife, pod: Object, workloads: Workloads, *, time: float, qualified: bool) -> Tile:
    """A pod at a time; ``qualified`` puts its namespace before its name."""
    stage, label = stage_of(pod)
    owner = workloads.of(pod)
    movement = _movement(life, stage, time)
    return Tile(
        namespace=meta.namespace(pod),
        name=f"{meta.namespace(pod)}/{meta.name(pod)}" if qualified else meta.name(pod),
        stage=stage,
        label=label,
        owner=str(owner) if owner else NOBODY,
        revision=workloads.revision(pod),
        movement=movement,
        reason="" if movement == ARRIVING else _reason(pod, stage),
    )


def _movement(life: PodLife, stage: Stage, time: float) -> str:
    if stage is Stage.TERMINATING:
        return LEAVING
    was_ready = life.first_ready is not None and life.first_ready.time <= time
    return ARRIVING if stage in (Stage.CREATING, Stage.RUNNING) and not was_ready else ""


def _reason(pod: Object, stage: Stage) -> str:
    if stage is Stage.PENDING:
        return _message(pod, "PodScheduled") or "not seen by the scheduler yet"
    if stage is Stage.FAILING:
        return _waiting_message(pod)
    if stage is Stage.RUNNING:
        return _message(pod, "Ready") or _message(pod, "ContainersReady")
    if stage is Stage.TERMINATING:
        return _eviction(pod)
    return _end(pod) if stage is Stage.ENDED else ""


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
    return EVICTIONS.get(reason, reason)


def _end(pod: Object) -> str:
    status = pod.get("status", {})
    return joined((str(status.get("reason", "")), str(status.get("message", ""))), ": ") or _eviction(pod)
