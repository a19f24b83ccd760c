"""The life of one object: from its creation to its end, by uid."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from k8slab.objects import meta
from k8slab.story.moment import Moment

Object = Mapping[str, Any]


class Version(NamedTuple):
    """What an object looked like from that moment on."""

    moment: Moment
    object: Object


class Interval(NamedTuple):
    """A stretch of time; ``end`` is None if it lasted to the end of the story."""

    start: Moment
    end: Moment | None

    def covers(self, time: float) -> bool:
        """True if the interval holds at that virtual second: from its start to just before its end."""
        return self.start.time <= time and (self.end is None or time < self.end.time)

    def includes(self, moment: Moment) -> bool:
        """True if the interval holds at that moment: from its start to just before its end."""
        return self.start <= moment and (self.end is None or moment < self.end)

    def __str__(self) -> str:
        return f"{self.start} to {self.end or 'the end'}"


@dataclass(frozen=True)
class Life:
    """All versions of one object (one uid). ``deleted`` is when it was gone, None if it is still there.

    An object that is deleted and made again under the same name has two lives.
    """

    resource: str
    versions: tuple[Version, ...]
    deleted: Moment | None = None

    @property
    def first(self) -> Object:
        return self.versions[0].object

    @property
    def last(self) -> Object:
        """The newest version; of a deleted object, what it was when it went."""
        return self.versions[-1].object

    @property
    def name(self) -> str:
        return meta.name(self.first)

    @property
    def namespace(self) -> str:
        """The namespace; empty for what has none."""
        return meta.namespace(self.first)

    @property
    def uid(self) -> str:
        return meta.uid(self.first)

    @property
    def created(self) -> Moment:
        return self.versions[0].moment

    @property
    def terminating(self) -> Moment | None:
        """When its deletion was asked for: the first version with a deletionTimestamp."""
        return self.when(meta.is_terminating) or self.deleted

    def at(self, time: float) -> Object | None:
        """The version that was current at the end of that virtual second; None if it did not exist."""
        if self.deleted is not None and self.deleted.time <= time:
            return None
        return self.newest(time) if self.created.time <= time else None

    def as_of(self, moment: Moment) -> Object | None:
        """The version that was current at that moment; None if it did not exist."""
        if self.deleted is not None and self.deleted <= moment:
            return None
        return next((obj for since, obj in reversed(self.versions) if since <= moment), None)

    def newest(self, time: float) -> Object:
        """What it was at the end of that virtual second, or when it went; before its creation, the first."""
        past = [version.object for version in self.versions if version.moment.time <= time]
        return past[-1] if past else self.first

    def when(self, holds: Callable[[Object], bool]) -> Moment | None:
        """The first moment at which the predicate held; None if it never did."""
        return next((version.moment for version in self.versions if holds(version.object)), None)

    def stayed(self, start: Moment, end: Moment | None = None) -> bool:
        """True if it was there from before ``start`` to ``end`` (or to the last), and not on its way out."""
        leaves = self.terminating
        return self.created < start and (leaves is None or (end is not None and leaves > end))

    def intervals(self, holds: Callable[[Object], bool]) -> tuple[Interval, ...]:
        """The stretches during which the predicate held, in order."""
        found: list[Interval] = []
        start: Moment | None = None
        for moment, obj in self.versions:
            if holds(obj):
                start = start or moment
            elif start is not None:
                found.append(Interval(start, moment))
                start = None
        if start is not None:
            found.append(Interval(start, self.deleted))
        return tuple(found)

    def is_owned_by(self, owner: str) -> bool:
        """True if ``owner`` ("zk" or "StatefulSet/zk") was its controller at any time."""
        return any(has_controller(obj, owner) for _, obj in self.versions)

    def __repr__(self) -> str:
        end = f", gone at {self.deleted}" if self.deleted else ""
        where = f" in {self.namespace}" if self.namespace else ""
        return f"<{self.resource} {self.name}{where}: created at {self.created}{end}>"


def has_controller(obj: Object, owner: str) -> bool:
    """True if its controller is the one named, as "zk" or "StatefulSet/zk"."""
    kind, _, name = owner.rpartition("/")
    reference = meta.controller_of(obj)
    if reference is None or reference["name"] != name:
        return False
    return kind.lower() in ("", reference["kind"].lower())
