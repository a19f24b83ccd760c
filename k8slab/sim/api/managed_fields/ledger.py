"""The managers of every object's fields, worked out from the history when somebody asks.

Most writes are the control plane's own, and nobody ever looks at their managers. So a write only leaves its
author behind, and only if that is not the controller manager; the rest stands in the store's log.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import NamedTuple

from k8slab.objects import meta
from k8slab.objects.meta import Object
from k8slab.sim.api.managed_fields import blank, managers, shape
from k8slab.sim.api.managed_fields.compare import Comparison, compare
from k8slab.sim.api.managed_fields.managers import NOBODY, UPDATE, Managed, Manager
from k8slab.sim.kinds.kind import Kind
from k8slab.sim.store import Change, Store

STATUS = ("f:status",)
SCALE_FIELD = ("f:spec", "f:replicas")


class Author(NamedTuple):
    """Who writes.

    ``subresource`` None: to be seen from what changed. ``sent`` is what a client sent, with defaults, before
    admission changed it. ``managed`` is the outcome where it is known; a write that is not ``tracked`` leaves
    everything as it is.
    """

    name: str
    operation: str = UPDATE
    subresource: str | None = None
    is_client: bool = False
    sent: Object | None = None
    base: Managed | None = None
    managed: Managed | None = None
    tracked: bool = True


CONTROLLER_MANAGER = Author("kube-controller-manager")
NOT_TRACKED = Author("", tracked=False)


@dataclass
class History:
    """One object's: changes that nobody has looked at yet, and the managers after those seen.

    ``shown`` is what was last asked for, as the API shows it: clients ask for the same again and again.
    """

    pending: list[Change] = field(default_factory=list)
    revisions: list[int] = field(default_factory=list)
    states: list[Managed] = field(default_factory=list)
    shown: tuple[Managed, list[Object]] | None = None

    def at(self, revision: int) -> Managed:
        place = bisect_right(self.revisions, revision)
        return self.states[place - 1] if place else NOBODY

    def entries(self, managed: Managed) -> list[Object]:
        """`metadata.managedFields`; whoever gets it must not change it."""
        if self.shown is None or self.shown[0] is not managed:
            self.shown = managed, managers.shown(managed)
        return self.shown[1]

    @property
    def last(self) -> Managed:
        return self.states[-1] if self.states else NOBODY


class Ledger:
    """Knows of each version of each object who manages which of its fields."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._authors: dict[int, Author] = {}
        self._histories: dict[str, History] = {}
        self._seen = 0

    def wrote(self, obj: Object, author: Author) -> None:
        """Remember who wrote this version."""
        if author is not CONTROLLER_MANAGER:
            self._authors[int(obj["metadata"]["resourceVersion"])] = author

    def managed(self, obj: Object) -> Managed:
        """Who manages the fields of this version of an object."""
        self._catch_up()
        history = self._histories.get(meta.uid(obj))
        if history is None:
            return NOBODY
        for change in history.pending:
            history.states.append(self._after(history.last, change))
            history.revisions.append(change.revision)
        history.pending.clear()
        return history.at(int(obj["metadata"].get("resourceVersion") or 0))

    def with_managers(self, obj: Object) -> Object:
        """The object with its `metadata.managedFields`, if it has any."""
        metadata = obj.get("metadata") or {}
        if "managedFields" in metadata or not metadata.get("uid"):
            return obj
        managed = self.managed(obj)
        history = self._histories.get(meta.uid(obj))
        entries = history.entries(managed) if history is not None else []
        return {**obj, "metadata": {**metadata, "managedFields": entries}} if entries else obj

    def is_moved(self, obj: Object, author: Author) -> bool:
        """Does the write change who manages what, whether or not it changes the object?"""
        if author.managed is not None:
            return author.managed != self.managed(obj)
        return author.base is not None

    def preview(self, kind: Kind, old: Object | None, new: Object, author: Author, now: float) -> Object:
        """What a dry run shows: the new object with the managers that it would have."""
        before = self.managed(old) if old is not None else NOBODY
        entries = managers.shown(after(before, kind, old, new, author, now=now))
        return {**new, "metadata": {**new["metadata"], "managedFields": entries}} if entries else new

    def _catch_up(self) -> None:
        log = self._store.log
        for change in log[bisect_right(log, self._seen, key=lambda change: change.revision) :]:
            self._histories.setdefault(meta.uid(change.object), History()).pending.append(change)
        self._seen = self._store.revision

    def _after(self, managed: Managed, change: Change) -> Managed:
        author = self._authors.get(change.revision, CONTROLLER_MANAGER)
        if change.type == "DELETED":
            return managed
        return after(managed, change.kind, change.previous, change.object, author, now=change.time)


def after(
    managed: Managed, kind: Kind, old: Object | None, new: Object, author: Author, *, now: float
) -> Managed:
    """Who manages what after a write of ``author``."""
    if author.managed is not None:
        return author.managed
    if not author.tracked:
        return managed
    managed = managed if author.base is None else author.base
    change = _difference(kind, old, author.sent or new)
    subresource = author.subresource
    if subresource is None:
        subresource = _seen_from(kind, old, change)
    change = _of_interest(kind, change, subresource)
    if not (change.added or change.modified or change.removed):
        return managed
    who = Manager(author.name, author.operation, kind.api_version, subresource)
    return managers.updated(managed, change, who, now)


def _difference(kind: Kind, old: Object | None, new: Object) -> Comparison:
    before = blank.of(kind) if old is None else old
    if old is None:
        new = blank.before_admission(kind, new)
    if kind.has_status:
        before, new = {"status": {}, **before}, {"status": {}, **new}
    return compare(shape.of_kind(kind.group, kind.version, kind.kind), before, new)


def _seen_from(kind: Kind, old: Object | None, change: Comparison) -> str:
    """A change of nothing but the status was a write of the status."""
    if old is None or not kind.has_status:
        return ""
    paths = change.without(()).taken | change.without(()).removed
    return "status" if paths and all(path[:1] == STATUS for path in paths) else ""


def _of_interest(kind: Kind, change: Comparison, subresource: str) -> Comparison:
    """What a write to the subresource can be about."""
    if subresource == "scale":
        return Comparison(*(each & {SCALE_FIELD} for each in (change.added, change.modified, change.removed)))
    if not kind.has_status:
        return change.without(())
    return change.without((("f:spec",),) if subresource == "status" else (STATUS,))
