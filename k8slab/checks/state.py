"""The objects that are there at the end of a story."""

from __future__ import annotations

from difflib import get_close_matches

from k8slab.checks.unmet import Unmet
from k8slab.objects import meta
from k8slab.story.life import Object
from k8slab.story.present import Present
from k8slab.translation import say

MOST_NAMED = 8


class State(Present):
    """What a check may ask of the objects that are there."""

    def get(self, resource: str, name: str, namespace: str | None = None) -> Object:
        """The object of that name; raises Unmet, naming what is there instead."""
        obj = self.find(resource, name, namespace)
        if obj is None:
            raise self._missing(resource, name, namespace)
        return obj

    def _missing(self, resource: str, name: str, namespace: str | None) -> Unmet:
        place = say("namespace {namespace}", namespace=namespace) if namespace else say("the cluster")
        return Unmet(
            expected=say("{name!r} among the {resource}", name=name, resource=resource),
            found=self._instead(resource, name, namespace),
            where=place,
            next=f"kubectl get {resource}{' --all-namespaces' if namespace else ''}",
        )

    def _instead(self, resource: str, name: str, namespace: str | None) -> str:
        elsewhere = [meta.namespace(obj) for obj in self.list(resource) if meta.name(obj) == name]
        if elsewhere:
            return say("it in namespace {namespace}", namespace=elsewhere[0])
        names = [meta.name(obj) for obj in self.list(resource, namespace)]
        near = get_close_matches(name, names, n=3) or names[:MOST_NAMED]
        return f"{', '.join(near)}{', ...' if len(near) < len(names) else ''}" if near else say("none")
