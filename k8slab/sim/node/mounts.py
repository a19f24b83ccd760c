"""What a pod's volumes need before its containers can start.

Source: https://kubernetes.io/docs/concepts/storage/volumes/
"""

from __future__ import annotations

from k8slab.objects import meta
from k8slab.objects.meta import Object
from k8slab.sim import kinds
from k8slab.sim.api import Api


def obstacles(api: Api, pod: Object) -> list[str]:
    """Why volumes cannot be mounted yet, in the kubelet's words; empty if they all can."""
    namespace = meta.namespace(pod)
    found = [_obstacle(api, namespace, volume) for volume in pod["spec"].get("volumes") or ()]
    return [text for text in found if text]


def _obstacle(api: Api, namespace: str, volume: Object) -> str:
    name = volume["name"]
    if claim := (volume.get("persistentVolumeClaim") or {}).get("claimName"):
        return _claim_obstacle(api, namespace, name, claim)
    for field, kind, key in (("configMap", kinds.CONFIG_MAP, "name"), ("secret", kinds.SECRET, "secretName")):
        source = volume.get(field)
        if source and not source.get("optional") and api.find(kind, source.get(key, ""), namespace) is None:
            missing = f'{kind.singular} "{source.get(key, "")}" not found'
            return f'MountVolume.SetUp failed for volume "{name}" : {missing}'
    return ""


def _claim_obstacle(api: Api, namespace: str, volume: str, claim: str) -> str:
    found = api.find(kinds.PERSISTENT_VOLUME_CLAIM, claim, namespace)
    if found is not None and (found.get("status") or {}).get("phase") == "Bound":
        return ""
    why = "PVC is not bound"
    if found is None:
        why = f'failed to fetch PVC from API server: persistentvolumeclaims "{claim}" not found'
    return (
        f"Unable to attach or mount volumes: unmounted volumes=[{volume}], unattached volumes=[], failed to "
        f"process volumes=[{volume}]: error processing PVC {namespace}/{claim}: {why}"
    )
