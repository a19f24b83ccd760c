"""Which lists and maps a strategic merge patch merges, and by which key.

Source: the patchStrategy and patchMergeKey notes of https://kubernetes.io/docs/reference/kubernetes-api/
"""

from __future__ import annotations

from typing import NamedTuple

Path = tuple[str, ...]


class Strategy(NamedTuple):
    """How one field is patched. `key` is empty for lists of plain values."""

    merge: bool = False
    key: str = ""
    retain_keys: bool = False
    replace: bool = False


ATOMIC = Strategy()

_CONTAINER_LISTS = {"env": "name", "volumeMounts": "mountPath", "volumeDevices": "devicePath"}
_POD_SPEC_LISTS = {
    "containers": "name", "initContainers": "name", "ephemeralContainers": "name", "imagePullSecrets": "name",
    "hostAliases": "ip", "topologySpreadConstraints": "topologyKey", "resourceClaims": "name",
    "schedulingGates": "name",
}  # fmt: skip
_CONTAINERS = ("containers", "initContainers", "ephemeralContainers")

_TABLE: dict[tuple[str, str], Strategy] = {
    **{
        (parent, name): Strategy(True, key)
        for parent in _CONTAINERS
        for name, key in _CONTAINER_LISTS.items()
    },
    **{(parent, "ports"): Strategy(True, "containerPort") for parent in _CONTAINERS},
    **{("spec", name): Strategy(True, key) for name, key in _POD_SPEC_LISTS.items()},
    ("spec", "volumes"): Strategy(True, "name", retain_keys=True),
    ("spec", "ports"): Strategy(True, "port"),
    ("spec", "strategy"): Strategy(retain_keys=True),
    ("spec", "taints"): ATOMIC,
    ("metadata", "ownerReferences"): Strategy(True, "uid"),
    ("metadata", "finalizers"): Strategy(True),
    ("status", "conditions"): Strategy(True, "type"),
    ("status", "addresses"): Strategy(True, "type"),
    ("status", "podIPs"): Strategy(True, "ip"),
    ("status", "hostIPs"): Strategy(True, "ip"),
    ("", "secrets"): Strategy(True, "name"),
    ("", "imagePullSecrets"): Strategy(True, "name"),
}
_REPLACED = {("PodDisruptionBudget", ("spec", "selector"))}


def strategy(kind: str, path: Path) -> Strategy:
    """The strategy of the field at `path` (names only, without list positions) of an object of that kind."""
    if (kind, path) in _REPLACED:
        return Strategy(replace=True)
    parent = path[-2] if len(path) > 1 else ""
    return _TABLE.get((parent, path[-1]), ATOMIC)
