"""Binds claims to volumes.

1. A claim gets the smallest free volume that suits it, unless claim or volume names the other.
2. Binding is four writes: the volume's claimRef, its phase, the claim's volumeName, its status.
3. Binding is for good: a claim whose volume is gone is Lost, it gets no other one.
4. A volume whose claim is gone is Released; what then happens to it is its reclaim policy's affair.
5. Claims without a volume are looked at again every 15 seconds.

Source: https://kubernetes.io/docs/concepts/storage/persistent-volumes/#lifecycle-of-a-volume-and-claim
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from k8slab.objects import meta, volumes
from k8slab.objects.meta import Key, Object
from k8slab.objects.timestamps import rfc3339
from k8slab.sim import kinds
from k8slab.sim.kinds.kind import Kind
from k8slab.sim.reconcile import Controller, Interest
from k8slab.sim.store import Change

RESYNC_SECONDS = 15.0
NO_PROVISIONER = "kubernetes.io/no-provisioner"
NO_VOLUME = "no persistent volumes available for this claim and no storage class is set"
WAITING = "waiting for first consumer to be created before binding"
LOST = "Bound claim has lost its PersistentVolume. Data on the volume is lost!"
MISBOUND = "Two claims are bound to the same volume, this one is bound incorrectly"


class PersistentVolumeBinder(Controller):
    """Keys are claims, or volumes with an empty namespace. Each call makes one write at most (2)."""

    name = "persistentvolume-controller"

    def interests(self) -> Mapping[Kind, Interest]:
        return {
            kinds.PERSISTENT_VOLUME_CLAIM: self._claim_changed,
            kinds.PERSISTENT_VOLUME: self._volume_changed,
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
            self._wake_waiting_claims()

    def _wake_waiting_claims(self) -> None:
        for claim in self.api.list(kinds.PERSISTENT_VOLUME_CLAIM):
            if volumes.phase(claim) == "Pending" and not claim["spec"].get("volumeName"):
                self.enqueue(meta.key(claim), self._until_resync())

    def _until_resync(self) -> float:
        return RESYNC_SECONDS - self.clock.now % RESYNC_SECONDS

    # Claims

    def _sync_claim(self, claim: Object) -> None:
        if volumes.BIND_COMPLETED in meta.annotations(claim):
            self._sync_bound_claim(claim)
        elif name := claim["spec"].get("volumeName"):
            self._sync_claim_with_name(claim, self.api.find(kinds.PERSISTENT_VOLUME, name))
        else:
            self._sync_unbound_claim(claim)

    def _sync_unbound_claim(self, claim: Object) -> None:
        if meta.is_terminating(claim):
            return
        volume = volumes.best_match(claim, self.api.list(kinds.PERSISTENT_VOLUME))
        if volume is not None and (volumes.is_meant_for(volume, claim) or not self._is_delayed(claim)):
            self._bind(volume, claim)
            return
        self._explain_waiting(claim)
        self._set_claim_phase(claim, "Pending")
        self.enqueue(meta.key(claim), self._until_resync(), idle=True)

    def _sync_claim_with_name(self, claim: Object, volume: Object | None) -> None:
        """The claim asks for one volume by name; it waits while that is missing or another's (1)."""
        if volume is not None and (not volume["spec"].get("claimRef") or volumes.is_meant_for(volume, claim)):
            self._bind(volume, claim)
        else:
            self._set_claim_phase(claim, "Pending")

    def _sync_bound_claim(self, claim: Object) -> None:
        """See that both sides still agree (3)."""
        volume = self.api.find(kinds.PERSISTENT_VOLUME, claim["spec"].get("volumeName", ""))
        if volume is None:
            self._lose(claim, "ClaimLost", LOST)
        elif volume["spec"].get("claimRef") and not volumes.is_meant_for(volume, claim):
            self._lose(claim, "ClaimMisbound", MISBOUND)
        else:
            self._bind(volume, claim)

    def _is_delayed(self, claim: Object) -> bool:
        """True if a pod must be scheduled before the claim may be bound."""
        found = self.api.find(kinds.STORAGE_CLASS, volumes.storage_class(claim))
        return found is not None and found.get("volumeBindingMode") == "WaitForFirstConsumer"

    def _explain_waiting(self, claim: Object) -> None:
        name = volumes.storage_class(claim)
        found = self.api.find(kinds.STORAGE_CLASS, name) if name else None
        if not name:
            self.event(claim, "Normal", "FailedBinding", NO_VOLUME)
        elif found is None:
            message = f'storageclass.storage.k8s.io "{name}" not found'
            self.event(claim, "Warning", "ProvisioningFailed", message)
        elif self._is_delayed(claim):
            self.event(claim, "Normal", "WaitForFirstConsumer", WAITING)
        elif found["provisioner"] == NO_PROVISIONER:
            message = f'no volume plugin matched name: "{NO_PROVISIONER}"'
            self.event(claim, "Warning", "ProvisioningFailed", message)
        else:
            self.event(claim, "Normal", "ExternalProvisioning", _external(found["provisioner"]))

    def _lose(self, claim: Object, reason: str, message: str) -> None:
        if volumes.phase(claim) != "Lost":
            self._set_claim_phase(claim, "Lost")
            self.event(claim, "Warning", reason, message)

    def _set_claim_phase(self, claim: Object, phase: str) -> None:
        namespace, name = meta.key(claim)

        def change(draft: Object) -> None:
            draft["status"] = {"phase": phase}

        self.api.modify(kinds.PERSISTENT_VOLUME_CLAIM, name, namespace, change, subresource="status")

    # Binding (2)

    def _bind(self, volume: Object, claim: Object) -> None:
        """The first of the four writes that is still to be done."""
        reference = volume["spec"].get("claimRef") or {}
        if reference.get("uid") != meta.uid(claim):
            self._reserve(volume, claim)
        elif volumes.phase(volume) != "Bound":
            self._set_volume_phase(volume, "Bound")
        elif not volumes.is_bound_completely(claim):
            self._name_volume(claim, volume)
        else:
            self._show_volume(claim, volume)

    def _reserve(self, volume: Object, claim: Object) -> None:
        chosen = not volume["spec"].get("claimRef")

        def change(draft: Object) -> None:
            draft["spec"]["claimRef"] = {
                "kind": "PersistentVolumeClaim",
                "namespace": meta.namespace(claim),
                "name": meta.name(claim),
                "uid": meta.uid(claim),
                "apiVersion": "v1",
                "resourceVersion": claim["metadata"]["resourceVersion"],
            }
            if chosen:
                _annotate(draft, volumes.BOUND_BY_CONTROLLER)

        self.api.modify(kinds.PERSISTENT_VOLUME, meta.name(volume), "", change)

    def _name_volume(self, claim: Object, volume: Object) -> None:
        def change(draft: Object) -> None:
            _annotate(draft, volumes.BIND_COMPLETED)
            if not draft["spec"].get("volumeName"):
                _annotate(draft, volumes.BOUND_BY_CONTROLLER)
            draft["spec"]["volumeName"] = meta.name(volume)

        self.api.modify(kinds.PERSISTENT_VOLUME_CLAIM, meta.name(claim), meta.namespace(claim), change)

    def _show_volume(self, claim: Object, volume: Object) -> None:
        """The claim's status shows the volume's modes and size, not its own wishes."""

        def change(draft: Object) -> None:
            draft["status"] |= {
                "phase": "Bound",
                "accessModes": list(volume["spec"].get("accessModes") or ()),
                "capacity": dict(volume["spec"].get("capacity") or {}),
            }

        self.api.modify(
            kinds.PERSISTENT_VOLUME_CLAIM,
            meta.name(claim),
            meta.namespace(claim),
            change,
            subresource="status",
        )

    # Volumes (4)

    def _sync_volume(self, volume: Object) -> None:
        reference = volume["spec"].get("claimRef")
        if not reference or not reference.get("uid"):
            self._set_volume_phase(volume, "Available")
            return
        name, namespace = reference.get("name", ""), reference.get("namespace", "")
        claim = self.api.find(kinds.PERSISTENT_VOLUME_CLAIM, name, namespace)
        if claim is None or meta.uid(claim) != reference["uid"]:
            self._release(volume)
        elif claim["spec"].get("volumeName") in (None, "", meta.name(volume)):
            return
        elif volumes.BOUND_BY_CONTROLLER in meta.annotations(volume):
            self.api.modify(kinds.PERSISTENT_VOLUME, meta.name(volume), "", _unbind)

    def _release(self, volume: Object) -> None:
        policy = volume["spec"].get("persistentVolumeReclaimPolicy", "Retain")
        if volumes.phase(volume) not in ("Released", "Failed"):
            self._set_volume_phase(volume, "Released")
        elif volumes.phase(volume) == "Released" and policy == "Recycle":
            self.api.modify(kinds.PERSISTENT_VOLUME, meta.name(volume), "", _unbind)
        elif volumes.phase(volume) == "Released" and policy == "Delete":
            self._fail_to_delete(volume)

    def _fail_to_delete(self, volume: Object) -> None:
        """There is no plugin here that could delete what is behind a volume."""
        name = meta.name(volume)
        message = (
            f'error getting deleter volume plugin for volume "{name}": no deletable volume plugin matched'
        )
        self._set_volume_phase(volume, "Failed", message)
        self.event(volume, "Warning", "VolumeFailedDelete", message)

    def _set_volume_phase(self, volume: Object, phase: str, message: str = "") -> None:
        if volumes.phase(volume) == phase:
            return

        def change(draft: Object) -> None:
            draft["status"] = {"phase": phase, "lastPhaseTransitionTime": rfc3339(self.api.now)}
            if message:
                draft["status"]["message"] = message

        self.api.modify(kinds.PERSISTENT_VOLUME, meta.name(volume), "", change, subresource="status")


def _annotate(draft: Object, key: str) -> None:
    draft["metadata"]["annotations"] = {**meta.annotations(draft), key: "yes"}


def _unbind(draft: Object) -> None:
    """Make the volume free again."""
    draft["spec"].pop("claimRef", None)
    annotations = dict(meta.annotations(draft))
    annotations.pop(volumes.BOUND_BY_CONTROLLER, None)
    draft["metadata"]["annotations"] = annotations


def _external(provisioner: str) -> str:
    return (
        f"Waiting for a volume to be created either by the external provisioner '{provisioner}' or manually "
        "by the system administrator. If volume creation is delayed, please verify that the provisioner is "
        "running and correctly registered."
    )
