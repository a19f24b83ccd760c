"""Persistent volumes and claims: which volume suits which claim.

Source: https://kubernetes.io/docs/concepts/storage/persistent-volumes/#binding
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from k8slab.objects import meta, node_selector
from k8slab.objects.meta import Object
from k8slab.objects.quantity import whole
from k8slab.objects.selectors import from_manifest
from k8slab.translation import say

BIND_COMPLETED = "pv.kubernetes.io/bind-completed"
BOUND_BY_CONTROLLER = "pv.kubernetes.io/bound-by-controller"
SELECTED_NODE = "volume.kubernetes.io/selected-node"
PROVISIONER = "volume.kubernetes.io/storage-provisioner"
BETA_PROVISIONER = "volume.beta.kubernetes.io/storage-provisioner"
PROVISIONED_BY = "pv.kubernetes.io/provisioned-by"
NO_PROVISIONER = "kubernetes.io/no-provisioner"
HOST_PATH_PROVISIONER = "kubernetes.io/host-path"
BETA_CLASS = "volume.beta.kubernetes.io/storage-class"
SHORT_MODES = {
    "ReadWriteOnce": "RWO",
    "ReadOnlyMany": "ROX",
    "ReadWriteMany": "RWX",
    "ReadWriteOncePod": "RWOP",
}


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


def mode(obj: Mapping[str, Any]) -> str:
    """Of a volume or a claim: a file system, or a bare block device."""
    return str(obj["spec"].get("volumeMode") or "Filesystem")


def access_modes(obj: Mapping[str, Any]) -> set[str]:
    """Of a volume or a claim."""
    return set(obj["spec"].get("accessModes") or ())


def short_modes(modes: Iterable[str] | None) -> str:
    """Access modes as people write them: ``RWO,RWX``, always in the same order."""
    there = set(modes or ())
    return ",".join(short for mode, short in SHORT_MODES.items() if mode in there)


def node_terms(volume: Mapping[str, Any]) -> list[Object]:
    """Which nodes can use the volume; the empty list if all can."""
    required = (volume["spec"].get("nodeAffinity") or {}).get("required") or {}
    return required.get("nodeSelectorTerms") or []


def is_usable_on(volume: Mapping[str, Any], node: Mapping[str, Any]) -> bool:
    terms = node_terms(volume)
    return not terms or node_selector.matches(terms, node)


def mismatch(volume: Mapping[str, Any], claim: Mapping[str, Any]) -> str:
    """Why a claim may not have the volume that it names; empty if it may."""
    if meta.is_terminating(volume):
        return f'the volume is marked for deletion "{meta.name(volume)}"'
    if capacity(volume) < request(claim):
        return "requested PV is too small"
    if storage_class(volume) != storage_class(claim):
        return "storageClassName does not match"
    if mode(volume) != mode(claim):
        return "incompatible volumeMode"
    return "" if access_modes(claim) <= access_modes(volume) else "incompatible accessMode"


def obstacles(volume: Mapping[str, Any], claim: Mapping[str, Any]) -> Iterator[str]:
    """Why a claim that names no volume does not get this one, in words; nothing if it may have it.

    What a volume that is reserved for the claim must fulfil comes after what only others must.
    """
    if not is_meant_for(volume, claim):
        yield from _not_free(volume, claim)
    if meta.is_terminating(volume):
        yield say("it is being deleted")
    if capacity(volume) < request(claim):
        yield say(
            "its capacity {capacity} is less than the {asked} asked for",
            capacity=_storage(volume, "capacity"),
            asked=_asked(claim),
        )
    if not access_modes(claim) <= access_modes(volume):
        missing = ", ".join(sorted(access_modes(claim) - access_modes(volume)))
        yield say("its accessModes lack {missing}", missing=missing)
    if mode(volume) != mode(claim):
        yield say(
            "its volumeMode is {offered}, the claim asks for {asked}", offered=mode(volume), asked=mode(claim)
        )


def _not_free(volume: Mapping[str, Any], claim: Mapping[str, Any]) -> Iterator[str]:
    reference = volume["spec"].get("claimRef")
    if reference:
        whose = f"{reference.get('namespace', '')}/{reference.get('name', '')}"
        yield say("it belongs to claim {claim}", claim=whose)
    if phase(volume) != "Available":
        yield say("its phase is {phase}, not Available", phase=phase(volume))
    if storage_class(volume) != storage_class(claim):
        ours, theirs = (storage_class(each) or '""' for each in (volume, claim))
        yield say("its storageClassName is {ours}, the claim's is {theirs}", ours=ours, theirs=theirs)
    if not from_manifest(claim["spec"].get("selector") or {}).matches(meta.labels(volume)):
        yield say("its labels do not match the claim's selector")


def _storage(volume: Mapping[str, Any], field: str) -> str:
    return str((volume["spec"].get(field) or {}).get("storage", 0))


def _asked(claim: Mapping[str, Any]) -> str:
    return _storage({"spec": claim["spec"].get("resources") or {}}, "requests")


def _suits(volume: Mapping[str, Any], claim: Mapping[str, Any]) -> bool:
    return next(obstacles(volume, claim), None) is None


def reserved(claim: Mapping[str, Any], volumes: Iterable[Object]) -> Object | None:
    """The volume whose claimRef names the claim, if it is what the claim asks for; its class is not asked."""
    return next((each for each in volumes if is_meant_for(each, claim) and _suits(each, claim)), None)


def best_match(
    claim: Mapping[str, Any], volumes: Iterable[Object], node: Mapping[str, Any] | None = None
) -> Object | None:
    """The volume reserved for the claim, else the free one that suits it best.

    Fewer access modes are better than more, then small than large, then the first by name. With a ``node``
    only what can be used there counts, and how many access modes it has does not.
    """
    volumes = list(volumes)
    kept = reserved(claim, volumes)
    if kept is not None:
        return kept if node is None or is_usable_on(kept, node) else None
    free = [each for each in volumes if _suits(each, claim) and (node is None or is_usable_on(each, node))]
    return min(free, key=_by_size if node is not None else _by_modes, default=None)


def _by_size(volume: Mapping[str, Any]) -> tuple[int, str]:
    return capacity(volume), meta.name(volume)


def _by_modes(volume: Mapping[str, Any]) -> tuple[int, int, str]:
    return len(access_modes(volume)), *_by_size(volume)


def reference(claim: Mapping[str, Any]) -> Object:
    """The claimRef of a volume that is the claim's."""
    return {
        "kind": "PersistentVolumeClaim",
        "namespace": meta.namespace(claim),
        "name": meta.name(claim),
        "uid": meta.uid(claim),
        "apiVersion": "v1",
        "resourceVersion": claim["metadata"]["resourceVersion"],
    }


