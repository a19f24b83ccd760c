"""The objects that are there at one moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Self

from k8slab.objects import meta
from k8slab.objects.selectors import parse_label_selector
from k8slab.story.life import Object, has_controller
from k8slab.story.story import Event, Story


class Present:
    """Objects by resource ("pods", "statefulsets"); lists are sorted by namespace and name."""

    def __init__(self, objects: Mapping[str, Iterable[Object]]) -> None:
        self._objects = {
            resource: {meta.key(obj): obj for obj in found} for resource, found in objects.items()
        }

    @classmethod
    def of(cls, story: Story) -> Self:
        """What is left when a story ends."""
        present = cls({})
        for event in story.events:
            present.follow(event)
        return present

    def follow(self, event: Event) -> None:
        """Take over one more event."""
        there = self._objects.setdefault(event.resource, {})
        if event.type == "DELETED":
            there.pop(meta.key(event.object), None)
        else:
            there[meta.key(event.object)] = event.object

    def list(
        self,
        resource: str,
        namespace: str | None = None,
        *,
        selector: str | None = None,
        owner: str | None = None,
    ) -> list[Object]:
        """All matching objects. ``owner`` is the name of the controller, "zk" or "StatefulSet/zk"."""
        wanted = parse_label_selector(selector or "")
        there = self._objects.get(resource, {})
        return [
            there[key]
            for key in sorted(there)
            if namespace in (None, key[0])
            and wanted.matches(meta.labels(there[key]))
            and (owner is None or has_controller(there[key], owner))
        ]

    def find(self, resource: str, name: str, namespace: str | None = None) -> Object | None:
        """The object of that name, or None."""
        return next((obj for obj in self.list(resource, namespace) if meta.name(obj) == name), None)
