"""Persistent volumes and claims: which volume suits which claim.

Source: https://kubernetes.io/docs/concepts/storage/persistent-volumes/#binding
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from k8slab.objects import meta
from k8slab.objects.meta import Object
from k8slab.objects.quantity import whole
from k8slab.objects.selectors import from_manifest

BIND_COMPLETED = "pv.kubernetes.io/bind-completed"
BOUND_BY_CONTROLLER = "pv.kubernetes.io/bound-by-controller"
BETA_CLASS = "volume.beta.kubernetes.io/storage-class"


def phase(obj: Mapping[str, Any]) -> str:
    """Of a volume or a claim."""
    return str((obj.get("status") or {}).get("phase", ""))


def storage_class(obj: Mapping[str, Any]) -> str:
    """Of a volume or a claim; the empty string for none."""
    return meta.annotations(obj).get(BETA_CLASS) or obj["spec"].get("storageClassName") or ""


def capacity(volume: Mapping[str, Any]) -> int:
    """In bytes."""
    return whole((volume["spec"].get("capacity") or {}).get("storage", 0))


def request(claim: Mapping[str, Any]) -> int:
    """How many bytes the claim asks for."""
    resources = claim["spec"].get("resources") or {}
    return whole((resources.get("requests") or {}).get("storage", 0))


def is_bound_completely(claim: Mapping[str, Any]) -> bool:
    """True once the claim's volume is written down for good."""
    return bool(claim["spec"].get("volumeName")) and BIND_COMPLETED in meta.annotations(claim)


def is_meant_for(volume: Mapping[str, Any], claim: Mapping[str, Any]) -> bool:
    """True if the volume's claimRef names this claim; one without a uid is a reservation."""
    reference = volume["spec"].get("claimRef")
    if not reference or (reference.get("namespace"), reference.get("name")) != meta.key(claim):
        return False
    return reference.get("uid") in (None, "", meta.uid(claim))


def suits(volume: Mapping[str, Any], claim: Mapping[str, Any]) -> bool:
    """True if size, modes, class and labels of the volume are what the claim asks for."""
    spec, wanted = volume["spec"], claim["spec"]
    return (
        not meta.is_terminating(volume)
        and capacity(volume) >= request(claim)
        and set(wanted.get("accessModes") or ()) <= set(spec.get("accessModes") or ())
        and storage_class(volume) == storage_class(claim)
        and spec.get("volumeMode", "Filesystem") == wanted.get("volumeMode", "Filesystem")
        and from_manifest(wanted.get("selector") or {}).matches(meta.labels(volume))
    )


def best_match(claim: Mapping[str, Any], volumes: Iterable[Object]) -> Object | None:
    """The volume reserved for the claim, else the smallest free one that suits it, the first by name."""
    free = []
    for volume in volumes:
        if is_meant_for(volume, claim):
            return volume
        if not volume["spec"].get("claimRef") and phase(volume) == "Available" and suits(volume, claim):
            free.append(volume)
    return min(free, key=lambda volume: (capacity(volume), meta.name(volume)), default=None)
