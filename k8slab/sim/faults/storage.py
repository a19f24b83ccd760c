"""Storage that fails: volumes that are full or lost, and NFS servers that do not answer.

1. On a full volume nothing grows: writes fail ("No space left on device") until something there is removed.
2. A PersistentVolume that is gone leaves its claim Lost. Containers that have it mounted go on; pods that
   want it are not scheduled. When the same volume is there again, the claim is Bound again.
3. Data that are gone leave an empty volume, and the API shows nothing of it.
4. What an NFS server keeps cannot be mounted while it is away, and who uses it waits until it answers again.

Source: https://kubernetes.io/docs/concepts/storage/persistent-volumes/
"""

from __future__ import annotations

from copy import copy
from typing import Any

from k8slab.objects import meta
from k8slab.objects.meta import Object
from k8slab.sim import kinds
from k8slab.sim.faults.asked import Asked
from k8slab.sim.faults.fault import Fault, Parts
from k8slab.sim.shell import Mount
from k8slab.sim.shell.volume import Entry

NO_SOURCES = ("capacity", "claimRef", "nodeAffinity")
GIVEN_BY_THE_SERVER = ("uid", "resourceVersion", "creationTimestamp", "managedFields", "generation")


class OfVolume(Fault):
    takes = ("volume", "namespace")

    def __init__(self, parts: Parts, asked: Asked) -> None:
        super().__init__(parts)
        self.volume = asked.volume()
        self.mounts = parts.disks.mounts_of(self.volume)
        if not self.mounts:
            found = f"pv/{self.name} of type {_type(self.volume)}"
            raise asked.refusal("a volume whose data are simulated (nfs, csi, hostPath, local)", found)

    @property
    def name(self) -> str:
        return meta.name(self.volume)

    @property
    def target(self) -> dict[str, Any]:
        return {"volume": f"pv/{self.name}"}

    @property
    def claim(self) -> str:
        """For whom it is, in words."""
        reference = self.volume["spec"].get("claimRef") or {}
        if not reference:
            return ""
        return f", which claim {reference.get('name')} in namespace {reference.get('namespace')} has,"


class FullVolume(OfVolume):
    """(1)"""

    kind = "full-volume"

    @property
    def words(self) -> str:
        return f"Volume {self.name}{self.claim} is full: there is no space left on it."

    @property
    def place(self) -> str:
        return f"the space of volume {self.name}"

    def begin(self) -> None:
        self._parts.containers.catch_up()
        for each in self.mounts:
            each.volume.fill(each.root)

    def end(self) -> None:
        self._parts.containers.catch_up()
        for each in self.mounts:
            each.volume.free(each.root)


class LostVolume(OfVolume):
    """(2)"""

    kind = "lost-volume"

    @property
    def words(self) -> str:
        return f"PersistentVolume {self.name}{self.claim} is gone from the cluster."

    @property
    def place(self) -> str:
        return f"volume {self.name}"

    def begin(self) -> None:
        """As an administrator deletes it who does not wait for its protection to allow that."""
        api = self._parts.api
        api.modify(kinds.PERSISTENT_VOLUME, self.name, "", _unprotect)
        if api.find(kinds.PERSISTENT_VOLUME, self.name) is not None:
            api.delete(kinds.PERSISTENT_VOLUME, self.name)

    def end(self) -> None:
        """It is registered again, for the same claim."""
        if self._parts.api.find(kinds.PERSISTENT_VOLUME, self.name) is None:
            self._parts.api.create(kinds.PERSISTENT_VOLUME, _as_manifest(self.volume))


class LostData(OfVolume):
    """(3)"""

    kind = "lost-data"

    def __init__(self, parts: Parts, asked: Asked) -> None:
        super().__init__(parts, asked)
        self._backup: list[tuple[Mount, dict[str, Entry]]] = []

    @property
    def words(self) -> str:
        return f"The data on volume {self.name}{self.claim} were lost. Lifting puts a backup of them there."

    @property
    def place(self) -> str:
        return f"the data of volume {self.name}"

    def begin(self) -> None:
        self._parts.containers.catch_up()
        for each in self.mounts:
            entries = each.volume.entries
            self._backup.append((each, {path: copy(entries[path]) for path in each.volume.below(each.root)}))
            _empty(each)

    def end(self) -> None:
        self._parts.containers.catch_up()
        for mount, entries in self._backup:
            _empty(mount)
            mount.volume.entries.update(entries)


class NfsAway(Fault):
    """(4)"""

    kind = "nfs-away"
    takes = ("server",)

    def __init__(self, parts: Parts, asked: Asked) -> None:
        super().__init__(parts)
        self.server = asked.text("server")
        known = sorted({each.address for each in parts.disks.nfs} | _servers_of_volumes(parts))
        if self.server not in known:
            raise asked.refusal("an NFS server of a volume", repr(self.server), there=known, code=404)

    @property
    def target(self) -> dict[str, Any]:
        return {"server": self.server}

    @property
    def words(self) -> str:
        return f"The NFS server {self.server} does not answer."

    @property
    def place(self) -> str:
        return f"NFS server {self.server}"

    def begin(self) -> None:
        self._parts.containers.catch_up()
        self._parts.disks.nfs.stop(self.server)
        self._parts.kubelets.look_again_everywhere()

    def end(self) -> None:
        self._parts.containers.catch_up()
        self._parts.disks.nfs.start(self.server)
        self._parts.kubelets.look_again_everywhere()


def _type(volume: Object) -> str:
    """What a PersistentVolume is made of, as its manifest names it."""
    parts = (name for name, value in volume["spec"].items() if isinstance(value, dict))
    return next((name for name in parts if name not in NO_SOURCES), "unknown")


def _servers_of_volumes(parts: Parts) -> set[str]:
    """The servers that PersistentVolumes, pods and StorageClasses name."""
    specs = [volume["spec"] for volume in parts.api.list(kinds.PERSISTENT_VOLUME)]
    specs += [volume for pod in parts.api.list(kinds.POD) for volume in pod["spec"].get("volumes") or ()]
    found = {(spec.get("nfs") or {}).get("server") for spec in specs}
    found |= {((spec.get("csi") or {}).get("volumeAttributes") or {}).get("server") for spec in specs}
    found |= {(each.get("parameters") or {}).get("server") for each in parts.api.list(kinds.STORAGE_CLASS)}
    return {str(server) for server in found if server}


def _empty(mount: Mount) -> None:
    for name in mount.volume.children(mount.root):
        mount.volume.remove(f"{mount.root.rstrip('/')}/{name}")


def _unprotect(volume: Object) -> None:
    volume["metadata"].pop("finalizers", None)


def _as_manifest(volume: Object) -> Object:
    """The volume as one creates it again."""
    metadata = {name: value for name, value in volume["metadata"].items() if name not in GIVEN_BY_THE_SERVER}
    metadata.pop("finalizers", None)
    kept = {name: value for name, value in volume.items() if name != "status"}
    manifest: Object = meta.copy({**kept, "metadata": metadata})
    return manifest
