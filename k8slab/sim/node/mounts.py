"""What a pod's volumes need before its containers can start.

1. Claims must be bound; ConfigMaps and Secrets must be there, unless they are optional.
2. An NFS server must answer, and have the directory.

Source: https://kubernetes.io/docs/concepts/storage/volumes/
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from k8slab.objects import meta, volumes
from k8slab.objects.meta import Object
from k8slab.sim import kinds
from k8slab.sim.api import Api
from k8slab.sim.storage import NFS_DRIVER, NfsServers

PODS = "/var/lib/kubelet/pods"


class Mounts:
    """Looks at volumes as the kubelet does; texts are the kubelet's."""

    def __init__(self, api: Api, nfs: NfsServers) -> None:
        self._api = api
        self._nfs = nfs

    def obstacles(self, pod: Object) -> list[str]:
        """Why volumes cannot be mounted yet; empty if they all can."""
        found = [self._obstacle(pod, volume) for volume in pod["spec"].get("volumes") or ()]
        return [text for text in found if text]

    def _obstacle(self, pod: Object, volume: Object) -> str:
        claim = next(volumes.claim_names({**pod, "spec": {"volumes": [volume]}}), "")
        if claim:
            return self._claim_obstacle(pod, volume["name"], claim)
        return self._missing_source(pod, volume) or self._nfs_obstacle(pod, volume["name"], volume)

    def _missing_source(self, pod: Object, volume: Object) -> str:
        name, namespace = volume["name"], meta.namespace(pod)
        for field, kind, key in (
            ("configMap", kinds.CONFIG_MAP, "name"),
            ("secret", kinds.SECRET, "secretName"),
        ):
            source = volume.get(field)
            if source is None or source.get("optional"):
                continue
            if self._api.find(kind, source.get(key, ""), namespace) is None:
                missing = f'{kind.singular} "{source.get(key, "")}" not found'
                return f'MountVolume.SetUp failed for volume "{name}" : {missing}'
        return ""

    def _claim_obstacle(self, pod: Object, volume: str, claim: str) -> str:
        namespace = meta.namespace(pod)
        found = self._api.find(kinds.PERSISTENT_VOLUME_CLAIM, claim, namespace)
        if found is not None and volumes.phase(found) == "Bound":
            bound = self._api.find(kinds.PERSISTENT_VOLUME, found["spec"].get("volumeName", ""))
            return self._nfs_obstacle(pod, meta.name(bound), bound["spec"]) if bound is not None else ""
        why = "PVC is not bound"
        if found is None:
            why = f'failed to fetch PVC from API server: persistentvolumeclaims "{claim}" not found'
        return (
            f"Unable to attach or mount volumes: unmounted volumes=[{volume}], unattached volumes=[], failed "
            f"to process volumes=[{volume}]: error processing PVC {namespace}/{claim}: {why}"
        )

    # NFS (2)

    def _nfs_obstacle(self, pod: Object, name: str, source: Mapping[str, Any]) -> str:
        """``name`` is the PersistentVolume's, or the volume's of the pod itself."""
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


def _nfs_driver(source: Mapping[str, Any]) -> Mapping[str, str]:
    """What the NFS driver has written down of a volume that it made; empty for other drivers."""
    csi = source.get("csi") or {}
    attributes: Mapping[str, str] = csi.get("volumeAttributes") or {}
    return attributes if csi.get("driver") == NFS_DRIVER and attributes.get("server") else {}


def _arguments(share: str, target: str, options: Sequence[str]) -> str:
    return " ".join(["-t nfs", *([f"-o {','.join(options)}"] if options else []), share, target])


def _exit(arguments: str, output: str) -> str:
    return f"exit status 32\nMounting command: mount\nMounting arguments: {arguments}\nOutput: {output}\n"
