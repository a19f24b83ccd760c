"""One look at one StatefulSet: what is there, what should be, and the next step towards it.

The guarantees that are cited are those of this package.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from k8slab.errors import ApiError, K8slabError
from k8slab.objects import meta, pods, selectors
from k8slab.objects.meta import Object
from k8slab.sim import kinds, ownership, revisions
from k8slab.sim.controllers.statefulset import identity, rollout, status
from k8slab.sim.controllers.statefulset.claims import Claims
from k8slab.sim.controllers.statefulset.members import Members
from k8slab.sim.kinds.gates import MAX_UNAVAILABLE
from k8slab.sim.reconcile import Controller

HASH_LABEL = "controller.kubernetes.io/hash"
Step = Callable[[int], bool]
"""Deals with the member of that ordinal; True if the next one's turn has come."""


class Sync:
    """What the controller does for one set at one instant."""

    def __init__(self, controller: Controller, statefulset: Object) -> None:
        self.controller = controller
        self.api = controller.api
        self.set = statefulset
        self.history = revisions.History(self.api, statefulset, HASH_LABEL, releases=False)
        self.members = Members(statefulset, self._claimed_pods(), self.api.now)
        self.claims = Claims(self.api, statefulset, self._event)
        shown = statefulset.get("status") or {}
        self.update, self.collisions = self.history.latest(shown.get("collisionCount", 0))
        self.current = self.history.find(shown.get("currentRevision", "")) or self.update

    def run(self) -> None:
        try:
            if not meta.is_terminating(self.set):
                self._converge()
        finally:
            self._write_status()
            self._truncate_history()
        if (time := self.members.next_available_at()) is not None:
            self.controller.enqueue(meta.key(self.set), time - self.api.now)

    def _claimed_pods(self) -> list[Object]:
        selector = selectors.from_manifest(self.set["spec"]["selector"])
        candidates = ownership.candidates(self.api, self.set, kinds.POD)
        return ownership.claim(self.api, self.set, kinds.POD, candidates, selector, belongs=self._is_member)

    def _is_member(self, pod: Object) -> bool:
        return identity.is_member(self.set, pod)

    @property
    def monotonic(self) -> bool:
        return bool(self.set["spec"]["podManagementPolicy"] == "OrderedReady")

    def _converge(self) -> None:
        """First the wanted ordinals, then those too many, then the update; each may end the look."""
        if not self._for_all(self.members.wanted, self._process_replica):
            return
        for number in self.members.condemned:
            self.claims.settle_owners(self.members.pods[number])
        if self._for_all(self.members.condemned, self._process_condemned):
            self._process_update()

    def _for_all(self, numbers: Sequence[int], step: Step) -> bool:
        """True if the look may go on. OrderedReady ends at the first member that has to be waited for."""
        if self.monotonic:
            return all(step(number) for number in numbers)
        for batch in _batches(numbers):
            _try_each(batch, step)
        return True

    # Guarantees 1 to 4 and 7

    def _process_replica(self, number: int) -> bool:
        pod = self.members.find(number)
        if pod is None:
            self._create(number)
            return False
        if pods.is_terminal(pod):
            self._make_way(pod)
            return False
        if pods.is_pending(pod):
            self._mend_claims(pod)
        if self.monotonic and self.members.is_unavailable(number):
            return False
        self._enforce_identity(pod)
        return True

    def _make_way(self, pod: Object) -> None:
        """Delete a finished pod; the new one is made when this one is gone."""
        if not meta.is_terminating(pod):
            self._delete(pod)

    def _process_condemned(self, number: int) -> bool:
        """Delete a pod outside the wanted ordinals; the next lower one's turn comes when it is gone."""
        pod = self.members.pods[number]
        waits = self.monotonic and not self.members.is_available(pod)
        if not meta.is_terminating(pod) and (not waits or number == self.members.first_unavailable):
            self._delete(pod)
        return False

    # Guarantees 5 and 6

    def _process_update(self) -> None:
        if self.set["spec"]["updateStrategy"]["type"] != "RollingUpdate":
            return
        choose = rollout.several_at_once if MAX_UNAVAILABLE in self.api.features else rollout.one_by_one
        for pod in choose(self.set, self.members, meta.name(self.update)):
            self._delete(pod)

    def _revision_for(self, number: int) -> Object:
        """Which revision a new pod gets: below the partition, or not yet reached, the current one."""
        strategy = self.set["spec"]["updateStrategy"]
        if strategy["type"] != "RollingUpdate":
            return self.update
        if "rollingUpdate" in strategy:
            return self.current if number < rollout.partition(self.set) else self.update
        kept = (self.set.get("status") or {}).get("currentReplicas", 0)
        return self.current if number < identity.start(self.set) + kept else self.update

    # Steps

    def _create(self, number: int) -> None:
        if self.claims.are_stale(number):
            return
        revision = self._revision_for(number)
        made = revisions.with_template(self.set, revision)
        draft = identity.new_pod(made, number, meta.name(revision))
        with self._reported("Create", draft):
            self.claims.create_missing(number)
            pod = self.api.create(kinds.POD, draft)
            self.claims.settle_owners(pod)

    def _mend_claims(self, pod: Object) -> None:
        self.claims.create_missing(identity.ordinal(pod))
        self.claims.settle_owners(pod)

    def _delete(self, pod: Object) -> None:
        with self._reported("Delete", pod):
            self.api.delete(kinds.POD, meta.name(pod), meta.namespace(pod))

    def _enforce_identity(self, pod: Object) -> None:
        """Give an adopted pod what makes it a member; its volumes can no longer change, though."""
        has_storage = identity.storage_matches(self.set, pod)
        if identity.identity_matches(pod) and has_storage and self.claims.match_policy(pod):
            return
        draft = meta.copy(pod)
        identity.set_identity(draft)
        with self._reported("Update", pod):
            if not has_storage:
                identity.set_storage(self.set, draft)
                self.claims.create_missing(identity.ordinal(pod))
            self.claims.settle_owners(pod)
            self.api.update(kinds.POD, draft)

    @contextmanager
    def _reported(self, verb: str, pod: Object) -> Iterator[None]:
        """Write an event about how it went; but none about a pod whose name is still taken."""
        text = f"{verb} Pod {meta.name(pod)} in StatefulSet {meta.name(self.set)}"
        try:
            yield
        except K8slabError as error:
            if not isinstance(error, ApiError) or error.reason != "AlreadyExists":
                self._event("Warning", f"Failed{verb}", f"{text} failed error: {error}")
            raise
        self._event("Normal", f"Successful{verb}", f"{text} successful")

    def _event(self, event_type: str, reason: str, message: str) -> None:
        self.controller.event(self.set, event_type, reason, message)

    # Status and history

    def _write_status(self) -> None:
        seen = [self.api.find(kinds.POD, *reversed(meta.key(pod))) for pod in self.members.pods.values()]
        members = [pod for pod in seen if pod is not None]
        update, current = meta.name(self.update), meta.name(self.current)
        counts = status.counted(
            self.set, members, current, update, collisions=self.collisions, now=self.api.now
        )
        shown = status.shown(status.completed(self.set, counts))
        if not status.is_outdated(self.set.get("status") or {}, shown):
            return

        def change(draft: Object) -> None:
            draft["status"] = shown

        name, namespace = meta.name(self.set), meta.namespace(self.set)
        self.api.modify(kinds.STATEFULSET, name, namespace, change, subresource="status")

    def _truncate_history(self) -> None:
        live = {meta.name(self.update), meta.name(self.current)}
        live |= {identity.revision_of(pod) for pod in self.members.pods.values()}
        self.history.truncate(self.set["spec"].get("revisionHistoryLimit", 10), live)


def _batches(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    """1, 2, 4, ... of them: a step that fails for the first is not tried for hundreds."""
    start, size = 0, 1
    while start < len(numbers):
        yield numbers[start : start + size]
        start, size = start + size, 2 * size


def _try_each(numbers: Sequence[int], step: Step) -> None:
    """Take the step for all of them, then raise what went wrong first."""
    errors: list[K8slabError] = []
    for number in numbers:
        try:
            step(number)
        except K8slabError as error:
            errors.append(error)
    if errors:
        raise errors[0]
