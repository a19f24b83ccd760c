"""How far a rollout has come: which members are of the old and of the new revision, which are Ready.

Sources: https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#update-strategies,
https://kubernetes.io/docs/tasks/manage-daemon/update-daemon-set/,
https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from k8slab.errors import K8slabError
from k8slab.objects.readiness import shortfall
from k8slab.pictures.canvas import Canvas, Drawing
from k8slab.pictures.links.start import start_at
from k8slab.pictures.picture import Picture
from k8slab.pictures.rollout_member import Member, members_of
from k8slab.pictures.rollout_revision import Versions
from k8slab.pictures.rollout_rule import ON_DELETE, first_ordinal, partition_of, rules_of, wanted_of
from k8slab.pictures.wording import counted
from k8slab.pictures.workloads import Workload
from k8slab.story import Scene, Story, seconds_text
from k8slab.story.life import Object
from k8slab.translation import message, say

KINDS = ("StatefulSet", "DaemonSet", "Deployment")
MOST = 60
"""So many members have a place of their own; of more, neighbours that are alike share one."""


class Group(NamedTuple):
    """Members next to each other that are alike."""

    members: tuple[Member, ...]

    @property
    def one(self) -> Member:
        """What they all are."""
        return self.members[0]

    @property
    def places(self) -> str:
        first, last = self.members[0].place, self.members[-1].place
        return first if len(self.members) == 1 else say("{first} to {last}", first=first, last=last)

    def __str__(self) -> str:
        number = f" ({len(self.members)})" if len(self.members) > 1 else ""
        return f"{self.places}{number}: {self.one.state}"


class Revised(NamedTuple):
    """How many members are of a revision. ``role`` is "old" or "new", or "only" if there is no other."""

    number: int
    name: str
    role: str
    pods: int
    ready: int
    available: int

    @property
    def title(self) -> str:
        return say("revision {number}", number=self.number) + (
            "" if self.role == "only" else f" ({say(self.role)})"
        )

    def __str__(self) -> str:
        available = (
            "" if self.available == self.ready else say(", {available} available", available=self.available)
        )
        return say(
            "{title}: {name}: {pods}, {ready} Ready{available}",
            title=self.title,
            name=self.name,
            pods=counted(self.pods, "pod"),
            ready=self.ready,
            available=available,
        )


@dataclass(frozen=True, repr=False)
class Rollout(Picture):
    """The members of a StatefulSet, DaemonSet or Deployment at one virtual second.

    ``members`` are in ordinal order, by node, or by revision. ``partition`` is that of the spec, and ``kept``
    is how many members stand before its line; ``lacking`` says what the controller still has to do, empty if
    nothing.
    """

    workload: Workload
    time: float
    wanted: int
    members: tuple[Member, ...]
    revisions: tuple[Revised, ...]
    partition: int
    kept: int
    rules: tuple[str, ...]
    lacking: str
    gone: float | None = None

    @classmethod
    def of(cls, story: Story, target: str, namespace: str = "default", time: float | None = None) -> Rollout:
        """``target`` is "sts/zk", "ds/…" or "deploy/…".

        Raises K8slabError if there was no such workload until then.
        """
        scene = Scene(story, time)
        start = start_at(scene, target, namespace)
        if start.kind not in KINDS:
            raise K8slabError(
                say("expected one of sts/NAME, ds/NAME, deploy/NAME, found {target!r}", target=target)
            )
        workload = Workload(start.namespace, start.kind, start.name)
        versions = Versions(scene, workload, start.object)
        members = members_of(scene, workload, start.object, versions)
        return cls(
            workload=workload,
            time=scene.time,
            wanted=wanted_of(start.object),
            members=members,
            revisions=_revised(members, versions),
            partition=partition_of(start.object),
            kept=_kept(members, start.object),
            rules=rules_of(start.object),
            lacking="" if start.gone is not None else shortfall(start.object),
            gone=start.gone,
        )

    @property
    def groups(self) -> tuple[Group, ...]:
        """Each member by itself, or, if there are many, those together that are alike and neighbours.

        If even these are too many, all that are alike are together, in the order of revisions and stages.
        """
        if len(self.members) <= MOST:
            return tuple(Group((member,)) for member in self.members)
        return self._runs if self.is_ordered else _runs(sorted(self.members, key=_alike))

    @property
    def is_ordered(self) -> bool:
        """False if the members stand in another order than they have."""
        return len(self.members) <= MOST or len(self._runs) <= MOST

    @property
    def _runs(self) -> tuple[Group, ...]:
        """Neighbours that are alike; never across the partition line."""
        return _runs(self.members[: self.kept]) + _runs(self.members[self.kept :])

    @property
    def split(self) -> int | None:
        """The number of groups before the partition line; None if there is none to be drawn."""
        if not self.partition or self.workload.kind != "StatefulSet" or not self.is_ordered:
            return None
        places = 0
        for number, group in enumerate(self.groups):
            if places >= self.kept:
                return number
            places += len(group.members)
        return len(self.groups)

    def draw(self, canvas: Canvas) -> Drawing:
        from k8slab.pictures.rollout_svg import draw

        return draw(self, canvas)

    def head(self) -> str:
        where = say("namespace {namespace}", namespace=self.workload.namespace)
        return say(
            "Rollout of {workload}, {where}, at {time}",
            workload=self.workload,
            where=where,
            time=seconds_text(self.time),
        )

    def summary(self) -> str:
        """How many members are there, Ready and of the new revision, and what is lacking."""
        if self.gone is not None:
            return say("gone since {time}", time=seconds_text(self.gone))
        there = [member for member in self.members if member.pod]
        new = sum(member.is_new for member in there)
        ready = sum(member.is_ready for member in there)
        told = say(
            "{wanted} wanted, {number} there, {ready} Ready, {new} of the newest revision",
            wanted=self.wanted,
            number=len(there),
            ready=ready,
            new=new,
        )
        return f"{told}: {self.lacking or self._done(len(there) - new)}"

    def _done(self, old: int) -> str:
        """How it stands when the controller has done what it does by itself; ``old`` pods are left."""
        if say(ON_DELETE) not in self.rules:
            return say("complete, as kubectl rollout status sees it")
        return say("{old} to be deleted before all are new", old=old) if old else say("all are new")

    def lines(self) -> list[str]:
        """How it stands, the revisions, the rules, and a line for each member, or for each group."""
        many = say("{number} members: those that are alike share a line", number=len(self.members))
        return [
            self.head(),
            self.summary(),
            *map(str, self.revisions),
            *self.rules,
            *([many] if len(self.members) > MOST else []),
            *([say("not in the order of their names")] if not self.is_ordered else []),
            *(map(str, self.groups)),
        ]


def _kept(members: Sequence[Member], obj: Object) -> int:
    """How many members are below the partition; of a set without one, none."""
    below = first_ordinal(obj) + partition_of(obj) if partition_of(obj) else 0
    return sum(_ordinal(member) < below for member in members) if below else 0


def _ordinal(member: Member) -> int:
    """The number at the end of a StatefulSet pod's name; what has none, though it names the set as its
    controller, stands before all."""
    number = member.place.rpartition("-")[2]
    return int(number) if number.isascii() and number.isdecimal() else -1


def _runs(members: Sequence[Member]) -> tuple[Group, ...]:
    return tuple(Group(tuple(group)) for _, group in groupby(members, key=_alike))


def _alike(member: Member) -> tuple[object, ...]:
    return member.revision, member.state


def _revised(members: Sequence[Member], versions: Versions) -> tuple[Revised, ...]:
    """The revisions that have members, and the newest, by number."""
    used = {member.revision for member in members if member.pod and member.revision} | {versions.newest}
    return tuple(_told(number, members, versions, alone=len(used) == 1) for number in sorted(used - {0}))


def _told(number: int, members: Sequence[Member], versions: Versions, *, alone: bool) -> Revised:
    mine = [member for member in members if member.pod and member.revision == number]
    role = "only" if alone else message("new") if number == versions.newest else message("old")
    ready, available = sum(each.is_ready for each in mine), sum(each.is_available for each in mine)
    return Revised(number, versions.names[number], role, len(mine), ready, available)
