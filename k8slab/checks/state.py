"""The objects that are there at the end of a story."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from k8slab.checks.unmet import Unmet
from k8slab.objects import meta
from k8slab.objects.selectors import parse_label_selector
from k8slab.story import Story
from k8slab.story.life import Object, has_controller


class State:
    """Objects by resource ("pods", "statefulsets"); lists are sorted by namespace and name."""

    def __init__(self, objects: Mapping[str, Iterable[Object]]) -> None:
        self._objects = {resource: sorted(found, key=meta.key) for resource, found in objects.items()}

    @classmethod
    def of(cls, story: Story) -> State:
        """What is left when a story ends."""
        resources = sorted({event.resource for event in story.events})
        return cls({r: [life.last for life in story.lives(r) if life.deleted is None] for r in resources})

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
        return [
            obj
            for obj in self._objects.get(resource, [])
            if namespace in (None, meta.namespace(obj))
            and wanted.matches(meta.labels(obj))
            and (owner is None or has_controller(obj, owner))
        ]

    def find(self, resource: str, name: str, namespace: str | None = None) -> Object | None:
        """The object of that name, or None."""
        return next((obj for obj in self.list(resource, namespace) if meta.name(obj) == name), None)

    def get(self, resource: str, name: str, namespace: str | None = None) -> Object:
        """The object of that name; raises Unmet, naming what is there instead."""
        obj = self.find(resource, name, namespace)
        if obj is None:
            raise self._missing(resource, name, namespace)
        return obj

    def _missing(self, resource: str, name: str, namespace: str | None) -> Unmet:
        place = f"namespace {namespace}" if namespace else "the cluster"
        return Unmet(
            expected=f"{resource} named {name!r}",
            found=self._instead(resource, name, namespace),
            where=place,
            next=f"kubectl get {resource}{' --all-namespaces' if namespace else ''}",
        )

    def _instead(self, resource: str, name: str, namespace: str | None) -> str:
        elsewhere = [meta.namespace(obj) for obj in self.list(resource) if meta.name(obj) == name]
        if elsewhere:
            return f"it in namespace {elsewhere[0]}"
        names = [meta.name(obj) for obj in self.list(resource, namespace)]
        near = get_close_matches(name, names, n=3) or names[:3]
        return f"{', '.join(near)}{', ...' if len(near) < len(names) else ''}" if near else "none"
