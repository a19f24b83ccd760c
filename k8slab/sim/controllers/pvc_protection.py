"""Claims in use are not removed.

1. A claim that is being deleted stays Terminating while a pod on a node uses it.
2. Once the last such pod is gone, the finalizer is taken off and the claim goes.
3. A claim has the finalizer from its creation; one that has lost it gets it again.

Source: https://kubernetes.io/docs/concepts/storage/persistent-volumes/#storage-object-in-use-protection
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from k8slab.objects import meta, volumes
from k8slab.objects.meta import Key, Object
from k8slab.sim import kinds
from k8slab.sim.kinds.kind import Kind
from k8slab.sim.reconcile import Controller, Interest, itself
from k8slab.sim.store import Change

FINALIZER = "kubernetes.io/pvc-protection"


class ClaimProtection(Controller):
    name = "pvc-protection-controller"

    def interests(self) -> Mapping[Kind, Interest]:
        return {kinds.PERSISTENT_VOLUME_CLAIM: itself, kinds.POD: _released_claims}

    def reconcile(self, key: Key) -> None:
        claim = self.api.find(kinds.PERSISTENT_VOLUME_CLAIM, key[1], key[0])
        if claim is None:
            return
        if not meta.is_terminating(claim):
            self.api.modify(kinds.PERSISTENT_VOLUME_CLAIM, key[1], key[0], _hold)
        elif not self._is_used(claim):
            self.api.modify(kinds.PERSISTENT_VOLUME_CLAIM, key[1], key[0], _release)

    def _is_used(self, claim: Object) -> bool:
        users = self.api.store.index(kinds.POD, volumes.claim_keys).of(meta.key(claim))
        return any(pod["spec"].get("nodeName") and volumes.uses(pod, claim) for pod in users)


def _released_claims(change: Change) -> Iterable[Key]:
    """The claims of a pod that is gone."""
    return volumes.claim_keys(change.object) if change.type == "DELETED" else ()


def _hold(draft: Object) -> None:
    finalizers = draft["metadata"].get("finalizers") or []
    if FINALIZER not in finalizers:
        draft["metadata"]["finalizers"] = [*finalizers, FINALIZER]


def _release(draft: Object) -> None:
    finalizers = draft["metadata"].get("finalizers") or []
    draft["metadata"]["finalizers"] = [each for each in finalizers if each != FINALIZER]
