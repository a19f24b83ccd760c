"""What a pod's volumes need before its containers can start.

1. Claims must be bound; ConfigMaps and Secrets must be there with the keys that are wanted, unless optional.
2. An NFS server must answer, and have the directory.
3. A hostPath must be of the type that is asked for.

Source: https://kubernetes.io/docs/concepts/storage/volumes/
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from k8slab.objects import meta, volumes
from k8slab.objects.meta import Object
from k8slab.sim import kinds
from k8slab.sim.api import Api
from k8slab.sim.storage import NFS_DRIVER, Disks

CONTENT = (("configMap", kinds.CONFIG_MAP, "config"), ("secret", kinds.SECRET, "secret"))
PODS = "/var/lib/kubelet/pods"


class Mounts:
    """Looks at volumes as the kubelet does; texts are the kubelet's."""

    def __init__(self, api: Api, disks: Disks) -> None:
        self._api = api
        self._disks = disks
        self._nfs = disks.nfs

    def obstacles(self, pod: Object) -> list[str]:
        """Why volumes cannot be mounted yet; empty if they all can."""
        found = [self._obstacle(pod, volume) for volume in pod["spec"].get("volumes") or ()]
        return [text for text in found if text]

    def are_held(self, pod: Object) -> bool:
        """Does a server that does not answer keep a volume from being unmounted?"""
        servers = [_server(self._source(pod, each)) for each in pod["spec"].get("volumes") or ()]
        return any(server and not self._nfs[server].answers for server in servers)

    def _source(self, pod: Object, volume: Object) -> Mapping[str, Any]:
        """Where a pod's volume comes from: itself, or its claim's PersistentVolume if that is known."""
        name = next(volumes.claim_names({**pod, "spec": {"volumes": [volume]}}), "")
        claim = self._api.find(kinds.PERSISTENT_VOLUME_CLAIM, name, meta.namespace(pod)) if name else None
        if claim is None:
            return volume
        bound = self._api.find(kinds.PERSISTENT_VOLUME, claim["spec"].get("volumeName") or "")
        return bound["spec"] if bound is not None else volume

    def _obstacle(self, pod: Object, volume: Object) -> str:
        claim = next(volumes.claim_names({**pod, "spec": {"volumes": [volume]}}), "")
        if claim:
            return self._claim_obstacle(pod, volume["name"], claim)
        return self._content_obstacle(pod, volume) or self._source_obstacle(pod, volume["name"], volume)

    # What only the API holds (1)

    def _content_obstacle(self, pod: Object, volume: Object) -> str:
        sources = (volume.get("projected") or {}).get("sources") or [volume]
        found = dict.fromkeys(filter(None, (self._missing(meta.namespace(pod), each) for each in sources)))
        if not found:
            return ""
        why = next(iter(found)) if len(found) == 1 else f"[{', '.join(found)}]"
        return f'MountVolume.SetUp failed for volume "{volume["name"]}" : {why}'

    def _missing(self, namespace: str, source: Object) -> str:
        """Why a ConfigMap or Secret cannot be shown; empty if it can, or need not be."""
        for field, kind, noun in CONTENT:
            wanted = source.get(field)
            if wanted is None or wanted.get("optional"):
                continue
            name = wanted.get("secretName") or wanted.get("name", "")
            found = self._api.find(kind, name, namespace)
            if found is None:
                return f'{kind.singular} "{name}" not found'
            keys = {*(found.get("data") or {}), *(found.get("binaryData") or {})}
            for item in wanted.get("items") or ():
                if item["key"] not in keys:
                    return f"references non-existent {noun} key: {item['key']}"
        return ""

    # The node's own paths (3)

    def _node_obstacle(self, pod: Object, name: str, source: Mapping[str, Any]) -> str:
        path = source.get("hostPath")
        why = self._disks.host_path_refusal(pod["spec"].get("nodeName", ""), path) if path else ""
        return f'MountVolume.SetUp failed for volume "{name}" : {why}' if why else ""

    def _source_obstacle(self, pod: Object, name: str, source: Mapping[str, Any]) -> str:
        """``name`` is the PersistentVolume's, or the volume's of the pod itself."""
        return self._nfs_obstacle(pod, name, source) or self._node_obstacle(pod, name, source)

    def _claim_obstacle(self, pod: Object, volume: str, claim: str) -> str:
        namespace = meta.namespace(pod)
        found = self._api.find(kinds.PERSISTENT_VOLUME_CLAIM, claim, namespace)
        if found is not None and volumes.phase(found) == "Bound":
            bound = self._api.find(kinds.PERSISTENT_VOLUME, found["spec"].get("volumeName", ""))
            return self._source_obstacle(pod, meta.name(bound), bound["spec"]) if bound is not None else ""
        why = "PVC is not bound"
        if found is None:
            why = f'failed to fetch PVC from API server: persistentvolumeclaims "{claim}" not found'
        return (
            f"Unable to attach or mount volumes: unmounted volumes=[{volume}], unattached volumes=[], failed "
            f"to process volumes=[{volume}]: error processing PVC {namespace}/{claim}: {why}"
        )

    # NFS (2)

    def _nfs_obstacle(self, pod: Object, name: str, source: Mapping[str, Any]) -> str:
        where = f"{PODS}/{meta.uid(pod)}/volumes"
        options = source.get("mountOptions") or ()
        if nfs := source.get("nfs"):
            server, path, error = nfs["server"], nfs["path"], "mount failed"
            target = f"{where}/kubernetes.io~nfs/{name}"
        elif attributes := _nfs_driver(source):
            server, path = attributes["server"], "/" + attributes.get("share", "").strip("/")
            error = "rpc error: code = Internal desc = mount failed"
            target = f"{where}/kubernetes.io~csi/{name}/mount"
        else:
            return ""
        why = self._nfs[server].refusal(path)
        arguments = _arguments(f"{server}:{path}", target, options)
        return (
            f'MountVolume.SetUp failed for volume "{name}" : {error}: {_exit(arguments, why)}' if why else ""
        )


def _server(source: Mapping[str, Any]) -> str:
    """Of an NFS volume, however it was made; empty for others."""
    return str((source.get("nfs") or _nfs_driver(source)).get("server", ""))


def _nfs_driver(source: Mapping[str, Any]) -> Mapping[str, str]:
    """What the NFS driver has written down of a volume that it made; empty for other drivers."""
    csi = source.get("csi") or {}
    attributes: Mapping[str, str] = csi.get("volumeAttributes") or {}
    return attributes if csi.get("driver") == NFS_DRIVER and attributes.get("server") else {}


def _arguments(share: str, target: str, options: Sequence[str]) -> str:
    return " ".join(["-t nfs", *([f"-o {','.join(options)}"] if options else []), share, target])


def _exit(arguments: str, output: str) -> str:
    return f"exit status 32\nMounting command: mount\nMounting arguments: {arguments}\nOutput: {output}\n"
