"""Which objects a request is about, and so which changes it can see."""

from __future__ import annotations

from dataclasses import dataclass

from k8slab.objects import meta
from k8slab.objects.meta import Object
from k8slab.objects.selectors import (
    EVERYTHING,
    FieldSelector,
    Selector,
    parse_field_selector,
    parse_label_selector,
)
from k8slab.sim.api import status
from k8slab.sim.http.exchange import Request
from k8slab.sim.http.routes import Route
from k8slab.sim.kinds.kind import Kind
from k8slab.sim.store import Change, Store

EVERY_FIELD = FieldSelector()


@dataclass(frozen=True)
class Selection:
    """A kind, a namespace (None: all), a name ("": any), and what labels and fields must be like.

    ``served`` is the version of the kind, if it is not the stored one, whose names the fields have.
    """

    kind: Kind
    namespace: str | None = None
    name: str = ""
    labels: Selector = EVERYTHING
    fields: FieldSelector = EVERY_FIELD
    served: Kind | None = None

    @classmethod
    def of(cls, route: Route, request: Request) -> Selection:
        """What path and query select. Raises ApiError 400 for selectors that make no sense."""
        try:
            labels = parse_label_selector(request.query.get("labelSelector", ""))
            fields = parse_field_selector(request.query.get("fieldSelector", ""))
            _check_fields(fields, route.kind)
        except ValueError as error:
            raise status.bad_request(str(error)) from error
        served = None if route.stored is route.kind else route.kind
        return cls(route.stored, route.scope, route.name, labels, fields, served)

    @property
    def is_partial(self) -> bool:
        """Does it leave out objects of its kind and namespace?"""
        return not self.labels.empty or bool(self.fields.requirements)

    def single(self, store: Store) -> Object | None:
        """The object that is selected by its name; None if it is not there, or if others may be selected."""
        name = self.name or self.fields.required("metadata.name")
        if not name or (self.kind.namespaced and self.namespace is None):
            return None
        found = store.get(self.kind, self.namespace or "", name)
        return found if found is not None and self.holds(found) else None

    def holds(self, obj: Object) -> bool:
        """Is this object (of the kind) one of those that are meant?"""
        if self.namespace is not None and meta.namespace(obj) != self.namespace:
            return False
        if self.name and meta.name(obj) != self.name:
            return False
        return self.labels.matches(meta.labels(obj)) and self.fields.matches(self._versioned(obj))

    def _versioned(self, obj: Object) -> Object:
        return obj if self.served is None else self.served.present(obj, 0.0)

    def sees(self, change: Change) -> bool:
        """Would someone who looks at these objects notice the change?"""
        if change.kind is not self.kind:
            return False
        return self.holds(change.object) or (change.previous is not None and self.holds(change.previous))

    def objects(self, store: Store) -> list[Object]:
        """The selected objects as they are now, by namespace and name."""
        return [obj for obj in store.list(self.kind, self.namespace) if self.holds(obj)]


def _check_fields(fields: FieldSelector, kind: Kind) -> None:
    """Raises ValueError for a field that objects of the kind cannot be selected by.

    Kinds that have no fields of their own for this say which there are.
    """
    if kind.selectable_fields != Kind.selectable_fields:
        fields.check(kind.selectable_fields)
        return
    for requirement in fields.requirements:
        if requirement.field not in kind.selectable_fields:
            known = ", ".join(f'"{field}"' for field in kind.selectable_fields)
            raise ValueError(f'"{requirement.field}" is not a known field selector: only {known}')
