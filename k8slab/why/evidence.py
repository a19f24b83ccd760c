"""What answers are made from: objects as the API shows them, each as it was when it was first looked at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from k8slab.objects import meta
from k8slab.objects.selectors import parse_label_selector
from k8slab.story import Event, Story
from k8slab.story.scene import Scene
from k8slab.translation import say
from k8slab.why.link import Proof, moment
from k8slab.why.resources import RESOURCES

Object = dict[str, Any]


class Evidence(Protocol):
    """A cluster that can be looked at and not changed. Objects carry their kind."""

    gaps: list[str]
    """What could not be read, and why."""

    @property
    def now(self) -> float | None:
        """The virtual second; None if it is not known."""

    def find(self, kind: str, name: str, namespace: str = "") -> Object | None:
        """The object, or None."""

    def list(self, kind: str, namespace: str | None = None, labels: str = "") -> tuple[Object, ...]:
        """All of a kind, or those of one namespace or with these labels, by namespace and name."""

    def can_read(self, kind: str) -> bool:
        """False once objects of the kind could not be read: that none was found then says nothing."""

    def pods_on(self, node: str) -> tuple[Object, ...]:
        """The pods of a node, in all namespaces."""

    def events(self, obj: Mapping[str, Any]) -> tuple[Object, ...]:
        """The events about an object, the latest last."""

    def last_words(self, pod: Mapping[str, Any], container: str, *, previous: bool) -> str:
        """The last line of a container's log, of its run before with ``previous``; empty if there is none."""


class Given:
    """Evidence that is handed over, with the name of each object's kind where the object does not say it."""

    def __init__(self, objects: Iterable[Mapping[str, Any]], now: float | None = None) -> None:
        self._objects: dict[str, dict[meta.Key, Object]] = {}
        self.gaps: list[str] = []
        self.now = now
        for obj in objects:
            self._objects.setdefault(obj["kind"], {})[meta.key(obj)] = dict(obj)

    @classmethod
    def of(cls, story: Story, time: float) -> Given:
        """What a story had at a virtual second: the past. It has no logs."""
        scene = Scene(story, time)
        began = next((_beginning(event) for event in story.events), 0.0)
        objects = (
            {**obj, "kind": resource.kind} for resource in RESOURCES for obj in scene.objects(resource.plural)
        )
        return cls(objects, time + began)

    def find(self, kind: str, name: str, namespace: str = "") -> Object | None:
        return self._objects.get(kind, {}).get((namespace, name))

    def list(self, kind: str, namespace: str | None = None, labels: str = "") -> tuple[Object, ...]:
        wanted = parse_label_selector(labels)
        found = self._objects.get(kind, {})
        return tuple(
            found[key]
            for key in sorted(found)
            if namespace in (None, key[0]) and wanted.matches(meta.labels(found[key]))
        )

    def can_read(self, kind: str) -> bool:
        return True

    def pods_on(self, node: str) -> tuple[Object, ...]:
        return tuple(pod for pod in self.list("Pod") if pod["spec"].get("nodeName") == node)

    def events(self, obj: Mapping[str, Any]) -> tuple[Object, ...]:
        return in_order(event for event in self.list("Event") if is_about(event, obj))

    def last_words(self, pod: Mapping[str, Any], container: str, *, previous: bool) -> str:
        return ""


def _beginning(event: Event) -> float:
    """The virtual second, by the API's times, at which the story's time is 0."""
    made = moment(event.object["metadata"].get("creationTimestamp"))
    return 0.0 if made is None or made <= event.moment.time else made - event.moment.time


def is_about(event: Mapping[str, Any], obj: Mapping[str, Any]) -> bool:
    """By uid, where the event has one; a pod made anew under its old name has events of its own."""
    involved = event.get("involvedObject") or {}
    if involved.get("uid") and meta.uid(obj):
        return bool(involved["uid"] == meta.uid(obj))
    named = (involved.get("kind"), involved.get("namespace") or "", involved.get("name"))
    return named == (obj["kind"], *meta.key(obj))


def in_order(events: Iterable[Object]) -> tuple[Object, ...]:
    """The latest last."""
    return tuple(sorted(events, key=lambda event: (last_seen(event), meta.name(event))))


def last_seen(event: Mapping[str, Any]) -> float:
    """When the event was seen last; 0 if it does not say."""
    times = (
        (event.get("series") or {}).get("lastObservedTime"),
        event.get("lastTimestamp"),
        event.get("eventTime"),
        event.get("firstTimestamp"),
        event["metadata"].get("creationTimestamp"),
    )
    return next((found for found in map(moment, times) if found is not None), 0.0)


def event_proof(event: Mapping[str, Any]) -> Proof:
    """What an event says, and how often it was seen."""
    count = (event.get("series") or {}).get("count") or event.get("count") or 1
    often = say(" ({count} times)", count=count) if count > 1 else ""
    return Proof(
        say("event {reason}", reason=event.get("reason", "")),
        f'"{str(event.get("message", "")).strip()}"{often}',
    )
