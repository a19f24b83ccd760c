"""Which workload a pod belongs to, and the number of the revision that it was made from."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple

from k8slab.objects import meta
from k8slab.story import Life, Scene
from k8slab.story.life import Object
from k8slab.story.pod_life import REVISION_LABEL
from k8slab.translation import say

TEMPLATE_HASH = "pod-template-hash"


class Workload(NamedTuple):
    """Who looks after a pod: a StatefulSet, a DaemonSet, a Deployment rather than its ReplicaSet."""

    namespace: str
    kind: str
    name: str

    def title(self, *, qualified: bool) -> str:
        """With its namespace where there are several."""
        return f"{self.kind} {self.namespace}/{self.name}" if qualified else f"{self.kind} {self.name}"

    def __str__(self) -> str:
        return self.title(qualified=False)


class Revision(NamedTuple):
    """The ``number``-th revision that pods of a workload were made from."""

    workload: Workload
    number: int
    name: str

    def __str__(self) -> str:
        return say(
            "revision {number} of {workload}: {name}",
            number=self.number,
            workload=self.workload,
            name=self.name,
        )


class Workloads:
    """The workloads of a scene's pods.

    Revisions are numbered in the order in which pods were made from them.
    """

    def __init__(self, scene: Scene) -> None:
        self.scene = scene

    def of(self, pod: Object) -> Workload | None:
        """None for a pod that nobody looks after."""
        owner = meta.controller_of(pod)
        if owner is None:
            return None
        found = Workload(meta.namespace(pod), owner["kind"], owner["name"])
        return self._deployment_of(found) if found.kind == "ReplicaSet" else found

    def revision(self, pod: Object) -> int:
        """The number of a pod's revision; 0 if its workload has had only one until now."""
        numbers = self._numbers.get(self.of(pod), {})
        return numbers.get(revision_of(pod), 0) if len(numbers) > 1 else 0

    def revisions(self, workload: Workload) -> tuple[Revision, ...]:
        """All that pods were made from until now."""
        numbers = self._numbers.get(workload, {})
        return tuple(Revision(workload, number, name) for name, number in numbers.items())

    @cached_property
    def _numbers(self) -> Mapping[Workload | None, dict[str, int]]:
        numbers: dict[Workload | None, dict[str, int]] = {}
        for life in self._begun():
            known = numbers.setdefault(self.of(life.first), {})
            revision = revision_of(life.first)
            if revision and revision not in known:
                known[revision] = len(known) + 1
        return numbers

    def _begun(self) -> list[Life]:
        return [life for life in self.scene.story.lives("pods") if life.created.time <= self.scene.time]

    def _deployment_of(self, replicaset: Workload) -> Workload:
        """The Deployment behind a ReplicaSet; the ReplicaSet itself if it has none."""
        if replicaset not in self._deployments:
            seen = self.scene.last_seen("replicasets", replicaset.name, replicaset.namespace)
            owner = meta.controller_of(seen[1]) if seen else None
            found = Workload(replicaset.namespace, owner["kind"], owner["name"]) if owner else replicaset
            self._deployments[replicaset] = found
        return self._deployments[replicaset]

    @cached_property
    def _deployments(self) -> dict[Workload, Workload]:
        return {}


def revision_of(pod: Object) -> str:
    """The hash or name of the revision that a pod was made from; empty if it was made by hand."""
    labels = meta.labels(pod)
    return labels.get(REVISION_LABEL) or labels.get(TEMPLATE_HASH) or ""
