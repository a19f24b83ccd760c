"""What becomes of a volume whose claim is gone.

1. Retain: it stays Released, with its data, until somebody removes its claimRef.
2. Delete: whoever provisioned it deletes it. A volume made by hand cannot be deleted, it is Failed; only a
   hostPath below /tmp is Kubernetes' own to delete.
3. Recycle: nfs and hostPath volumes are wiped and are Available again; others are Failed.

Source: https://kubernetes.io/docs/concepts/storage/persistent-volumes/#reclaiming
"""

from __future__ import annotations

from collections.abc import Callable

from k8slab.objects import meta, volumes
from k8slab.objects.meta import Object
from k8slab.sim.controllers.persistentvolume_binder.writes import Writes

RECYCLABLE = ("nfs", "hostPath")
DELETABLE = "/tmp/"
NO_RECYCLER = "No recycler plugin found for the volume!"


class Reclaim:
    """Applies reclaim policies."""

    def __init__(self, writes: Writes, event: Callable[[Object, str, str, str], None]) -> None:
        self._writes = writes
        self._event = event

    def release(self, volume: Object) -> None:
        """The volume's claim is gone. One step of what follows."""
        if volumes.phase(volume) not in ("Released", "Failed"):
            self._writes.set_volume_phase(volume, "Released")
        elif volumes.phase(volume) == "Released" and not meta.is_terminating(volume):
            policy = _policy(volume)
            if policy == "Recycle":
                self._recycle(volume)
            elif policy == "Delete" and volumes.PROVISIONED_BY not in meta.annotations(volume):
                self._delete(volume)

    def let_go(self, volume: Object) -> None:
        """The volume's claim has another volume."""
        if volumes.PROVISIONED_BY in meta.annotations(volume) and _policy(volume) == "Delete":
            self.release(volume)
        else:
            self._writes.unbind(volume)

    def _recycle(self, volume: Object) -> None:
        if any(volume["spec"].get(kind) for kind in RECYCLABLE):
            self._event(volume, "Normal", "VolumeRecycled", "Volume recycled")
            self._writes.unbind(volume)
        else:
            self._fail(volume, "VolumeFailedRecycle", NO_RECYCLER)

    def _delete(self, volume: Object) -> None:
        path = (volume["spec"].get("hostPath") or {}).get("path")
        if path is None:
            which = f'volume "{meta.name(volume)}"'
            why = f"error getting deleter volume plugin for {which}: no deletable volume plugin matched"
            self._fail(volume, "VolumeFailedDelete", why)
        elif path.startswith(DELETABLE) and path != DELETABLE:
            self._writes.delete(volume)
        else:
            why = f"host_path deleter only supports /tmp/.+ but received provided {path}"
            self._fail(volume, "VolumeFailedDelete", why)

    def _fail(self, volume: Object, reason: str, message: str) -> None:
        self._writes.set_volume_phase(volume, "Failed", message)
        self._event(volume, "Warning", reason, message)


def _policy(volume: Object) -> str:
    return str(volume["spec"].get("persistentVolumeReclaimPolicy", "Retain"))
