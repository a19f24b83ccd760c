"""The members of a workload at one virtual second: ordinals, nodes, or pods in the order of revisions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from k8slab.objects import meta, pods
from k8slab.pictures.rollout_revision import Versions
from k8slab.pictures.rollout_rule import first_ordinal, ready_seconds, wanted_of
from k8slab.pictures.row import node_of
from k8slab.pictures.stage import Stage, stage_of
from k8slab.pictures.wording import natural_order
from k8slab.pictures.workloads import Workload, Workloads
from k8slab.story import PodLife, Scene, seconds_text
from k8slab.story.life import Object
from k8slab.story.pod_life import is_serving
from k8slab.translation import message, say

NO_POD = message("no pod")


class Member(NamedTuple):
    """One place of a workload ("zk-0", a node, a pod) and the pod in it, if there is one.

    ``stage`` is None without a pod. ``note`` is what is special: that a Ready pod does not count yet, that
    one is too many.
    """

    place: str
    pod: str
    revision: int
    is_new: bool
    stage: Stage | None
    label: str
    note: str = ""
    is_available: bool = False

    @property
    def is_ready(self) -> bool:
        return self.stage is Stage.READY

    @property
    def state(self) -> str:
        """All that there is to say of it but its name."""
        revision = say("revision {revision}", revision=self.revision) if self.revision else ""
        return ", ".join(part for part in (revision, self.label, self.note) if part)


def members_of(scene: Scene, workload: Workload, obj: Object, versions: Versions) -> tuple[Member, ...]:
    """All places that there are to be, and those that are still there."""
    workloads = Workloads(scene)
    mine = [(life, pod) for life, pod in scene.pods(workload.namespace) if workloads.of(pod) == workload]
    made = _Members(scene, obj, versions)
    if workload.kind == "StatefulSet":
        return made.by_ordinal(mine)
    return made.by_node(mine) if workload.kind == "DaemonSet" else made.by_revision(mine)


class _Members:
    """Makes members of one workload."""

    def __init__(self, scene: Scene, obj: Object, versions: Versions) -> None:
        self.scene = scene
        self.obj = obj
        self.versions = versions
        self.wanted = wanted_of(obj)

    def by_ordinal(self, mine: list[tuple[PodLife, Object]]) -> tuple[Member, ...]:
        """Every ordinal that is wanted, with or without a pod, and pods beyond them."""
        first = first_ordinal(self.obj)
        wanted = {f"{meta.name(self.obj)}-{number}" for number in range(first, first + self.wanted)}
        there = {life.name: (life, pod) for life, pod in mine}
        names = sorted(wanted | set(there), key=natural_order)
        return tuple(
            self._member(name, *there[name], extra="" if name in wanted else say("not wanted"))
            if name in there
            else _empty(name)
            for name in names
        )

    def by_node(self, mine: list[tuple[PodLife, Object]]) -> tuple[Member, ...]:
        """A place for each node that has a pod of it, and for those that are to have one."""
        made = [self._member(node_of(life) or life.name, life, pod) for life, pod in mine]
        missing = max(self.wanted - len({member.place for member in made}), 0)
        return tuple(sorted([*made, *self._without(made, missing)], key=self._place))

    def by_revision(self, mine: list[tuple[PodLife, Object]]) -> tuple[Member, ...]:
        made = [self._member(life.name, life, pod) for life, pod in mine]
        active = sum(pods.is_active(pod) for _, pod in mine)
        missing = [
            _empty(say("(not made yet, {number})", number=number))
            for number in range(1, self.wanted - active + 1)
        ]
        ordered = sorted(
            made, key=lambda member: (member.is_new, member.revision, natural_order(member.place))
        )
        return (*ordered, *missing)

    def _place(self, member: Member) -> tuple[object, ...]:
        """Nodes by name; of two pods on one node the old one first; unknown nodes last."""
        return member.place.startswith("("), natural_order(member.place), member.is_new, member.pod

    def _without(self, made: Iterable[Member], missing: int) -> list[Member]:
        """The nodes that lack their pod: those that had one before, if that explains it."""
        taken = {member.place for member in made}
        nodes = {meta.name(node) for node in self.scene.objects("nodes")}
        owner = f"DaemonSet/{meta.name(self.obj)}"
        before = self.scene.story.pods(meta.namespace(self.obj), owner=owner)
        past = {life.node for life in before if life.created.time <= self.scene.time}
        known = sorted((past & nodes) - taken, key=natural_order)
        if len(known) != missing:
            known = [say("(another node, {number})", number=number) for number in range(1, missing + 1)]
        return [_empty(name) for name in known]

    def _member(self, place: str, life: PodLife, pod: Object, extra: str = "") -> Member:
        number = self.versions.number(pod)
        stage, label = stage_of(pod)
        since = self._counts_from(life) if stage is Stage.READY else None
        waits = (
            say("available at {time}", time=seconds_text(since))
            if since is not None and since > self.scene.time
            else ""
        )
        note = ", ".join(part for part in (waits, extra) if part)
        is_new = number != 0 and number == self.versions.newest
        return Member(place, life.name, number, is_new, stage, label, note, since is not None and not waits)

    def _counts_from(self, life: PodLife) -> float | None:
        """When the pod counts as available, if it stays Ready."""
        ready = [each for each in life.intervals(is_serving) if each.covers(self.scene.time)]
        return ready[-1].start.time + ready_seconds(self.obj) if ready else None


def _empty(place: str) -> Member:
    return Member(place, "", 0, False, None, say(NO_POD))
