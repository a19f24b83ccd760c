"""One pod, as the node map shows it: its stage, whose it is, whether it comes or goes, and why."""

from __future__ import annotations

from dataclasses import dataclass

from k8slab.objects import meta
from k8slab.pictures.pod_reason import reason
from k8slab.pictures.stage import Stage, stage_of
from k8slab.pictures.wording import joined
from k8slab.pictures.workloads import Workloads
from k8slab.story import PodLife
from k8slab.story.life import Object
from k8slab.translation import message, say

ARRIVING, LEAVING = message("arriving"), message("leaving")
NOBODY = message("no controller")


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
    def pod(self) -> str:
        """The pod's own name."""
        return self.name.rpartition("/")[2]

    @property
    def is_failing(self) -> bool:
        """True if it has failed, or if the kubelet says why it cannot create its containers."""
        if self.stage is Stage.CREATING:
            return bool(self.reason)
        return self.stage is Stage.FAILING or (self.stage is Stage.ENDED and self.label == "Failed")

    @property
    def is_ready(self) -> bool:
        return self.stage is Stage.READY

    @property
    def status(self) -> str:
        """ "Ready", "ContainerCreating, arriving"."""
        return joined((self.label, say(self.movement)))

    @property
    def belonging(self) -> str:
        """ "StatefulSet zk, revision 2"."""
        return joined(
            (self.owner, say("revision {revision}", revision=self.revision) if self.revision else "")
        )

    def __str__(self) -> str:
        told = f"{self.name}: {self.status}; {self.belonging}"
        return f"{told}; {self.reason}" if self.reason else told


def tile(life: PodLife, pod: Object, workloads: Workloads, *, time: float, qualified: bool) -> Tile:
    """A pod at a time; ``qualified`` puts its namespace before its name."""
    stage, label = stage_of(pod)
    owner = workloads.of(pod)
    movement = movement_of(life, stage, time)
    return Tile(
        namespace=meta.namespace(pod),
        name=f"{meta.namespace(pod)}/{meta.name(pod)}" if qualified else meta.name(pod),
        stage=stage,
        label=label,
        owner=owner.title(qualified=qualified) if owner else say(NOBODY),
        revision=workloads.revision(pod),
        movement=movement,
        reason=reason(pod, stage, workloads.scene.events_about(pod), arriving=movement == ARRIVING),
    )


def movement_of(life: PodLife, stage: Stage, time: float) -> str:
    """ "arriving", "leaving", or nothing."""
    if stage is Stage.TERMINATING:
        return LEAVING
    was_ready = life.first_ready is not None and life.first_ready.time <= time
    return ARRIVING if stage in (Stage.CREATING, Stage.RUNNING) and not was_ready else ""
