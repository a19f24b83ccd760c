"""What was there before a recording began, brought into the cluster that replays it.

Owners come before what they own, and volumes before claims, so that references can be translated.
"""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import Any

from k8slab.errors import ApiError
from k8slab.objects import meta
from k8slab.sim import kinds
from k8slab.sim.cluster import Cluster
from k8slab.sim.kinds.kind import Kind

Object = dict[str, Any]
ORDER = (
    "persistentvolumes",
    "persistentvolumeclaims",
    "services",
    "poddisruptionbudgets",
    "statefulsets",
    "daemonsets",
    "deployments",
    "replicasets",
    "controllerrevisions",
    "pods",
    "events",
)
"""Endpoints and slices are made again by their controllers; nodes have been there before."""
STARTED_AGAIN = ("Pending", "Running")
KUBELETS_CONDITIONS = (
    "PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled",
)  # fmt: skip
OF_THE_STORE = ("uid", "resourceVersion", "creationTimestamp", "generation", "managedFields")


def bring(made: Cluster, initial: list[tuple[str, Object]]) -> None:
    """Create those objects as they were, their status included, in namespaces that are made for them."""
    uids: dict[str, str] = {}
    for resource in ORDER:
        for _, recorded in (pair for pair in initial if pair[0] == resource):
            if (meta.namespace(recorded), meta.name(recorded)) == ("default", "kubernetes"):
                continue
            # What this API server refuses is missing from now on, and so is one of the differences.
            with suppress(ApiError):
                uids[recorded["metadata"]["uid"]] = _create(made, KINDS[resource], recorded, uids)
    for volume in made.api.list(kinds.PERSISTENT_VOLUME):
        made.api.modify(kinds.PERSISTENT_VOLUME, meta.name(volume), "", partial(_claimed, uids))


def _create(made: Cluster, kind: Kind, recorded: Object, uids: dict[str, str]) -> str:
    namespace = meta.namespace(recorded)
    _make_namespace(made, namespace)
    draft = _renamed(recorded, uids)
    for field in OF_THE_STORE:
        draft["metadata"].pop(field, None)
    status = _status(kind, draft.pop("status", {}))
    created = made.api.create(kind, draft, namespace)
    if status:
        put = partial(_put, status)
        made.api.modify(kind, meta.name(created), namespace, put, subresource="status")
    return str(created["metadata"]["uid"])


def _make_namespace(made: Cluster, name: str) -> None:
    if name and made.api.find(kinds.NAMESPACE, name) is None:
        body = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}
        made.api.create(kinds.NAMESPACE, body)


def _status(kind: Kind, recorded: Object) -> Object:
    """Containers that were running are started again: of their pods only what others wrote is kept."""
    if kind is not kinds.POD or recorded.get("phase") not in STARTED_AGAIN:
        return recorded
    others = [one for one in recorded.get("conditions", ()) if one["type"] not in KUBELETS_CONDITIONS]
    return {"phase": "Pending", "conditions": others} if others else {}


def _put(status: Object, draft: Object) -> None:
    draft["status"] = status


def _claimed(uids: dict[str, str], volume: Object) -> None:
    """A volume and its claim name each other: the volume, made first, learns the claim's uid last."""
    claim = volume["spec"].get("claimRef", {})
    if claim.get("uid") in uids:
        claim["uid"] = uids[claim["uid"]]


def _renamed(value: Any, uids: dict[str, str]) -> Any:
    """A copy with the uids of this cluster, wherever one stands."""
    if isinstance(value, dict):
        return {key: _renamed(item, uids) for key, item in value.items()}
    if isinstance(value, list):
        return [_renamed(item, uids) for item in value]
    return uids.get(value, value) if isinstance(value, str) else value


KINDS = {kind.plural: kind for kind in kinds.KINDS if kind.plural in ORDER}
