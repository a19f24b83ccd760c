"""The data behind pods' volumes.

1. A claim's data is its PersistentVolume's; nfs data is its server's, hostPath and local data its node's.
2. An emptyDir is the pod's, and goes with it.
3. What a provisioner has made is deleted with the volume if the policy says so; a recycled volume is wiped.
4. A volume that was deleted while a claim was bound to it stays mounted where it is.
5. Everything else stays: a Released volume has its data, and who binds it next finds them.

Source: https://kubernetes.io/docs/concepts/storage/volumes/ and
https://kubernetes.io/docs/concepts/storage/persistent-volumes/#reclaiming
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from typing import Any

from k8slab.objects import meta, volumes
from k8slab.objects.meta import Object
from k8slab.sim import kinds
from k8slab.sim.api import Api
from k8slab.sim.shell import Mount, Volume
from k8slab.sim.storage import host_path
from k8slab.sim.storage.nfs import NfsServers
from k8slab.sim.store import Change

NFS_DRIVER = "nfs.csi.k8s.io"


class Disks:
    """Finds the files of volumes. What only the API holds (ConfigMaps, Secrets, tokens) is not on a disk."""

    def __init__(self, api: Api, nfs: NfsServers) -> None:
        self._api = api
        self.nfs = nfs
        self._nodes: dict[str, Volume] = {}
        self._made: dict[tuple[str, str], Volume] = {}
        self._empty: dict[str, dict[str, Volume]] = {}
        self._lost: dict[str, Object] = {}
        api.store.subscribe(self._notice)

    def node(self, name: str) -> Volume:
        """The disk of a node's machine."""
        if name not in self._nodes:
            self._nodes[name] = self._blank()
            host_path.furnish(self._nodes[name])
        return self._nodes[name]

    def host_path_refusal(self, node: str, source: Mapping[str, str]) -> str:
        """Why the node's path cannot be mounted; empty if it can."""
        return host_path.refusal(self.node(node), source)

    def of_pod(self, pod: Object) -> dict[str, Mount]:
        """The pod's volumes that are on a disk, by their names in the pod."""
        found = {each["name"]: self._mount(pod, each) for each in pod["spec"].get("volumes") or ()}
        return {name: mount for name, mount in found.items() if mount is not None}

    def of_volume(self, volume: Object, node: str = "") -> Mount | None:
        """The data of a PersistentVolume, as seen from a node; None for kinds that are not simulated."""
        return self._of_source(volume["spec"], node)

    def mounts_of(self, volume: Object) -> list[Mount]:
        """The data of a PersistentVolume: one place, or one on every node that has the directory."""
        source = volume["spec"].get("hostPath") or volume["spec"].get("local") or {"path": "/"}
        path = posixpath.normpath(source["path"])
        having = [node for node in sorted(self._nodes) if path in self._nodes[node].entries]
        found = [self.of_volume(volume, node) for node in having or sorted(self._nodes) or [""]]
        return list({(id(each.volume), each.root): each for each in found if each is not None}.values())

    # Sources (1)

    def _mount(self, pod: Object, volume: Mapping[str, Any]) -> Mount | None:
        if "emptyDir" in volume:
            mine = self._empty.setdefault(meta.uid(pod), {})
            return Mount(mine.setdefault(volume["name"], self._blank()))
        node = pod["spec"].get("nodeName", "")
        claim = _claim_name(pod, volume)
        if not claim:
            return self._of_source(volume, node)
        found = self._volume_of(meta.namespace(pod), claim)
        mount = self.of_volume(found, node) if found is not None else None
        read_only = (volume.get("persistentVolumeClaim") or {}).get("readOnly", False)
        return mount._replace(read_only=True) if mount is not None and read_only else mount

    def _volume_of(self, namespace: str, claim: str) -> Object | None:
        found = self._api.find(kinds.PERSISTENT_VOLUME_CLAIM, claim, namespace)
        if found is None or not volumes.is_bound_completely(found):
            return None
        name = found["spec"]["volumeName"]
        return self._api.find(kinds.PERSISTENT_VOLUME, name) or self._lost.get(name)

    def _of_source(self, source: Mapping[str, Any], node: str) -> Mount | None:
        if nfs := source.get("nfs"):
            return self.nfs[nfs["server"]].mount(nfs["path"], read_only=nfs.get("readOnly", False))
        if csi := source.get("csi"):
            return self._of_driver(csi)
        local = source.get("hostPath") or source.get("local")
        return host_path.mount(self.node(node), local) if local is not None else None

    def _of_driver(self, csi: Mapping[str, Any]) -> Mount:
        attributes = csi.get("volumeAttributes") or {}
        if csi["driver"] == NFS_DRIVER and attributes.get("server"):
            path = f"{attributes.get('share', '')}/{attributes.get('subdir', '')}"
            return self.nfs[attributes["server"]].mount(path, read_only=csi.get("readOnly", False))
        key = csi["driver"], csi.get("volumeHandle", "")
        return Mount(self._made.setdefault(key, self._blank()), "/", csi.get("readOnly", False))

    def _blank(self) -> Volume:
        return Volume(lambda: self._api.now)

    # Ends (2, 3)

    def _notice(self, change: Change) -> None:
        if change.kind is kinds.POD and change.type == "DELETED":
            self._empty.pop(meta.uid(change.object), None)
        elif change.kind is kinds.PERSISTENT_VOLUME:
            self._notice_volume(change)

    def _notice_volume(self, change: Change) -> None:
        if _is_deleted(change) or _is_recycled(change):
            self._wipe(change.previous or change.object)
        self._lost.pop(meta.name(change.object), None)
        if change.type == "DELETED" and volumes.phase(change.object) == "Bound":
            self._lost[meta.name(change.object)] = change.object

    def _wipe(self, volume: Object) -> None:
        for mount in self.mounts_of(volume):
            for name in mount.volume.children(mount.root):
                mount.volume.remove(f"{mount.root.rstrip('/')}/{name}")


def _claim_name(pod: Object, volume: Mapping[str, Any]) -> str:
    return next(volumes.claim_names({**pod, "spec": {"volumes": [volume]}}), "")


def _policy(volume: Object) -> str:
    return str(volume["spec"].get("persistentVolumeReclaimPolicy", "Retain"))


def _is_deleted(change: Change) -> bool:
    """True if who deleted the volume deletes the data too."""
    volume = change.object
    made = volumes.PROVISIONED_BY in meta.annotations(volume) or bool(volume["spec"].get("hostPath"))
    return change.type == "DELETED" and made and _policy(volume) == "Delete" and _is_released(volume)


def _is_released(volume: Object) -> bool:
    return volumes.phase(volume) == "Released"


def _is_recycled(change: Change) -> bool:
    before = change.previous
    if before is None or change.type == "DELETED" or _policy(before) != "Recycle" or not _is_released(before):
        return False
    return not (change.object["spec"].get("claimRef") or {}).get("uid")
