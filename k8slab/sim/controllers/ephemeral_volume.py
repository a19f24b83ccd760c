"""Makes the claims of generic ephemeral volumes.

1. A pod's ephemeral volume gets a claim named after pod and volume, as its template says. The pod owns it: it
   goes with the pod.
2. A claim of that name that is somebody else's is left alone; the pod says so and waits.
3. A claim that is deleted while the pod lives is made again.

Source: https://kubernetes.io/docs/concepts/storage/ephemeral-volumes/#generic-ephemeral-volumes
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from k8slab.errors import K8slabError
from k8slab.objects import meta, volumes
from k8slab.objects.meta import Key, Object
from k8slab.sim import kinds
from k8slab.sim.kinds.kind import Kind
from k8slab.sim.reconcile import Controller, Interest
from k8slab.sim.store import Change


class EphemeralVolumeController(Controller):
    """Keys are pods."""

    name = "ephemeral_volume"

    def interests(self) -> Mapping[Kind, Interest]:
        return {kinds.POD: _new_pod, kinds.PERSISTENT_VOLUME_CLAIM: _owner_of_deleted}

    def reconcile(self, key: Key) -> None:
        pod = self.api.find(kinds.POD, key[1], key[0])
        if pod is None or meta.is_terminating(pod):
            return
        for volume in _ephemeral(pod):
            try:
                self._make_claim(pod, volume)
            except K8slabError as error:
                self.event(pod, "Warning", "FailedBinding", f"ephemeral volume {volume['name']}: {error}")
                raise

    def _make_claim(self, pod: Object, volume: Object) -> None:
        """Raises K8slabError if the claim is somebody else's (2), or is refused."""
        namespace, name = meta.namespace(pod), f"{meta.name(pod)}-{volume['name']}"
        claim = self.api.find(kinds.PERSISTENT_VOLUME_CLAIM, name, namespace)
        if claim is not None and not volumes.is_owned_by(claim, pod):
            raise K8slabError(volumes.not_made_for(claim, pod))
        if claim is not None:
            return
        try:
            self.api.create(kinds.PERSISTENT_VOLUME_CLAIM, _claim(pod, volume, name), namespace)
        except K8slabError as error:
            raise K8slabError(f"create PVC {name}: {error}") from error


def _claim(pod: Object, volume: Object, name: str) -> Object:
    template = meta.copy(volume["ephemeral"]["volumeClaimTemplate"])
    wanted = template.get("metadata") or {}
    metadata = {part: wanted[part] for part in ("labels", "annotations") if wanted.get(part)}
    metadata |= {"name": name, "ownerReferences": [meta.owner_reference(pod)]}
    return {"metadata": metadata, "spec": template["spec"]}


def _ephemeral(pod: Object) -> list[Object]:
    return [each for each in pod["spec"].get("volumes") or () if each.get("ephemeral")]


def _new_pod(change: Change) -> Iterable[Key]:
    is_new = change.type == "ADDED" and bool(_ephemeral(change.object))
    return [meta.key(change.object)] if is_new else []


def _owner_of_deleted(change: Change) -> Iterable[Key]:
    """The pod for which a claim was made that is gone (3)."""
    owner = meta.controller_of(change.object)
    is_its = change.type == "DELETED" and owner is not None and owner["kind"] == "Pod"
    return [(meta.namespace(change.object), owner["name"])] if is_its and owner is not None else []
