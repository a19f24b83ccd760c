"""What was there at one virtual second of a story."""

from __future__ import annotations

from functools import cached_property

from k8slab.objects import meta
from k8slab.story.life import Life, Object
from k8slab.story.pod_life import PodLife
from k8slab.story.story import Story


class Scene:
    """The objects that were there at the end of a virtual second, by default the story's last one.

    Lists are sorted by namespace and name.
    """

    def __init__(self, story: Story, time: float | None = None) -> None:
        self.story = story
        self.time = story.end if time is None else time
        self._found: dict[str, dict[meta.Key, tuple[Life, Object]]] = {}
        self._begun: dict[str, dict[meta.Key, Life]] = {}

    def objects(self, resource: str, namespace: str | None = None) -> list[Object]:
        """All objects of a resource ("pods", "persistentvolumes")."""
        found = self._there(resource).items()
        return [obj for (where, _), (_, obj) in found if namespace in (None, where)]

    def find(self, resource: str, name: str, namespace: str = "") -> Object | None:
        """The object of that name; the namespace of what has none is the empty string."""
        found = self._there(resource).get((namespace, name))
        return found[1] if found else None

    def pods(self, namespace: str | None = None) -> list[tuple[PodLife, Object]]:
        """The pods, each with its life."""
        found = self._there("pods").items()
        return [
            (life, pod)
            for (where, _), (life, pod) in found
            if namespace in (None, where) and isinstance(life, PodLife)
        ]

    def last_seen(self, resource: str, name: str, namespace: str = "") -> tuple[Life, Object] | None:
        """The newest object that ever had that name until now, be it there or gone."""
        if resource not in self._begun:
            begun = (life for life in self.story.lives(resource) if life.created.time <= self.time)
            self._begun[resource] = {(life.namespace, life.name): life for life in begun}
        life = self._begun[resource].get((namespace, name))
        return (life, life.newest(self.time)) if life else None

    def events_about(self, obj: Object) -> list[Object]:
        """The Events about an object (by uid), the one that was written or repeated last at the end."""
        return [event for _, event in sorted(self._told.get(meta.uid(obj), []), key=lambda told: told[0])]

    @cached_property
    def _told(self) -> dict[str, list[tuple[tuple[float, int], Object]]]:
        told: dict[str, list[tuple[tuple[float, int], Object]]] = {}
        for life in self.story.lives("events"):
            past = [version for version in life.versions if version.moment.time <= self.time]
            if past and (life.deleted is None or life.deleted.time > self.time):
                newest = past[-1]
                about = str(newest.object.get("involvedObject", {}).get("uid", ""))
                told.setdefault(about, []).append((newest.moment, newest.object))
        return told

    def _there(self, resource: str) -> dict[meta.Key, tuple[Life, Object]]:
        if resource not in self._found:
            living = ((life, life.at(self.time)) for life in self.story.lives(resource))
            pairs = [(meta.key(obj), (life, obj)) for life, obj in living if obj is not None]
            self._found[resource] = dict(sorted(pairs, key=lambda pair: pair[0]))
        return self._found[resource]
