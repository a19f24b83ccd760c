"""A cluster with one StatefulSet, and what its tests look at."""

from __future__ import annotations

from typing import Any

from k8slab.objects import meta, pods
from k8slab.sim import kinds
from k8slab.sim.cluster import Cluster

MERGE_PATCH = "application/merge-patch+json"


def manifest(**spec: Any) -> dict[str, Any]:
    container = {"name": "main", "image": "nginx:1.24"}
    claim = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
    return {
        "metadata": {"name": "web"},
        "spec": {
            "replicas": 3,
            "serviceName": "web",
            "selector": {"matchLabels": {"app": "web"}},
            "template": {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [container]}},
            "volumeClaimTemplates": [{"metadata": {"name": "data"}, "spec": claim}],
            **spec,
        },
    }


def with_volumes(made: Cluster | None = None) -> Cluster:
    """Three nodes and five volumes."""
    made = made or Cluster()
    for number in range(5):
        volume = {
            "capacity": {"storage": "1Gi"},
            "accessModes": ["ReadWriteOnce"],
            "nfs": {"server": "nfs.example.com", "path": f"/{number}"},
        }
        made.api.create(kinds.PERSISTENT_VOLUME, {"metadata": {"name": f"pv{number}"}, "spec": volume})
    return made


def deploy(cluster: Cluster, **spec: Any) -> None:
    cluster.api.create(kinds.STATEFULSET, manifest(**spec), "default")
    assert cluster.settle()


def change(cluster: Cluster, **spec: Any) -> None:
    cluster.api.patch(kinds.STATEFULSET, "web", "default", {"spec": spec}, MERGE_PATCH)


def new_image(image: str) -> dict[str, Any]:
    return {"spec": {"containers": [{"name": "main", "image": image}]}}


def milestones(cluster: Cluster, since: int = 0) -> list[str]:
    """What happened to the set's pods, in order: created, ready, deleting, gone."""
    log = []
    for entry in cluster.store.log[since:]:
        if entry.kind is kinds.POD:
            word = milestone(entry.type, entry.object, entry.previous)
            log += [f"{meta.name(entry.object)} {word}"] if word else []
    return log


def milestone(change_type: str, pod: dict[str, Any], before: dict[str, Any] | None) -> str | None:
    if change_type == "ADDED":
        return "created"
    if change_type == "DELETED":
        return "gone"
    assert before is not None
    if meta.is_terminating(pod) and not meta.is_terminating(before):
        return "deleting"
    return "ready" if pods.is_ready(pod) and not pods.is_ready(before) else None


def uids(cluster: Cluster) -> dict[str, str]:
    return {meta.name(pod): meta.uid(pod) for pod in cluster.api.list(kinds.POD, "default")}


def images(cluster: Cluster) -> list[str]:
    return [pod["spec"]["containers"][0]["image"] for pod in cluster.api.list(kinds.POD, "default")]


def status(cluster: Cluster) -> dict[str, Any]:
    found: dict[str, Any] = cluster.api.get(kinds.STATEFULSET, "web", "default")["status"]
    return found


def claims(cluster: Cluster) -> list[dict[str, Any]]:
    return cluster.api.list(kinds.PERSISTENT_VOLUME_CLAIM, "default")


def owners(cluster: Cluster) -> dict[str, list[str]]:
    """Who owns each claim: ``Kind/name``."""
    return {
        meta.name(claim): [f"{owner['kind']}/{owner['name']}" for owner in meta.owners(claim)]
        for claim in claims(cluster)
    }
