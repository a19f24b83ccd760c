"""Audits a cluster with one StatefulSet that has come to rest: status, revisions, what belongs to whom."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from k8slab.objects import meta, pods
from k8slab.sim import kinds
from k8slab.sim.cluster import Cluster
from tests.sim.watchman import NAME, NAMESPACE

Object = dict[str, Any]
REVISION = "controller-revision-hash"
COUNTS = ("replicas", "readyReplicas", "availableReplicas", "currentReplicas", "updatedReplicas")


class Bookkeeper:
    """`complaints` says what is not in order."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._api = cluster.api

    def complaints(self) -> list[str]:
        owner = self._api.find(kinds.STATEFULSET, NAME, NAMESPACE)
        if owner is None or meta.is_terminating(owner):
            return []
        members = [pod for pod in self._pods() if meta.is_controlled_by(pod, owner)]
        return [
            *self._about_status(owner, members),
            *self._about_revisions(owner, members),
            *self._about_owners(owner),
        ]

    def _pods(self) -> list[Object]:
        return [pod for pod in self._api.list(kinds.POD, NAMESPACE) if _is_named_like_a_member(pod)]

    def _about_status(self, owner: Object, members: list[Object]) -> Iterator[str]:
        status = owner["status"]
        if status["observedGeneration"] != owner["metadata"]["generation"]:
            yield f"generation {owner['metadata']['generation']} has not been seen"
        least, now = owner["spec"].get("minReadySeconds", 0), self._cluster.clock.now
        ready = [pod for pod in members if pods.is_running_and_ready(pod)]
        living = [pod for pod in members if not meta.is_terminating(pod)]
        counted = {
            "replicas": len(members),
            "readyReplicas": len(ready),
            "availableReplicas": sum(pods.is_available(pod, least, now) for pod in ready),
            "currentReplicas": sum(_revision(pod) == status["currentRevision"] for pod in living),
            "updatedReplicas": sum(_revision(pod) == status["updateRevision"] for pod in living),
        }
        shown = {name: status.get(name, 0) for name in COUNTS}
        if shown != counted:
            yield f"the status says {shown}, and there are {counted}"

    def _about_revisions(self, owner: Object, members: list[Object]) -> Iterator[str]:
        status = owner["status"]
        live = {status["currentRevision"], status["updateRevision"], *map(_revision, members)}
        kept = [
            meta.name(item)
            for item in self._api.list(kinds.CONTROLLER_REVISION, NAMESPACE)
            if meta.is_controlled_by(item, owner)
        ]
        if missing := {status["currentRevision"], status["updateRevision"]} - set(kept):
            yield f"there is no revision {sorted(missing)}"
        limit = owner["spec"]["revisionHistoryLimit"]
        if len(idle := set(kept) - live) > limit:
            yield f"{sorted(idle)} are kept, more than {limit}"

    def _about_owners(self, owner: Object) -> Iterator[str]:
        """Members have their set's labels, and whoever has them and nobody else is a member."""
        chosen = owner["spec"]["selector"]["matchLabels"].items()
        for pod in self._pods():
            matches = chosen <= meta.labels(pod).items()
            if meta.is_controlled_by(pod, owner) and not matches:
                yield f"{meta.name(pod)} has not been released"
            if matches and meta.controller_of(pod) is None and not meta.is_terminating(pod):
                yield f"{meta.name(pod)} has not been adopted"


def _is_named_like_a_member(pod: Object) -> bool:
    before, _, number = meta.name(pod).rpartition("-")
    return before == NAME and number.isdigit()


def _revision(pod: Object) -> str:
    return str(meta.labels(pod).get(REVISION, ""))
