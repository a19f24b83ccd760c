"""The revisions of a workload by number, and which of them is the newest."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from k8slab.objects import meta
from k8slab.pictures.workloads import Workload, Workloads, revision_of
from k8slab.story import Scene
from k8slab.story.life import Object

ROLLED = "deployment.kubernetes.io/revision"


class Versions:
    """Numbers are those of all pictures: in the order in which pods were made from them.

    A newest revision without pods has the next number.
    """

    def __init__(self, scene: Scene, workload: Workload, obj: Object) -> None:
        self.scene = scene
        self.workload = workload
        self.obj = obj

    def number(self, pod: Object) -> int:
        """0 for a pod without a revision."""
        return self._numbers.get(revision_of(pod), 0)

    @property
    def newest(self) -> int:
        """The number of the revision that the controller rolls out; 0 if it has not said yet."""
        return self._numbers.get(self._newest_name, 0)

    @cached_property
    def names(self) -> Mapping[int, str]:
        return {number: name for name, number in self._numbers.items()}

    @cached_property
    def _numbers(self) -> dict[str, int]:
        told = Workloads(self.scene).revisions(self.workload)
        numbers = {revision.name: revision.number for revision in told}
        if self._newest_name and self._newest_name not in numbers:
            numbers[self._newest_name] = len(numbers) + 1
        return numbers

    @cached_property
    def _newest_name(self) -> str:
        if self.workload.kind == "StatefulSet":
            return str((self.obj.get("status") or {}).get("updateRevision", ""))
        found = self._replicasets() if self.workload.kind == "Deployment" else self._controller_revisions()
        return max(found)[1].removeprefix(f"{self.workload.name}-") if found else ""

    def _controller_revisions(self) -> list[tuple[int, str]]:
        mine = self._owned("controllerrevisions")
        return [(int(each.get("revision", 0)), meta.name(each)) for each in mine]

    def _replicasets(self) -> list[tuple[int, str]]:
        mine = self._owned("replicasets")
        return [(int(meta.annotations(each).get(ROLLED, "0")), meta.name(each)) for each in mine]

    def _owned(self, resource: str) -> list[Object]:
        there = self.scene.objects(resource, self.workload.namespace)
        return [each for each in there if meta.is_controlled_by(each, self.obj)]
