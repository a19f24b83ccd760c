"""One question on its way through the objects: each is explained once, and circles end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from k8slab.objects import meta
from k8slab.translation import message, say
from k8slab.why.evidence import Evidence
from k8slab.why.link import Link, Object
from k8slab.why.resources import BY_KIND, subject

Explain = Callable[[Any, "Inquiry"], Link]
MISSING = message("does not exist")
UNSEEN = message("could not be read")


class Inquiry:
    """Explains objects by their kind. ``asked`` is the object that the question is about."""

    def __init__(self, evidence: Evidence, explainers: Mapping[str, Explain], asked: Object) -> None:
        self.evidence = evidence
        self._explainers = explainers
        self._asked = asked["kind"], *meta.key(asked)
        self._told: set[tuple[str, str, str]] = set()

    def is_asked(self, obj: Object) -> bool:
        """True for the object of the question: it is told in full, others only as causes."""
        return (obj["kind"], *meta.key(obj)) == self._asked

    def of(self, obj: Object) -> Link:
        """Why the object is as it is; told once."""
        key = obj["kind"], *meta.key(obj)
        if key in self._told:
            return Link(subject(*key[::2]), say("is explained above"), meta.namespace(obj), is_told=True)
        self._told.add(key)
        return self._explainers[obj["kind"]](obj, self)

    def about(self, kind: str, name: str, namespace: str = "") -> Link:
        """The same by name; an object that is missing is an answer, too."""
        obj = self.evidence.find(kind, name, namespace)
        if obj is not None:
            return self.of(obj)
        within = f" -n {namespace}" if namespace not in ("", "default") else ""
        try_this = f"kubectl get {BY_KIND[kind].plural}{within}"
        seen = self.evidence.can_read(kind)
        says = say(MISSING if seen else UNSEEN)
        return Link(subject(kind, name), says, namespace, next=try_this, is_fine=not seen)
