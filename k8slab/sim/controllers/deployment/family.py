"""The ReplicaSets of one Deployment: the one of its present template, and those of past ones.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#pod-template-hash-label
"""

from __future__ import annotations

from collections.abc import Callable

from k8slab.objects import meta, selectors
from k8slab.objects.meta import Object
from k8slab.sim import kinds, ownership, revisions
from k8slab.sim.api import Api
from k8slab.sim.controllers.deployment import limits, notes
from k8slab.sim.controllers.deployment.proportions import age

HASH_LABEL = "pod-template-hash"
LONGEST_NAME = 253
Report = Callable[[str], None]


class Family:
    """The sets that one Deployment controls, once it has adopted and released what it must.

    ``new`` has the Deployment's template, ``old`` are the others, oldest first. ``report`` is told what is
    scaled.
    """

    def __init__(self, api: Api, deployment: Object, report: Report) -> None:
        self.deployment = deployment
        self._api = api
        self._report = report
        members = self._claimed()
        self.new = next((each for each in members if _has_template(each, deployment)), None)
        self.old = [each for each in members if each is not self.new]

    def _claimed(self) -> list[Object]:
        selector = selectors.from_manifest(self.deployment["spec"]["selector"])
        candidates = ownership.candidates(self._api, self.deployment, kinds.REPLICASET)
        mine = ownership.claim(self._api, self.deployment, kinds.REPLICASET, candidates, selector)
        return sorted(mine, key=age)

    @property
    def all(self) -> list[Object]:
        return [*self.old, self.new] if self.new else list(self.old)

    @property
    def active_old(self) -> list[Object]:
        return [each for each in self.old if each["spec"]["replicas"]]

    @property
    def active(self) -> list[Object]:
        return [each for each in self.all if each["spec"]["replicas"]]

    @property
    def size(self) -> int:
        """How many pods all sets together should have."""
        return sum(each["spec"]["replicas"] for each in self.all)

    def resize(self, replicas: Object, size: int) -> bool:
        """Scale the set unless it has that size; True if it had another."""
        return replicas["spec"]["replicas"] != size and self.scale(replicas, size)

    def scale(self, replicas: Object, size: int) -> bool:
        """Give the set that size and note what for; True if the size changed."""
        before = replicas["spec"]["replicas"]
        sizes = notes.sizes(self.deployment)

        def change(draft: Object) -> None:
            draft["spec"]["replicas"] = size
            draft["metadata"]["annotations"] = {**meta.annotations(draft), **sizes}

        self._modify(replicas, change)
        if size != before:
            way = "up" if size > before else "down"
            self._report(f"Scaled {way} replica set {meta.name(replicas)} from {before} to {size}")
        return bool(size != before)

    def annotate_new(self) -> bool:
        """Bring the annotations and minReadySeconds of the new set up to date; True if they were not."""
        assert self.new is not None
        present, least = meta.annotations(self.new), self.deployment["spec"].get("minReadySeconds", 0)
        number = notes.next_revision(self.old)
        wanted = notes.of_new_set(self.deployment, present, number)
        if wanted == present and self.new["spec"].get("minReadySeconds", 0) == least:
            return False

        def change(draft: Object) -> None:
            draft["metadata"]["annotations"] = wanted
            _set_least_ready(draft["spec"], least)

        self._modify(self.new, change)
        return True

    def draft_new(self, collisions: int) -> Object:
        """A set for the present template, with as many pods as there is room for at once."""
        template = meta.copy(self.deployment["spec"]["template"])
        digest = revisions.revision_hash(template, collisions)
        template["metadata"]["labels"] = {**meta.labels(template), HASH_LABEL: digest}
        own = notes.of_new_set(self.deployment, {}, notes.next_revision(self.old))
        spec: Object = {
            "replicas": limits.size_of_new(self.deployment, 0, self.size),
            "selector": _with_hash(self.deployment["spec"]["selector"], digest),
            "template": template,
        }
        _set_least_ready(spec, self.deployment["spec"].get("minReadySeconds", 0))
        metadata = {
            "name": f"{meta.name(self.deployment)[: LONGEST_NAME - len(digest) - 1]}-{digest}",
            "namespace": meta.namespace(self.deployment),
            "labels": dict(template["metadata"]["labels"]),
            "annotations": {**own, **notes.sizes(self.deployment)},
            "ownerReferences": [meta.owner_reference(self.deployment)],
        }
        return {"metadata": metadata, "spec": spec}

    def create_new(self, draft: Object) -> Object:
        """Make that set; raises ApiError."""
        self.new = self._api.create(kinds.REPLICASET, draft)
        if size := self.new["spec"]["replicas"]:
            self._report(f"Scaled up replica set {meta.name(self.new)} from 0 to {size}")
        return self.new

    def truncate(self, limit: int) -> None:
        """Delete the oldest revisions that have no pods, down to ``limit``."""
        there = [each for each in self.old if not meta.is_terminating(each)]
        for each in sorted(there, key=notes.revision)[: max(len(there) - limit, 0)]:
            if _is_empty(each):
                self._api.delete(kinds.REPLICASET, meta.name(each), meta.namespace(each))

    def _modify(self, replicas: Object, change: Callable[[Object], None]) -> None:
        name, namespace = meta.name(replicas), meta.namespace(replicas)
        changed = self._api.modify(kinds.REPLICASET, name, namespace, change)
        if replicas is self.new:
            self.new = changed
        self.old = [changed if each is replicas else each for each in self.old]


def _has_template(replicas: Object, deployment: Object) -> bool:
    """True if the set's template is the Deployment's, but for the hash."""
    template = meta.copy(replicas["spec"]["template"])
    template["metadata"].get("labels", {}).pop(HASH_LABEL, None)
    return bool(template == deployment["spec"]["template"])


def _with_hash(selector: Object, digest: str) -> Object:
    return {**meta.copy(selector), "matchLabels": {**(selector.get("matchLabels") or {}), HASH_LABEL: digest}}


def _set_least_ready(spec: Object, least: int) -> None:
    spec.pop("minReadySeconds", None)
    if least:
        spec["minReadySeconds"] = least


def _is_empty(replicas: Object) -> bool:
    """No pods, none wanted, and nothing that the set's controller has yet to see."""
    status = replicas["status"]
    seen = status.get("observedGeneration", 0) >= replicas["metadata"]["generation"]
    return not replicas["spec"]["replicas"] and not status.get("replicas", 0) and seen
