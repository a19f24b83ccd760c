"""A container's mounts: disks, and the volumes that only the API holds.

ConfigMaps, Secrets, the downward API and projections of them are read from the objects and read-only.

Source: https://kubernetes.io/docs/concepts/storage/volumes/
"""

from __future__ import annotations

from collections.abc import Mapping

from k8slab.objects import meta
from k8slab.objects.meta import Object
from k8slab.sim.api import Api
from k8slab.sim.containers import downward_api, environment
from k8slab.sim.shell import Mount, Volume
from k8slab.sim.storage import Disks

GENERATED = ("configMap", "secret", "downwardAPI", "projected")
USUAL_MODE = 0o644


def mounts(
    api: Api, disks: Disks, pod: Object, container: Object, variables: Mapping[str, str]
) -> dict[str, Mount]:
    """By their paths; a volume of a type that is not simulated is not mounted."""
    sources = disks.of_pod(pod)
    for source in pod["spec"].get("volumes") or ():
        if any(kind in source for kind in GENERATED):
            files = _generated(api, meta.namespace(pod), pod, container, source)
            volume = Volume.of(lambda: api.now, files)
            _set_modes(volume, source)
            sources[source["name"]] = Mount(volume, read_only=True)
    found = {}
    for mount in container.get("volumeMounts") or ():
        if mount["name"] in sources:
            found[mount["mountPath"]] = _part(sources[mount["name"]], mount, variables)
    return found


def _part(source: Mount, mount: Object, variables: Mapping[str, str]) -> Mount:
    """The source, or the folder or file of it that a subPath names; a missing folder is made."""
    part = mount.get("subPath") or environment.expand(mount.get("subPathExpr", ""), variables)
    root = f"{source.root.rstrip('/')}/{part.strip('/')}".rstrip("/") or "/"
    if root not in source.volume.entries:
        source.volume.make_directories(root)
    return Mount(source.volume, root, source.read_only or bool(mount.get("readOnly")))


def _generated(api: Api, namespace: str, pod: Object, container: Object, source: Object) -> dict[str, bytes]:
    """The files of a ConfigMap, Secret, downward API or projected volume, by their path."""
    if "projected" in source:
        found: dict[str, bytes] = {}
        for each in source["projected"].get("sources") or ():
            found |= _generated(api, namespace, pod, container, each)
        return found
    if "downwardAPI" in source:
        return {
            f"/{each['path']}": _fact(api, pod, container, each)
            for each in source["downwardAPI"].get("items") or ()
        }
    if "serviceAccountToken" in source:
        return {f"/{source['serviceAccountToken'].get('path', 'token')}": b"simulated"}
    reference = source.get("configMap") or {**(source.get("secret") or {}), "secret": True}
    data = environment.data_of(api, namespace, reference) or {}
    items = reference.get("items")
    paths = {each["key"]: each["path"] for each in items} if items else {name: name for name in data}
    return {f"/{paths[name]}": content for name, content in sorted(data.items()) if name in paths}


def _set_modes(volume: Volume, source: Object) -> None:
    """What may be done with generated files: as their items say, or the volume as a whole."""
    body = next(source[kind] for kind in GENERATED if kind in source)
    parts = [part for each in body.get("sources") or [source] for part in each.values()]
    items = [item for part in parts if isinstance(part, dict) for item in part.get("items") or ()]
    modes = {f"/{item['path']}": int(item["mode"]) for item in items if item.get("mode") is not None}
    for path, entry in volume.entries.items():
        if not entry.is_directory:
            entry.mode = modes.get(path, int(body.get("defaultMode", USUAL_MODE)))


def _fact(api: Api, pod: Object, container: Object, item: Object) -> bytes:
    if "fieldRef" in item:
        return downward_api.field(pod, item["fieldRef"].get("fieldPath", "")).encode()
    return downward_api.resource(api, pod, container, item.get("resourceFieldRef") or {}).encode()