def claim_names(pod: Mapping[str, Any]) -> Iterator[str]:
    """The claims that the pod's volumes refer to."""
    return (name for name, _ in claims_of(pod))


def claims_of(pod: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
    """The names of the pod's claims, and whether they are made for the pod alone (ephemeral volumes)."""
    for volume in pod["spec"].get("volumes") or ():
        if "persistentVolumeClaim" in volume:
            yield volume["persistentVolumeClaim"]["claimName"], False
        elif "ephemeral" in volume:
            yield f"{meta.name(pod)}-{volume['name']}", True


def claim_keys(pod: Mapping[str, Any]) -> Iterator[meta.Key]:
    """The pod's claims by namespace and name."""
    return ((meta.namespace(pod), name) for name in claim_names(pod))


def uses(pod: Mapping[str, Any], claim: Mapping[str, Any]) -> bool:
    """True if the pod mounts the claim; by an ephemeral volume only one that was made for it."""
    named = [own for name, own in claims_of(pod) if name == meta.name(claim)]
    return any(not own or is_owned_by(claim, pod) for own in named)


def takers(volume: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """Who may take the volume: the claim that its claimRef names, or those of its class while it is free."""
    reference = volume["spec"].get("claimRef")
    if reference:
        yield reference.get("namespace", ""), reference.get("name", "")
    elif phase(volume) == "Available":
        yield (storage_class(volume),)


def sought(claim: Mapping[str, Any]) -> Iterator[str]:
    """The volume that the claim has or asks for by name; the empty string if it waits for any."""
    name = claim["spec"].get("volumeName", "")
    if name or phase(claim) == "Pending":
        yield name


def is_owned_by(claim: Mapping[str, Any], pod: Mapping[str, Any]) -> bool:
    """True if the claim was made for an ephemeral volume of the pod."""
    owner = meta.controller_of(claim)
    return owner is not None and owner["uid"] == meta.uid(pod)


def not_made_for(claim: Mapping[str, Any], pod: Mapping[str, Any]) -> str:
    """What is said about a claim that has the name of an ephemeral volume's but is somebody else's."""
    which, whose = "/".join(meta.key(claim)), "/".join(meta.key(pod))
    return f"PVC {which} was not created for pod {whose} (pod is not owner)"
