"""The garbage collector: what is left when an owner goes.

Guarantees (https://kubernetes.io/docs/concepts/architecture/garbage-collection/):

1. Background: when an object is gone, everything that it alone owned is deleted, in no promised order.
2. Orphan: dependents lose their reference to the owner first, then the owner goes.
3. Foreground: dependents that block it go first, then the owner; the others go after it.
4. A dependent with another living owner only loses the reference. An owner that waits for its dependents to
   go does not count as living.
5. An owner is looked for in the dependent's own namespace: one in another namespace is absent, and an event
   says so. What has no namespace is left alone if its owner's kind has one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from k8slab.objects import meta
from k8slab.objects.meta import Key, Object
from k8slab.sim import kinds, ownership
from k8slab.sim.api import Api
from k8slab.sim.api.deletion import FOREGROUND, ORPHAN, set_finalizers
from k8slab.sim.clock import Clock
from k8slab.sim.kinds.kind import Kind
from k8slab.sim.reconcile import Controller, Interest
from k8slab.sim.recorder import Recorder
from k8slab.sim.store import Change


class GarbageCollector(Controller):
    """Its keys are ("", uid) of owners that are gone or going."""

    name = "garbage-collector-controller"

    def __init__(self, api: Api, clock: Clock, recorder: Recorder) -> None:
        self._terminating: dict[str, tuple[Kind, Key]] = {}
        super().__init__(api, clock, recorder)

    def interests(self) -> Mapping[Kind, Interest]:
        return dict.fromkeys(kinds.KINDS, self._owners)

    def _owners(self, change: Change) -> Iterable[Key]:
        """The object itself once it is terminating or gone; a dependent's owners once it is gone or new."""
        obj = change.object
        if change.type == "DELETED":
            return [("", meta.uid(obj)), *(("", owner["uid"]) for owner in meta.owners(obj))]
        if meta.is_terminating(obj) and obj["metadata"].get("finalizers"):
            self._terminating[meta.uid(obj)] = (change.kind, meta.key(obj))
            return [("", meta.uid(obj))]
        if change.type == "ADDED":
            return [("", owner["uid"]) for owner in meta.owners(obj) if not self._exists(obj, owner)]
        return []

    def reconcile(self, key: Key) -> None:
        uid = key[1]
        owner = self._find_terminating(uid)
        if owner is None:
            self._delete_dependents(uid)
        elif ORPHAN in owner["metadata"].get("finalizers", ()):
            self._orphan_dependents(owner)
        elif FOREGROUND in owner["metadata"].get("finalizers", ()):
            self._foreground(owner)

    def _find_terminating(self, uid: str) -> Object | None:
        if uid not in self._terminating:
            return None
        kind, (namespace, name) = self._terminating[uid]
        obj = self.api.find(kind, name, namespace)
        if obj is None or meta.uid(obj) != uid:
            del self._terminating[uid]
            return None
        return obj

    def _delete_dependents(self, uid: str) -> None:
        for kind, obj in self.api.store.owned_by(uid):
            self._collect(kind, obj, uid)

    def _collect(self, kind: Kind, obj: Object, uid: str) -> None:
        """Delete a dependent whose owner is gone, or only the reference if another owner lives."""
        living = {owner["uid"] for owner in meta.owners(obj) if self._lives(obj, owner)}
        if uid in living:
            return
        if living:
            ownership.drop_owner(self.api, kind, obj, uid)
        elif not meta.is_terminating(obj):
            self._tell_of_strangers(obj)
            self._delete(kind, obj, "Background")

    def _exists(self, obj: Object, owner: Object) -> bool:
        """True also if it cannot be looked for (5)."""
        kind = kinds.by_kind(owner["apiVersion"], owner["kind"])
        if kind is None or (kind.namespaced and not meta.namespace(obj)):
            return True
        found = self.api.find(kind, owner["name"], meta.namespace(obj) if kind.namespaced else "")
        return found is not None and meta.uid(found) == owner["uid"]

    def _lives(self, obj: Object, owner: Object) -> bool:
        going = self._find_terminating(owner["uid"])
        waits = going is not None and FOREGROUND in going["metadata"].get("finalizers", ())
        return not waits and self._exists(obj, owner)

    def _tell_of_strangers(self, obj: Object) -> None:
        """Its owners are in another namespace (5)."""
        for owner in meta.owners(obj):
            kind = kinds.by_kind(owner["apiVersion"], owner["kind"])
            if kind is not None and any(meta.uid(each) == owner["uid"] for each in self.api.list(kind)):
                what = f"{owner['apiVersion']}/{owner['kind']}, namespace: {meta.namespace(obj)}"
                what = f"[{what}, name: {owner['name']}, uid: {owner['uid']}]"
                message = f'ownerRef {what} does not exist in namespace "{meta.namespace(obj)}"'
                self.event(obj, "Warning", "OwnerRefInvalidNamespace", message)

    def _orphan_dependents(self, owner: Object) -> None:
        for kind, obj in self.api.store.owned_by(meta.uid(owner)):
            ownership.drop_owner(self.api, kind, obj, meta.uid(owner))
        self._drop_finalizer(owner, ORPHAN)

    def _foreground(self, owner: Object) -> None:
        """Delete what blocks the owner; let the owner go when nothing does any more."""
        for kind, obj in self._blocking(owner):
            if any(self._lives(obj, each) for each in meta.owners(obj)):
                ownership.drop_owner(self.api, kind, obj, meta.uid(owner))
            elif not meta.is_terminating(obj):
                self._delete(kind, obj, "Foreground")
        if not self._blocking(owner):
            self._drop_finalizer(owner, FOREGROUND)

    def _blocking(self, owner: Object) -> list[tuple[Kind, Object]]:
        uid = meta.uid(owner)
        return [(kind, obj) for kind, obj in self.api.store.owned_by(uid) if _blocks(obj, uid)]

    def _delete(self, kind: Kind, obj: Object, policy: str) -> None:
        options = {"propagationPolicy": policy, "preconditions": {"uid": meta.uid(obj)}}
        if policy == "Foreground" and not self.api.store.owned_by(meta.uid(obj)):
            options["propagationPolicy"] = "Background"
        self.api.delete(kind, meta.name(obj), meta.namespace(obj), options=options)

    def _drop_finalizer(self, owner: Object, finalizer: str) -> None:
        kind, (namespace, name) = self._terminating[meta.uid(owner)]

        def change(draft: Object) -> None:
            present = draft["metadata"].get("finalizers") or ()
            set_finalizers(draft, [item for item in present if item != finalizer])

        self.api.modify(kind, name, namespace, change)


def _blocks(obj: Object, uid: str) -> bool:
    return any(owner["uid"] == uid and owner.get("blockOwnerDeletion") for owner in meta.owners(obj))
