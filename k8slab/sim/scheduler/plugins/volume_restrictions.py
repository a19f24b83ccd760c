"""A claim with the access mode ReadWriteOncePod is for one pod at a time, in the whole cluster.

Source: https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes
"""

from __future__ import annotations

from k8slab.objects import meta, volumes
from k8slab.objects.meta import Object
from k8slab.sim import kinds
from k8slab.sim.api import Api
from k8slab.sim.scheduler.node_info import NodeInfo
from k8slab.sim.scheduler.plugins.plugin import Check, Hopeless, Refusal, passing
from k8slab.sim.scheduler.view import View

IN_USE = passing(
    "node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by "
    "another pod"
)


class VolumeRestrictions:
    name = "VolumeRestrictions"

    def __init__(self, api: Api, view: View) -> None:
        self._api = api
        self._view = view

    def prepare(self, pod: Object) -> Check | None:
        used = [claim for claim in self._exclusive(pod) if self._view.is_used(meta.key(claim))]
        return _refuse if used else None

    def _exclusive(self, pod: Object) -> list[Object]:
        """The claims that the pod names and wants for itself."""
        found = []
        for volume in pod["spec"].get("volumes") or ():
            name = (volume.get("persistentVolumeClaim") or {}).get("claimName")
            if name is None:
                continue
            claim = self._api.find(kinds.PERSISTENT_VOLUME_CLAIM, name, meta.namespace(pod))
            if claim is None:
                raise Hopeless(f'persistentvolumeclaim "{name}" not found')
            if "ReadWriteOncePod" in volumes.access_modes(claim):
                found.append(claim)
        return found


def _refuse(info: NodeInfo) -> Refusal | None:
    return IN_USE
