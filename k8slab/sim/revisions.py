"""Revisions: a workload's past pod templates, kept as ControllerRevisions.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#revision-history
"""

from __future__ import annotations

from collections.abc import Iterable

from k8slab.errors import ApiError
from k8slab.objects import meta, selectors
from k8slab.objects.go_json import go_json
from k8slab.objects.meta import Object
from k8slab.sim import kinds, ownership
from k8slab.sim.api import Api
from k8slab.sim.chance import SUFFIX_ALPHABET

FNV_OFFSET = 2166136261
FNV_PRIME = 16777619


def fnv1(data: bytes) -> int:
    """The 32-bit FNV-1 hash."""
    number = FNV_OFFSET
    for byte in data:
        number = (number * FNV_PRIME & 0xFFFFFFFF) ^ byte
    return number


def safe_encode(text: str) -> str:
    """Map each character into an alphabet without vowels, so that no hash spells a word."""
    return "".join(SUFFIX_ALPHABET[ord(character) % len(SUFFIX_ALPHABET)] for character in text)


def revision_hash(data: Object, collisions: int) -> str:
    """The hash in a revision's name: of its data, and of how many equal names were taken already."""
    return safe_encode(str(fnv1((go_json(data) + str(collisions)).encode())))


def template_patch(owner: Object) -> Object:
    """A revision's data: the patch that puts the owner's present pod template back."""
    template = {**meta.copy(owner["spec"]["template"]), "$patch": "replace"}
    return {"spec": {"template": template}}


def with_template(owner: Object, revision: Object) -> Object:
    """The owner as it was at that revision."""
    template = {key: value for key, value in revision["data"]["spec"]["template"].items() if key != "$patch"}
    return {**owner, "spec": {**owner["spec"], "template": template}}


class History:
    """The revisions of one workload object, oldest first.

    ``releases``: one whose labels no longer match is let go; a StatefulSet keeps it.
    """

    def __init__(self, api: Api, owner: Object, hash_label: str, *, releases: bool = True) -> None:
        self._api = api
        self._owner = owner
        self._hash_label = hash_label
        self.revisions = self._claimed(releases)

    def _claimed(self, releases: bool) -> list[Object]:
        selector = selectors.from_manifest(self._owner["spec"]["selector"])
        candidates = ownership.candidates(self._api, self._owner, kinds.CONTROLLER_REVISION)
        kind = kinds.CONTROLLER_REVISION
        mine = ownership.claim(self._api, self._owner, kind, candidates, selector, releases=releases)
        return sorted(mine, key=lambda item: (item["revision"], item["metadata"]["creationTimestamp"]))

    def find(self, name: str) -> Object | None:
        return next((item for item in self.revisions if meta.name(item) == name), None)

    def latest(self, collisions: int) -> tuple[Object, int]:
        """The revision of the present template, made if need be, and the new collision count.

        An older equal revision is used again: only its number is raised.
        """
        data = template_patch(self._owner)
        number = self.revisions[-1]["revision"] + 1 if self.revisions else 1
        equal = [item for item in self.revisions if item["data"] == data]
        if equal and equal[-1] is self.revisions[-1]:
            return equal[-1], collisions
        if equal:
            return self._renumber(equal[-1], number), collisions
        return self._create(data, number, collisions)

    def _renumber(self, revision: Object, number: int) -> Object:
        def change(draft: Object) -> None:
            draft["revision"] = number

        name, namespace = meta.name(revision), meta.namespace(revision)
        return self._api.modify(kinds.CONTROLLER_REVISION, name, namespace, change)

    def _create(self, data: Object, number: int, collisions: int) -> tuple[Object, int]:
        while True:
            revision = self._build(data, number, collisions)
            try:
                return self._api.create(kinds.CONTROLLER_REVISION, revision), collisions
            except ApiError as error:
                if error.reason != "AlreadyExists":
                    raise
            name, namespace = meta.name(revision), meta.namespace(revision)
            present = self._api.get(kinds.CONTROLLER_REVISION, name, namespace)
            if present["data"] == data:
                return present, collisions
            collisions += 1

    def _build(self, data: Object, number: int, collisions: int) -> Object:
        digest = revision_hash(data, collisions)
        labels = self._owner["spec"]["template"]["metadata"].get("labels", {})
        metadata: Object = {
            "name": f"{meta.name(self._owner)}-{digest}",
            "namespace": meta.namespace(self._owner),
            "labels": {**labels, self._hash_label: digest},
            "annotations": dict(meta.annotations(self._owner)),
            "ownerReferences": [meta.owner_reference(self._owner)],
        }
        return {"metadata": metadata, "data": data, "revision": number}

    def truncate(self, limit: int, live: Iterable[str]) -> None:
        """Delete the oldest revisions that no pod uses, down to ``limit``; all are kept if it is negative."""
        if limit < 0:
            return
        used = set(live)
        idle = [item for item in self.revisions if meta.name(item) not in used]
        for revision in idle[: max(len(idle) - limit, 0)]:
            self._api.delete(kinds.CONTROLLER_REVISION, meta.name(revision), meta.namespace(revision))
