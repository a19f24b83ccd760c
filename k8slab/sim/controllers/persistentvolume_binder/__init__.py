"""Binds claims to volumes.

1. A claim gets the smallest free volume that suits it, unless claim or volume names the other.
2. Binding is four writes: the volume's claimRef, its phase, the claim's volumeName, its status.
3. Binding is for good: a claim whose volume is gone is Lost, it gets no other one.
4. A volume whose claim is gone is Released; what then happens to it is its reclaim policy's affair.
5. Claims without a volume are looked at again every 15 seconds.
6. A claim of a class that waits for its first consumer is left to the scheduler.
7. A claim without class that finds no volume gets the default class, also one that came after it.

Source: https://kubernetes.io/docs/concepts/storage/persistent-volumes/#lifecycle-of-a-volume-and-claim
and https://kubernetes.io/docs/concepts/storage/storage-classes/
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from k8slab.objects import meta, volumes
from k8slab.objects.meta import Key, Object
from k8slab.sim import kinds
from k8slab.sim.api import Api
from k8slab.sim.api.admission import default_class
from k8slab.sim.clock import Clock
from k8slab.sim.controllers.persistentvolume_binder.provisioning import Provisioning
from k8slab.sim.controllers.persistentvolume_binder.reclaim import Reclaim
from k8slab.sim.controllers.persistentvolume_binder.writes import Writes
from k8slab.sim.kinds.kind import Kind
from k8slab.sim.reconcile import Controller, Interest
from k8slab.sim.recorder import Recorder
from k8slab.sim.store import Change

RESYNC_SECONDS = 15.0
LOST = "Bound claim has lost its PersistentVolume. Data on the volume is lost!"
LOST_REFERENCE = "Bound claim has lost reference to PersistentVolume. Data on the volume is lost!"
MISBOUND = "Two claims are bound to the same volume, this one is bound incorrectly"


class PersistentVolumeBinder(Controller):
    """Keys are claims, or volumes with an empty namespace. Each call makes one write at most (2)."""

    name = "persistentvolume-controller"

    def __init__(self, api: Api, clock: Clock, recorder: Recorder) -> None:
        self._writes = Writes(api)
        self._provisioning = Provisioning(api, self._writes, self.event)
        self._reclaim = Reclaim(self._writes, self.event)
        super().__init__(api, clock, recorder)

    def interests(self) -> Mapping[Kind, Interest]:
        return {
            kinds.PERSISTENT_VOLUME_CLAIM: self._claim_changed,
            kinds.PERSISTENT_VOLUME: self._volume_changed,
            kinds.STORAGE_CLASS: self._class_changed,
        }

    def reconcile(self, key: Key) -> None:
        if key[0]:
            claim = self.api.find(kinds.PERSISTENT_VOLUME_CLAIM, key[1], key[0])
            if claim is not None:
                self._sync_claim(claim)
        else:
            volume = self.api.find(kinds.PERSISTENT_VOLUME, key[1])
            if volume is not None:
                self._sync_volume(volume)

    def _claim_changed(self, change: Change) -> Iterable[Key]:
        """The claim, and the volume it has: one that has none yet is chosen by the claim."""
        yield meta.key(change.object)
        volume = change.object["spec"].get("volumeName")
        if volume and change.type == "DELETED":
            yield "", volume

    def _volume_changed(self, change: Change) -> Iterable[Key]:
        volume = change.object
        yield meta.key(volume)
        reference = volume["spec"].get("claimRef")
        if reference:
            yield reference.get("namespace", ""), reference.get("name", "")
        elif volumes.phase(volume) == "Available":
            self._wake_waiting_claims(meta.name(volume))

    def _class_changed(self, change: Change) -> Iterable[Key]:
        self._wake_waiting_claims()
        return ()

    def _wake_waiting_claims(self, volume: str = "") -> None:
        """At the next look at all claims (5): those that any volume may suit, and those that name it."""
        index = self.api.store.index(kinds.PERSISTENT_VOLUME_CLAIM, volumes.sought)
        for name in dict.fromkeys(("", volume)):
            for claim in sorted(index.of(name), key=meta.key):
                self.enqueue(meta.key(claim), self._until_resync())

    def _until_resync(self) -> float:
        return RESYNC_SECONDS - self.clock.now % RESYNC_SECONDS

    # Claims

    def _sync_claim(self, claim: Object) -> None:
        if volumes.BIND_COMPLETED in meta.annotations(claim):
            self._sync_bound_claim(claim)
        elif meta.is_terminating(claim):
            return
        elif name := claim["spec"].get("volumeName"):
            self._sync_claim_with_name(claim, self.api.find(kinds.PERSISTENT_VOLUME, name))
        else:
            self._sync_unbound_claim(claim)

    def _sync_unbound_claim(self, claim: Object) -> None:
        offered = self._offered(claim)
        delayed = self._provisioning.is_delayed(claim)
        volume = (volumes.reserved if delayed else volumes.best_match)(claim, offered)
        if volume is not None:
            self._bind(volume, claim)
        elif not self._writes.assign_class(claim, default_class(self.api)):
            self._provisioning.ask(claim)
            self._keep_waiting(claim)

    def _offered(self, claim: Object) -> list[Object]:
        """The volumes that name the claim, and the free ones of its class."""
        index = self.api.store.index(kinds.PERSISTENT_VOLUME, volumes.takers)
        return [*index.of(meta.key(claim)), *index.of((volumes.storage_class(claim),))]

    def _keep_waiting(self, claim: Object) -> None:
        self._writes.set_claim_phase(claim, "Pending")
        self.enqueue(meta.key(claim), self._until_resync(), idle=True)

    def _sync_claim_with_name(self, claim: Object, volume: Object | None) -> None:
        """The claim asks for one volume by name; it waits while that is missing or another's (1)."""
        complaint: tuple[str, str] | None = None
        if volume is None:
            pass
        elif volumes.is_meant_for(volume, claim):
            self._bind(volume, claim)
            return
        elif volume["spec"].get("claimRef"):
            complaint = "FailedBinding", f'volume "{meta.name(volume)}" already bound to a different claim.'
        elif why := volumes.mismatch(volume, claim):
            complaint = "VolumeMismatch", f'Cannot bind to requested volume "{meta.name(volume)}": {why}'
        else:
            self._bind(volume, claim)
            return
        if complaint is not None:
            self.event(claim, "Warning", *complaint)
        self._keep_waiting(claim)

    def _sync_bound_claim(self, claim: Object) -> None:
        """See that both sides still agree (3)."""
        name = claim["spec"].get("volumeName", "")
        volume = self.api.find(kinds.PERSISTENT_VOLUME, name)
        if volume is None:
            self._lose(claim, "ClaimLost", LOST if name else LOST_REFERENCE)
        elif volume["spec"].get("claimRef") and volume["spec"]["claimRef"].get("uid") != meta.uid(claim):
            self._lose(claim, "ClaimMisbound", MISBOUND)
        else:
            self._bind(volume, claim)

    def _lose(self, claim: Object, reason: str, message: str) -> None:
        if volumes.phase(claim) != "Lost":
            self._writes.set_claim_phase(claim, "Lost")
            self.event(claim, "Warning", reason, message)

    def _bind(self, volume: Object, claim: Object) -> None:
        """The first of the four writes that is still to be done (2)."""
        reference = volume["spec"].get("claimRef") or {}
        if reference.get("uid") != meta.uid(claim):
            self._writes.reserve(volume, claim)
        elif volumes.phase(volume) != "Bound":
            self._writes.set_volume_phase(volume, "Bound")
        elif not volumes.is_bound_completely(claim):
            self._writes.name_volume(claim, volume)
        else:
            self._writes.show_volume(claim, volume)

    # Volumes (4)

    def _sync_volume(self, volume: Object) -> None:
        reference = volume["spec"].get("claimRef")
        if not reference or not reference.get("uid"):
            self._writes.set_volume_phase(volume, "Available")
            return
        name, namespace = reference.get("name", ""), reference.get("namespace", "")
        claim = self.api.find(kinds.PERSISTENT_VOLUME_CLAIM, name, namespace)
        if claim is None or meta.uid(claim) != reference["uid"]:
            self._reclaim.release(volume)
        elif not claim["spec"].get("volumeName") and volumes.mode(volume) != volumes.mode(claim):
            self._complain_of_modes(volume, claim)
        elif claim["spec"].get("volumeName") not in (None, "", meta.name(volume)):
            self._reclaim.let_go(volume)

    def _complain_of_modes(self, volume: Object, claim: Object) -> None:
        """The claim that the volume was reserved for will never take it."""
        ours, theirs = meta.name(volume), meta.name(claim)
        why = f'to requested PersistentVolumeClaim "{theirs}" due to incompatible volumeMode.'
        self.event(volume, "Warning", "VolumeMismatch", f"Cannot bind PersistentVolume {why}")
        self.event(claim, "Warning", "VolumeMismatch", f'Cannot bind PersistentVolume "{ours}" {why}')
