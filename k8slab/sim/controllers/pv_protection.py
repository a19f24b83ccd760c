"""Volumes that are bound to a claim are not removed: the finalizer goes once the volume is free.

Source: https://kubernetes.io/docs/concepts/storage/persistent-volumes/#storage-object-in-use-protection
"""

from __future__ import annotations

from collections.abc import Mapping

from k8slab.objects import meta
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
        if volume is None or not meta.is_terminating(volume) or volume["status"].get("phase") == "Bound":
            return
        self.api.modify(kinds.PERSISTENT_VOLUME, key[1], "", _release)


def _release(draft: Object) -> None:
    finalizers = draft["metadata"].get("finalizers") or []
    draft["metadata"]["finalizers"] = [each for each in finalizers if each != FINALIZER]
