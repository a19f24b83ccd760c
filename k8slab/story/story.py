"""A story: everything that a cluster's watches have shown, in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import zip_longest
from typing import Any, NamedTuple

import orjson

from k8slab.objects import meta
from k8slab.objects.selectors import parse_label_selector
from k8slab.story.life import Life, Object, Version
from k8slab.story.moment import Moment
from k8slab.story.pod_life import PodLife, is_serving


class Event(NamedTuple):
    """One watch event. ``resource`` is the plural name ("pods"), ``type`` ADDED, MODIFIED or DELETED."""

    moment: Moment
    type: str
    resource: str
    object: Object

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Event:
        """From {"time", "revision", "type", "resource", "object"}."""
        return cls(
            Moment(float(data["time"]), int(data["revision"])), data["type"], data["resource"], data["object"]
        )

    def as_dict(self) -> dict[str, Any]:
        """The same again."""
        return {
            "time": self.moment.time,
            "revision": self.moment.revision,
            "type": self.type,
            "resource": self.resource,
            "object": self.object,
        }


class Count(NamedTuple):
    """How many there were from that moment on."""

    moment: Moment
    number: int


class Story:
    """Watch events in the order in which they happened, and the lives they tell.

    Lives are sorted by creation. ``owner`` is a controller's name, "zk" or "StatefulSet/zk"; ``selector``
    is a label selector as kubectl takes it, and is asked of the first version of an object.
    """

    def __init__(self, events: Iterable[Event]) -> None:
        self.events = tuple(sorted(events, key=lambda event: event.moment))

    @classmethod
    def from_dicts(cls, events: Iterable[Mapping[str, Any]]) -> Story:
        """From the events as the control API sends them."""
        return cls(Event.from_dict(event) for event in events)

    def lines(self) -> Iterator[bytes]:
        """One JSON line for each event; equal stories give equal bytes."""
        for event in self.events:
            yield orjson.dumps(event.as_dict(), option=orjson.OPT_APPEND_NEWLINE)

    @property
    def end(self) -> float:
        """The virtual second of the last event; 0 for an empty story."""
        return self.events[-1].moment.time if self.events else 0.0

    def parts_from(self, other: Story) -> float:
        """The virtual second of the first event that only one of them tells; the end if they are the same."""
        for one, another in zip_longest(self.events, other.events):
            if one != another:
                return min(event.moment.time for event in (one, another) if event is not None)
        return self.end

    def lives(
        self,
        resource: str,
        *,
        namespace: str | None = None,
        name: str | None = None,
        selector: str | None = None,
        owner: str | None = None,
    ) -> list[Life]:
        """The lives of all matching objects of a resource ("statefulsets", "persistentvolumeclaims")."""
        found = self._lives.get(resource, [])
        if namespace is not None:
            found = [life for life in found if life.namespace == namespace]
        if name is not None:
            found = [life for life in found if life.name == name]
        if selector is not None:
            wanted = parse_label_selector(selector)
            found = [life for life in found if wanted.matches(meta.labels(life.first))]
        if owner is not None:
            found = [life for life in found if life.is_owned_by(owner)]
        return list(found)

    def pods(
        self,
        namespace: str | None = None,
        *,
        name: str | None = None,
        selector: str | None = None,
        owner: str | None = None,
    ) -> list[PodLife]:
        """The lives of all matching pods; a pod made again under its old name is there twice."""
        found = self.lives("pods", namespace=namespace, name=name, selector=selector, owner=owner)
        return [life for life in found if isinstance(life, PodLife)]

    def ready_order(self, namespace: str, owner: str) -> list[str]:
        """The names of an owner's pods in the order in which they first became Ready."""
        ready = [(life.first_ready, life.name) for life in self.pods(namespace, owner=owner)]
        return [name for moment, name in sorted((m, n) for m, n in ready if m is not None)]

    def deletion_order(self, namespace: str, owner: str) -> list[str]:
        """The names of an owner's pods in the order in which their deletion was asked for."""
        ended = [(life.terminating, life.name) for life in self.pods(namespace, owner=owner)]
        return [name for moment, name in sorted((m, n) for m, n in ended if m is not None)]

    def ready_counts(
        self, namespace: str, owner: str | None = None, *, selector: str | None = None
    ) -> list[Count]:
        """How many of these pods were Ready (and not being deleted), at each change of the number."""
        changes: list[tuple[Moment, int]] = []
        for life in self.pods(namespace, owner=owner, selector=selector):
            for interval in life.intervals(is_serving):
                changes.append((interval.start, 1))
                changes += [(interval.end, -1)] if interval.end else []
        return _running_totals(changes)

    def fewest_ready(
        self,
        namespace: str,
        owner: str | None = None,
        *,
        since: Moment,
        until: Moment | None = None,
        selector: str | None = None,
    ) -> Count | None:
        """The lowest number of Ready pods between two moments and when it was reached first.

        None if nothing was ever Ready.
        """
        counts = self.ready_counts(namespace, owner, selector=selector)
        before = [count for count in counts if count.moment <= since][-1:]
        within = [c for c in counts if c.moment > since and (until is None or c.moment <= until)]
        return min(before + within, key=lambda count: (count.number, count.moment), default=None)

    @cached_property
    def _lives(self) -> dict[str, list[Life]]:
        versions: dict[tuple[str, str], list[Version]] = {}
        gone: dict[tuple[str, str], Moment] = {}
        for event in self.events:
            key = (event.resource, meta.uid(event.object))
            if event.type == "DELETED":
                gone[key] = event.moment
            if event.type != "DELETED" or key not in versions:
                versions.setdefault(key, []).append(Version(event.moment, event.object))
        lives: dict[str, list[Life]] = {}
        for (resource, uid), told in versions.items():
            shape = PodLife if resource == "pods" else Life
            lives.setdefault(resource, []).append(shape(resource, tuple(told), gone.get((resource, uid))))
        return lives

    def __len__(self) -> int:
        return len(self.events)

    def __repr__(self) -> str:
        return f"<Story: {len(self.events)} events until {Moment(self.end, 0)}>"


def _running_totals(changes: list[tuple[Moment, int]]) -> list[Count]:
    total, counts = 0, []
    for moment, change in sorted(changes):
        total += change
        counts.append(Count(moment, total))
    return counts
