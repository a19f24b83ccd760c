"""The store: every object's current version, and the log of all changes (what etcd is to a real cluster).

What is handed out is never mutated: a write puts a new object in place. Only `k8slab.sim.api` writes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from k8slab.objects import meta
from k8slab.objects.meta import Key, Object, Objects
from k8slab.sim.index import Index, KeysOf
from k8slab.sim.kinds.kind import Kind


class Change(NamedTuple):
    """One step of the cluster's history, at a virtual second and a resource version."""

    revision: int
    type: str
    kind: Kind
    object: Object
    previous: Object | None
    time: float


Listener = Callable[[Change], None]
Owned = list[tuple[Kind, Object]]


class Store:
    """Objects by kind and key, with indexes by namespace and by owner.

    `latency`: virtual seconds until what is written is heard of, and that a request takes.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self.revision = 0
        self.quiet = 0
        self.latency = 0.0
        self.log: list[Change] = []
        self._objects: dict[Kind, dict[str, dict[str, Object]]] = {}
        self._owned: dict[str, dict[tuple[Kind, Key], None]] = {}
        self._indexes: dict[Kind, dict[KeysOf, Index]] = {}
        self._listeners: list[Listener] = []

    def get(self, kind: Kind, namespace: str, name: str) -> Object | None:
        return self._objects.get(kind, {}).get(namespace, {}).get(name)

    def list(self, kind: Kind, namespace: str | None = None) -> Objects:
        """All objects of the kind, or those of one namespace, by namespace and name."""
        spaces = self._objects.get(kind, {})
        chosen = sorted(spaces) if namespace is None else [namespace]
        return [spaces[space][name] for space in chosen if space in spaces for name in sorted(spaces[space])]

    def count(self, kind: Kind) -> int:
        return sum(map(len, self._objects.get(kind, {}).values()))

    def owned_by(self, uid: str) -> Owned:
        """Everything that names ``uid`` in its owner references, oldest first."""
        found = []
        for kind, (namespace, name) in self._owned.get(uid, ()):
            obj = self.get(kind, namespace, name)
            if obj is not None:
                found.append((kind, obj))
        return found

    def index(self, kind: Kind, keys_of: KeysOf) -> Index:
        """Objects of the kind by the keys that a function gives for each. One function has one index."""
        indexes = self._indexes.setdefault(kind, {})
        if keys_of not in indexes:
            indexes[keys_of] = Index(keys_of)
            for obj in self.list(kind):
                indexes[keys_of].replace(None, obj)
        return indexes[keys_of]

    def subscribe(self, listener: Listener) -> None:
        """Call ``listener`` after every change, in the order of subscription."""
        self._listeners.append(listener)

    def unsubscribe(self, listener: Listener) -> None:
        self._listeners.remove(listener)

    @contextmanager
    def quietly(self) -> Iterator[None]:
        """Changes made here count for no draw of chance: heartbeats must not decide about names."""
        before = self.revision
        yield
        self.quiet += self.revision - before

    def put(self, kind: Kind, obj: Object) -> Object:
        """Store ``obj`` (which the store now owns) under a new resource version."""
        namespace, name = meta.key(obj)
        previous = self.get(kind, namespace, name)
        self._stamp(obj)
        self._objects.setdefault(kind, {}).setdefault(namespace, {})[name] = obj
        self._reindex(kind, previous, obj)
        self._record("ADDED" if previous is None else "MODIFIED", kind, obj, previous)
        return obj

    def remove(self, kind: Kind, obj: Object) -> Object:
        """Take the object out; ``obj`` is its last version and gets a new resource version."""
        namespace, name = meta.key(obj)
        previous = self._objects[kind][namespace].pop(name)
        self._stamp(obj)
        self._reindex(kind, previous, None)
        self._record("DELETED", kind, obj, previous)
        return obj

    def _stamp(self, obj: Object) -> None:
        self.revision += 1
        obj["metadata"]["resourceVersion"] = str(self.revision)

    def _record(self, change: str, kind: Kind, obj: Object, previous: Object | None) -> None:
        entry = Change(self.revision, change, kind, obj, previous, self._now())
        self.log.append(entry)
        for listener in list(self._listeners):
            listener(entry)

    def _reindex(self, kind: Kind, previous: Object | None, obj: Object | None) -> None:
        before = {owner["uid"] for owner in meta.owners(previous)} if previous else set()
        after = {owner["uid"] for owner in meta.owners(obj)} if obj else set()
        entry = (kind, meta.key(obj or previous or {}))
        for uid in before - after:
            del self._owned[uid][entry]
            if not self._owned[uid]:
                del self._owned[uid]
        for uid in after - before:
            self._owned.setdefault(uid, {})[entry] = None
        for index in self._indexes.get(kind, {}).values():
            index.replace(previous, obj)
