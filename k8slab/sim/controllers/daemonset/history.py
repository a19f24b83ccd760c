"""A DaemonSet's revisions: the present one, and what becomes of the others.

Source: https://kubernetes.io/docs/tasks/manage-daemon/rollback-daemon-set/
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from k8slab.objects import meta
from k8slab.objects.meta import Object
from k8slab.sim import kinds, revisions
from k8slab.sim.api import Api
from k8slab.sim.controllers.daemonset.daemon_pod import HASH_LABEL


class DaemonHistory:
    """The revisions that the set controls; ``current`` is the one of its present template."""

    def __init__(self, api: Api, daemons: Object) -> None:
        self._api = api
        self._history = revisions.History(api, daemons, HASH_LABEL)
        self._history.revisions = [self._labelled(each) for each in self._history.revisions]
        self.current, self.collisions = self._history.latest(daemons["status"].get("collisionCount", 0))
        self.hash: str = meta.labels(self.current)[HASH_LABEL]
        self._limit: int = daemons["spec"]["revisionHistoryLimit"]

    def _labelled(self, revision: Object) -> Object:
        """One that somebody made without a hash is known by its name."""
        if HASH_LABEL in meta.labels(revision):
            return revision
        name, namespace = meta.name(revision), meta.namespace(revision)
        return self._api.modify(kinds.CONTROLLER_REVISION, name, namespace, _with_hash(name))

    @property
    def _others(self) -> list[Object]:
        return [each for each in self._history.revisions if meta.name(each) != meta.name(self.current)]

    def merge_equal(self, members: Iterable[Object]) -> bool:
        """Of several revisions with the present template only the last one stays; True if there were any.

        All pods are labelled with it, as Kubernetes does: also those of older templates, amid an update.
        """
        equal = [each for each in self._others if each["data"] == self.current["data"]]
        if not equal:
            return False
        for pod in members:
            if meta.labels(pod).get(HASH_LABEL) != self.hash:
                name, namespace = meta.name(pod), meta.namespace(pod)
                self._api.modify(kinds.POD, name, namespace, _with_hash(self.hash))
        for revision in equal:
            self._delete(revision)
            self._history.revisions.remove(revision)
        return True

    def truncate(self, members: Iterable[Object]) -> None:
        """Delete the oldest revisions beyond the limit; those that pods still have count but stay."""
        live = {meta.labels(pod).get(HASH_LABEL) for pod in members}
        idle = [each for each in self._others if meta.labels(each).get(HASH_LABEL) not in live]
        for revision in idle[: max(len(self._others) - self._limit, 0)]:
            self._delete(revision)

    def _delete(self, revision: Object) -> None:
        self._api.delete(kinds.CONTROLLER_REVISION, meta.name(revision), meta.namespace(revision))


def _with_hash(digest: str) -> Callable[[Object], None]:
    def change(draft: Object) -> None:
        draft["metadata"]["labels"] = {**meta.labels(draft), HASH_LABEL: digest}

    return change
