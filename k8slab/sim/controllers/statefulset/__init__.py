"""StatefulSet: pods with a stable name and stable storage, made and changed in order.

Guarantees (https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/):

1. Pods are named ``<set>-<ordinal>`` and carry their name and index as labels; a pod that is made again has
   the same name.
2. Each pod has a claim of its own per volumeClaimTemplate; claims outlive pods and the set.
3. OrderedReady: pods are made in order, each after its predecessors are Running and Ready (available, with
   minReadySeconds), and taken away in reverse order, each after its successor is gone.
4. Parallel: pods are made and taken away without waiting. Updates are not affected.
5. RollingUpdate: pods are replaced one at a time, from the highest ordinal down to the partition, each after
   the one before it is Running and Ready. A pod below the partition that is made again has the old revision.
6. OnDelete: a pod gets the new template when somebody deletes it.
7. Failed and succeeded pods are made again.
8. A set that is being deleted only counts its pods: their deletion is the garbage collector's, in no order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from k8slab.errors import ApiError
from k8slab.objects import meta, pods, selectors
from k8slab.objects.meta import Key, Object
from k8slab.sim import kinds, ownership, revisions
from k8slab.sim.controllers.statefulset import identity, status
from k8slab.sim.kinds.kind import Kind
from k8slab.sim.reconcile import Controller, Interest, controller_owner, itself
from k8slab.sim.store import Change

HASH_LABEL = "controller.kubernetes.io/hash"


class StatefulSetController(Controller):
    name = "statefulset-controller"

    def interests(self) -> Mapping[Kind, Interest]:
        return {kinds.STATEFULSET: itself, kinds.POD: self._sets_of}

    def _sets_of(self, change: Change) -> Iterable[Key]:
        """The set that controls the pod; for an orphan all sets that would adopt it."""
        owned = list(controller_owner(kinds.STATEFULSET)(change))
        if owned or meta.controller_of(change.object) is not None:
            return owned
        sets = self.api.list(kinds.STATEFULSET, meta.namespace(change.object))
        return [meta.key(item) for item in sets if _selects(item, change.object)]

    def reconcile(self, key: Key) -> None:
        namespace, name = key
        statefulset = self.api.find(kinds.STATEFULSET, name, namespace)
        if statefulset is not None:
            Sync(self, statefulset).run()


class Sync:
    """One look at one set: what is there, what should be, and the next step towards it."""

    def __init__(self, controller: StatefulSetController, statefulset: Object) -> None:
        self.controller = controller
        self.api = controller.api
        self.set = statefulset
        self.history = revisions.History(self.api, statefulset, HASH_LABEL)
        self.members = self._claimed_pods()
        shown = statefulset.get("status") or {}
        update, self.collisions = self.history.latest(shown.get("collisionCount", 0))
        current = self.history.find(shown.get("currentRevision", "")) or update
        self.update, self.current = update, current

    def run(self) -> None:
        try:
            if not meta.is_terminating(self.set):
                self._converge()
        finally:
            self._write_status()
        self._truncate_history()
        self._wake_when_available()

    def _claimed_pods(self) -> dict[int, Object]:
        """The set's pods by ordinal."""
        selector = selectors.from_manifest(self.set["spec"]["selector"])
        candidates = self._candidates()
        mine = ownership.claim(self.api, self.set, kinds.POD, candidates, selector, belongs=self._is_member)
        return {identity.ordinal(pod): pod for pod in sorted(mine, key=identity.ordinal)}

    def _candidates(self) -> list[Object]:
        return self.api.list(kinds.POD, meta.namespace(self.set))

    def _is_member(self, pod: Object) -> bool:
        return identity.is_member(self.set, pod)

    @property
    def monotonic(self) -> bool:
        return bool(self.set["spec"]["podManagementPolicy"] == "OrderedReady")

    def _converge(self) -> None:
        """First the wanted ordinals, then those too many, then the update; each may end the look."""
        if self._process_replicas() and self._process_condemned():
            self._process_update()

    # Guarantees 1 to 4 and 7

    def _process_replicas(self) -> bool:
        """Make, mend or wait for the wanted pods; True if the look may go on."""
        outcomes = []
        for number in identity.ordinals(self.set):
            outcomes.append(self._process_replica(number))
            if self.monotonic and not outcomes[-1]:
                return False
        return all(outcomes)

    def _process_replica(self, number: int) -> bool:
        pod = self.members.get(number)
        if pod is None:
            self._create(number)
            return not self.monotonic
        if pods.is_terminal(pod):
            self._recreate(pod)
            return False
        if pods.is_pending(pod):
            self._create_claims(number)
        if self.monotonic and (meta.is_terminating(pod) or not self._is_available(pod)):
            return False
        self._enforce_identity(pod)
        return True

    def _is_available(self, pod: Object) -> bool:
        return pods.is_running_and_ready(pod) and pods.is_available(pod, self._least_ready, self.api.now)

    @property
    def _least_ready(self) -> int:
        return int(self.set["spec"].get("minReadySeconds", 0))

    def _process_condemned(self) -> bool:
        """Delete pods outside the wanted ordinals, highest first; True if the look may go on."""
        wanted = identity.ordinals(self.set)
        unhealthy = self._first_unhealthy()
        for number in sorted((n for n in self.members if n not in wanted), reverse=True):
            pod = self.members[number]
            if not meta.is_terminating(pod):
                if self.monotonic and not self._is_available(pod) and pod is not unhealthy:
                    return False
                self._delete(pod)
            if self.monotonic:
                return False
        return True

    def _first_unhealthy(self) -> Object | None:
        """The unhealthy pod with the lowest ordinal, wanted ones first."""
        wanted = identity.ordinals(self.set)
        in_order = sorted(self.members, key=lambda number: (number not in wanted, number))
        return next((self.members[n] for n in in_order if not pods.is_healthy(self.members[n])), None)

    # Guarantees 5 and 6

    def _process_update(self) -> None:
        """Delete the highest pod of an old revision, unless one above it is not healthy yet."""
        if self.set["spec"]["updateStrategy"]["type"] != "RollingUpdate":
            return
        update = meta.name(self.update)
        for number in reversed(identity.ordinals(self.set)):
            pod = self.members.get(number)
            if pod is None or number < self._partition:
                return
            if identity.revision_of(pod) != update and not meta.is_terminating(pod):
                self._delete(pod)
                return
            if not (pods.is_healthy(pod) and self._is_available(pod)):
                return

    @property
    def _partition(self) -> int:
        rolling = self.set["spec"]["updateStrategy"].get("rollingUpdate") or {}
        return identity.start(self.set) + int(rolling.get("partition", 0))

    def _revision_for(self, number: int) -> Object:
        """Which revision a new pod gets: below the partition, or not yet reached, the current one."""
        strategy = self.set["spec"]["updateStrategy"]
        if strategy["type"] != "RollingUpdate":
            return self.update
        if "rollingUpdate" in strategy:
            return self.current if number < self._partition else self.update
        kept = (self.set.get("status") or {}).get("currentReplicas", 0)
        return self.current if number < identity.start(self.set) + kept else self.update

    # Steps

    def _create(self, number: int) -> None:
        revision = self._revision_for(number)
        made = revisions.with_template(self.set, revision)
        self._create_claims(number)
        pod = identity.new_pod(made, number, meta.name(revision))
        try:
            self.api.create(kinds.POD, pod)
        except ApiError as error:
            self._report("FailedCreate", f"Create Pod {meta.name(pod)}", f"failed error: {error.message}")
            raise
        self._report("SuccessfulCreate", f"Create Pod {meta.name(pod)}", "successful")

    def _create_claims(self, number: int) -> None:
        pod = identity.pod_name(self.set, number)
        for claim in identity.new_claims(self.set, number):
            if self.api.find(kinds.PERSISTENT_VOLUME_CLAIM, *reversed(meta.key(claim))) is None:
                self._create_claim(claim, pod)

    def _create_claim(self, claim: Object, pod: str) -> None:
        try:
            self.api.create(kinds.PERSISTENT_VOLUME_CLAIM, claim)
        except ApiError as error:
            text = f"create Claim {meta.name(claim)} for Pod {pod}"
            self._report("FailedCreate", text, f"failed error: {error.message}")
            raise
        self._report("SuccessfulCreate", f"Create Claim {meta.name(claim)} Pod {pod}", "success")

    def _recreate(self, pod: Object) -> None:
        """A finished pod makes way for a new one; the new one is made when this one is gone."""
        if meta.is_terminating(pod):
            return
        finished = "failed" if pods.is_failed(pod) else "terminated"
        reason = f"Recreating{finished.title()}Pod"
        where = "/".join(meta.key(self.set))
        text = f"StatefulSet {where} is recreating {finished} Pod {meta.name(pod)}"
        self.controller.event(self.set, "Warning" if pods.is_failed(pod) else "Normal", reason, text)
        self._delete(pod)

    def _delete(self, pod: Object) -> None:
        self.api.delete(kinds.POD, meta.name(pod), meta.namespace(pod))
        self._report("SuccessfulDelete", f"Delete Pod {meta.name(pod)}", "successful")

    def _enforce_identity(self, pod: Object) -> None:
        if not identity.identity_matches(self.set, pod):
            name, namespace = meta.name(pod), meta.namespace(pod)
            self.api.modify(kinds.POD, name, namespace, lambda draft: identity.set_identity(self.set, draft))

    def _report(self, reason: str, action: str, outcome: str) -> None:
        kind = "Warning" if reason == "FailedCreate" else "Normal"
        text = f"{action} in StatefulSet {meta.name(self.set)} {outcome}"
        self.controller.event(self.set, kind, reason, text)

    # Status and history

    def _write_status(self) -> None:
        seen = [self.api.find(kinds.POD, *reversed(meta.key(pod))) for pod in self.members.values()]
        members = [pod for pod in seen if pod is not None]
        update, current = meta.name(self.update), meta.name(self.current)
        counts = status.counted(
            self.set, members, current, update, collisions=self.collisions, now=self.api.now
        )
        shown = status.shown(status.completed(self.set, counts))

        def change(draft: Object) -> None:
            draft["status"] = shown

        name, namespace = meta.name(self.set), meta.namespace(self.set)
        self.api.modify(kinds.STATEFULSET, name, namespace, change, subresource="status")

    def _truncate_history(self) -> None:
        live = {meta.name(self.update), meta.name(self.current)}
        live |= {identity.revision_of(pod) for pod in self.members.values()}
        self.history.truncate(self.set["spec"].get("revisionHistoryLimit", 10), live)

    def _wake_when_available(self) -> None:
        """Look again when the next ready pod has been ready for minReadySeconds."""
        times = [pods.available_at(pod, self._least_ready) for pod in self.members.values()]
        waiting = [time for time in times if time is not None and time > self.api.now]
        if waiting:
            self.controller.enqueue(meta.key(self.set), min(waiting) - self.api.now)


def _selects(statefulset: Object, pod: Object) -> bool:
    selector = selectors.from_manifest(statefulset["spec"]["selector"])
    return selector.matches(meta.labels(pod)) and identity.is_member(statefulset, pod)
