"""Volumes that are bound to a claim are not removed.

1. A volume has the finalizer from its creation; one that came without gets it.
2. A volume that is being deleted stays Terminating while it is bound, and goes once it is free.

Source: https://kubernetes.io/docs/concepts/storage/persistent-volumes/#storage-object-in-use-protection
"""

from __future__ import annotations

from collections.abc import Mapping

from k8slab.objects import meta, volumes
from k8slab.objects.meta import Key, Object
from k8slab.sim import kinds
from k8slab.sim.kinds.kind import Kind
from k8slab.sim.reconcile import Controller, Interest, itself

FINALIZER = "kubernetes.io/pv-protection"


class VolumeProtection(Controller):
    name = "pv-protection-controller"

    def interests(self) -> Mapping[Kind, Interest]:
        return {kinds.PERSISTENT_VOLUME: itself}

    def reconcile(self, key: Key) -> None:
        volume = self.api.find(kinds.PERSISTENT_VOLUME, key[1])
        if volume is None:
            return
        if not meta.is_terminating(volume):
            self.api.modify(kinds.PERSISTENT_VOLUME, key[1], "", _hold)
        elif volumes.phase(volume) != "Bound":
            self.api.modify(kinds.PERSISTENT_VOLUME, key[1], "", _release)


def _hold(draft: Object) -> None:
    finalizers = draft["metadata"].get("finalizers") or []
    if FINALIZER not in finalizers:
        draft["metadata"]["finalizers"] = [*finalizers, FINALIZER]


def _release(draft: Object) -> None:
    finalizers = draft["metadata"].get("finalizers") or []
    draft["metadata"]["finalizers"] = [each for each in finalizers if each != FINALIZER]
