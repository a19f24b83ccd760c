"""The binder's writes, one method each."""

from __future__ import annotations

from collections.abc import Callable

from k8slab.objects import meta, volumes
from k8slab.objects.meta import Object
from k8slab.objects.timestamps import rfc3339
from k8slab.sim import kinds
from k8slab.sim.api import Api


class Writes:
    """What the binder writes into claims and volumes; unchanged objects are not written."""

    def __init__(self, api: Api) -> None:
        self._api = api

    # Binding, in the order in which it is done

    def reserve(self, volume: Object, claim: Object) -> None:
        """The volume's claimRef; one that was set by somebody else is only completed."""
        chosen = not volume["spec"].get("claimRef")

        def change(draft: Object) -> None:
            draft["spec"]["claimRef"] = volumes.reference(claim)
            if chosen:
                _annotate(draft, volumes.BOUND_BY_CONTROLLER)

        self._api.modify(kinds.PERSISTENT_VOLUME, meta.name(volume), "", change)

    def set_volume_phase(self, volume: Object, phase: str, message: str = "") -> None:
        if volumes.phase(volume) == phase:
            return

        def change(draft: Object) -> None:
            draft["status"] = {"phase": phase, "lastPhaseTransitionTime": rfc3339(self._api.now)}
            if message:
                draft["status"]["message"] = message

        self._api.modify(kinds.PERSISTENT_VOLUME, meta.name(volume), "", change, subresource="status")

    def name_volume(self, claim: Object, volume: Object) -> None:
        def change(draft: Object) -> None:
            _annotate(draft, volumes.BIND_COMPLETED)
            if not draft["spec"].get("volumeName"):
                _annotate(draft, volumes.BOUND_BY_CONTROLLER)
            draft["spec"]["volumeName"] = meta.name(volume)

        self._api.modify(kinds.PERSISTENT_VOLUME_CLAIM, meta.name(claim), meta.namespace(claim), change)

    def show_volume(self, claim: Object, volume: Object) -> None:
        """The claim's status shows the volume's modes and, from when it was bound, size."""

        def change(draft: Object) -> None:
            status = draft["status"]
            status["accessModes"] = list(volume["spec"].get("accessModes") or ())
            if status.get("phase") != "Bound":
                status["capacity"] = dict(volume["spec"].get("capacity") or {})
            status["phase"] = "Bound"

        self._write_claim_status(claim, change)

    # The rest

    def set_claim_phase(self, claim: Object, phase: str) -> None:
        """Of a claim that has no volume."""

        def change(draft: Object) -> None:
            draft["status"] = {"phase": phase}

        self._write_claim_status(claim, change)

    def assign_class(self, claim: Object, name: str | None) -> bool:
        """Give the default class to a claim that says nothing about its class; True if that was done."""
        if not name or "storageClassName" in claim["spec"] or volumes.storage_class(claim):
            return False

        def change(draft: Object) -> None:
            draft["spec"]["storageClassName"] = name

        self._api.modify(kinds.PERSISTENT_VOLUME_CLAIM, meta.name(claim), meta.namespace(claim), change)
        return True

    def name_provisioner(self, claim: Object, provisioner: str) -> Object:
        """The annotations for which provisioners outside of Kubernetes look."""

        def change(draft: Object) -> None:
            for key in (volumes.BETA_PROVISIONER, volumes.PROVISIONER):
                _annotate(draft, key, provisioner)

        namespace, name = meta.key(claim)
        return self._api.modify(kinds.PERSISTENT_VOLUME_CLAIM, name, namespace, change)

    def unbind(self, volume: Object) -> None:
        """Make the volume free again; one that was reserved by hand stays reserved for that name."""
        self._api.modify(kinds.PERSISTENT_VOLUME, meta.name(volume), "", _unbind)

    def delete(self, volume: Object) -> None:
        self._api.delete(kinds.PERSISTENT_VOLUME, meta.name(volume))

    def _write_claim_status(self, claim: Object, change: Callable[[Object], None]) -> None:
        namespace, name = meta.key(claim)
        self._api.modify(kinds.PERSISTENT_VOLUME_CLAIM, name, namespace, change, subresource="status")


def _annotate(draft: Object, key: str, value: str = "yes") -> None:
    draft["metadata"]["annotations"] = {**meta.annotations(draft), key: value}


def _unbind(draft: Object) -> None:
    annotations = dict(meta.annotations(draft))
    if annotations.pop(volumes.BOUND_BY_CONTROLLER, None) is None:
        draft["spec"]["claimRef"].pop("uid", None)
    else:
        draft["spec"].pop("claimRef")
    draft["metadata"]["annotations"] = annotations
