"""Where a volume's data is: the part of a volume's spec that names its storage, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from k8slab.story.life import Object
from k8slab.translation import say

CONFIGURATION = ("configMap", "secret", "projected", "downwardAPI")
"""Volumes of a pod that hold what the API knows, not data."""
ELSEWHERE = ("name", "persistentVolumeClaim", "ephemeral", *CONFIGURATION)


class Source(NamedTuple):
    """A kind of storage, and what is to be known of it."""

    name: str
    facts: tuple[str, ...]


def source_of(holder: Mapping[str, Any]) -> Source | None:
    """The storage that a volume's spec, or a pod's volume, names; None if it names none."""
    for kind, tell in KNOWN.items():
        if kind in holder:
            return tell(holder[kind] or {})
    other = next((each for each in sorted(holder) if _is_source(holder, each)), None)
    return Source(other, tuple(_plain(holder[other]))) if other else None


def direct_sources(pod: Object) -> dict[str, list[str]]:
    """The storage that a pod mounts without a claim: its kinds, and the facts of each."""
    found: dict[str, list[str]] = {}
    for volume in pod["spec"].get("volumes") or ():
        held = {name: value for name, value in volume.items() if name not in ELSEWHERE}
        source = source_of(held)
        if source is not None:
            found.setdefault(source.name, []).extend(f for f in source.facts if f not in found[source.name])
    return found


def _is_source(holder: Mapping[str, Any], name: str) -> bool:
    """A volume's spec names its storage by an object with this name; its other objects are known."""
    return isinstance(holder[name], Mapping) and name not in ("capacity", "claimRef", "nodeAffinity")


def _plain(fields: Mapping[str, Any]) -> Iterator[str]:
    return (f"{name} {value}" for name, value in sorted(fields.items()) if isinstance(value, str | int))


def _nfs(source: Object) -> Source:
    return Source(f"NFS {source.get('server', '')}", (say("path {path}", path=source.get("path", "")),))


def _host_path(source: Object) -> Source:
    return Source("hostPath", (say("path {path}", path=source.get("path", "")),))


def _local(source: Object) -> Source:
    return Source(say("local disk"), (say("path {path}", path=source.get("path", "")),))


def _csi(source: Object) -> Source:
    attributes = source.get("volumeAttributes") or {}
    place = [f"{name} {attributes[name]}" for name in ("server", "share", "subdir") if name in attributes]
    handle = source.get("volumeHandle", "")
    return Source(
        f"CSI {source.get('driver', '')}",
        tuple(place or ([say("handle {handle}", handle=handle)] if handle else [])),
    )


def _empty_dir(source: Object) -> Source:
    medium = (say("in memory"),) if source.get("medium") == "Memory" else ()
    return Source("emptyDir", (*medium, say("goes with the pod")))


KNOWN: dict[str, Callable[[Object], Source]] = {
    "nfs": _nfs,
    "hostPath": _host_path,
    "local": _local,
    "csi": _csi,
    "emptyDir": _empty_dir,
}
