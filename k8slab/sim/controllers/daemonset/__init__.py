"""DaemonSet: one pod on every node that should have one.

Guarantees (https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/):

1. Every eligible node has exactly one pod, also nodes that join later. Eligible are the nodes that the
   template's nodeName, nodeSelector and required node affinity admit and whose taints the pods tolerate.
2. Each pod is meant for one node by a node affinity term of its own and is bound by the scheduler. It
   tolerates what the node's own state causes: not ready, unreachable, under pressure, cordoned.
3. A node that no longer is eligible loses its pod. A NoSchedule taint alone does not remove a running pod:
   it counts as misscheduled, from the next look at the set on.
4. A pod that is deleted, fails or succeeds is replaced as soon as its containers have stopped; failed ones
   after a pause that doubles each time.
5. RollingUpdate: old pods are replaced while at most maxUnavailable nodes are without an available pod.
   Old pods that are not available go at once.
6. RollingUpdate with maxSurge: a new pod is started beside the old one, which goes when the new one is
   available; at most maxSurge nodes have two pods.
7. OnDelete: a pod gets the new template when somebody deletes it.
8. Each template is kept as a revision. Numbers only rise: going back to an old template gives its revision
   the next number, and pods that have that revision already are left alone.
9. A set that is being deleted does nothing: its pods are the garbage collector's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from k8slab.errors import ApiError
from k8slab.objects import meta, pods, selectors
from k8slab.objects.meta import Key, Object
from k8slab.sim import kinds, ownership, revisions
from k8slab.sim.api import Api
from k8slab.sim.clock import Clock
from k8slab.sim.controllers.daemonset import daemon_pod, eligibility, rolling_update, status
from k8slab.sim.controllers.daemonset.back_off import BackOff
from k8slab.sim.controllers.daemonset.daemon_pod import HASH_LABEL
from k8slab.sim.controllers.daemonset.rolling_update import Step
from k8slab.sim.controllers.daemonset.seats import Seat, arrange
from k8slab.sim.kinds.kind import Kind
from k8slab.sim.reconcile import IDLE_BACKOFF, Controller, Interest, controller_owner, itself
from k8slab.sim.recorder import Recorder
from k8slab.sim.store import Change


class DaemonSetController(Controller):
    name = "daemonset-controller"

    def __init__(self, api: Api, clock: Clock, recorder: Recorder) -> None:
        self.back_off = BackOff()
        super().__init__(api, clock, recorder)

    def interests(self) -> Mapping[Kind, Interest]:
        return {
            kinds.DAEMONSET: itself,
            kinds.POD: self._sets_of,
            kinds.NODE: self._sets_for_node,
            kinds.CONTROLLER_REVISION: self._sets_of_revision,
        }

    def _sets_of(self, change: Change) -> Iterable[Key]:
        """The set that controls the pod; for an orphan all sets that would adopt it."""
        owned = list(controller_owner(kinds.DAEMONSET)(change))
        if owned or meta.controller_of(change.object) is not None:
            return owned
        labels = meta.labels(change.object)
        sets = self.api.list(kinds.DAEMONSET, meta.namespace(change.object))
        return [meta.key(each) for each in sets if _selector(each).matches(labels)]

    def _sets_of_revision(self, change: Change) -> Iterable[Key]:
        """As for pods; but a revision that a set has just been given is no news."""
        is_given = change.type == "ADDED" and meta.controller_of(change.object) is not None
        return [] if is_given else self._sets_of(change)

    def _sets_for_node(self, change: Change) -> Iterable[Key]:
        """The sets for which the node's change makes a difference (1, 3); none when a node goes."""
        node, before = change.object, change.previous
        if change.type == "DELETED":
            return []
        if before is not None and eligibility.what_counts(node) == eligibility.what_counts(before):
            return []
        return [meta.key(each) for each in self.api.list(kinds.DAEMONSET) if self._is_affected(each, node)]

    def _is_affected(self, daemons: Object, node: Object) -> bool:
        """A NoSchedule taint on a node with a pod is noticed only while the set counts misscheduled pods."""
        verdict = eligibility.verdict(daemons["spec"]["template"], node)
        if not self._has_pod(daemons, meta.name(node)):
            return verdict.should_run
        return not verdict.may_stay or daemons["status"]["numberMisscheduled"] > 0

    def _has_pod(self, daemons: Object, node: str) -> bool:
        owned = self.api.store.owned_by(meta.uid(daemons))
        return any(kind is kinds.POD and daemon_pod.target_node(pod) == node for kind, pod in owned)

    def reconcile(self, key: Key) -> None:
        namespace, name = key
        daemons = self.api.find(kinds.DAEMONSET, name, namespace)
        if daemons is not None and not meta.is_terminating(daemons):
            Sync(self, daemons).run()


class Sync:
    """One look at one set: what is there, what should be, and the next steps towards it."""

    def __init__(self, controller: DaemonSetController, daemons: Object) -> None:
        self.controller = controller
        self.api = controller.api
        self.set = daemons
        self.strategy = daemons["spec"]["updateStrategy"]
        self.history = revisions.History(self.api, daemons, HASH_LABEL)
        shown = daemons.get("status") or {}
        self.revision, self.collisions = self.history.latest(shown.get("collisionCount", 0))
        self.hash = meta.labels(self.revision)[HASH_LABEL]
        self._look()

    def run(self) -> None:
        try:
            self._take(self._missing_and_surplus())
            if self.strategy["type"] == "RollingUpdate":
                self._take(self._update())
        finally:
            self._write_status()
        self._truncate_history()
        self._wake_when_available()

    def _look(self) -> None:
        """See which pods there are, adopting and releasing, and who sits where."""
        candidates = self.api.list(kinds.POD, meta.namespace(self.set))
        self.members = ownership.claim(self.api, self.set, kinds.POD, candidates, _selector(self.set))
        self.seats = arrange(self.set, self.api.list(kinds.NODE), self.members)

    def _is_new(self, pod: Object) -> bool:
        return daemon_pod.is_updated(pod, self.set, self.hash)

    def _is_available(self, pod: Object) -> bool:
        return pods.is_available(pod, self._least_ready, self.api.now)

    @property
    def _least_ready(self) -> int:
        return int(self.set["spec"].get("minReadySeconds", 0))

    # Guarantees 1, 3 and 4

    def _missing_and_surplus(self) -> Step:
        step = Step([], [])
        for seat in self.seats:
            if not seat.exists:
                step.delete.extend(pod for pod in seat.living if not pod["spec"].get("nodeName"))
            elif seat.verdict.may_stay:
                self._tend(seat, step)
            else:
                step.delete.extend(seat.living)
        return step

    def _tend(self, seat: Seat, step: Step) -> None:
        """Give the node a pod, or take away finished pods and those too many."""
        running = [pod for pod in seat.living if not pods.is_terminal(pod)]
        if seat.verdict.should_run and not (running if self._surges else seat.pods):
            step.create.append(seat.node)
        finished = [pod for pod in seat.living if pods.is_terminal(pod)]
        step.delete.extend(pod for pod in finished if self._may_be_replaced(pod, seat.node))
        step.delete.extend(self._surplus_in_surge(running) if self._surges else running[1:])

    @property
    def _surges(self) -> bool:
        rolling = self.strategy.get("rollingUpdate") or {}
        return self.strategy["type"] == "RollingUpdate" and bool(
            rolling_update.scaled(rolling.get("maxSurge", 0), 100)
        )

    def _surplus_in_surge(self, running: list[Object]) -> list[Object]:
        """All but the oldest pod of the new and of the old revision; and the old one if it is done (6)."""
        new = [pod for pod in running if meta.labels(pod).get(HASH_LABEL) == self.hash]
        old = [pod for pod in running if meta.labels(pod).get(HASH_LABEL) != self.hash]
        done = bool(new and old) and (not pods.is_ready(old[0]) or self._is_available(new[0]))
        return new[1:] + (old if done else old[1:])

    def _may_be_replaced(self, pod: Object, node: str) -> bool:
        """Tell of a finished pod, unless a failed one has to wait (4)."""
        where = f"{'/'.join(meta.key(pod))} on node {node}"
        if not pods.is_failed(pod):
            text = f"Found succeeded daemon pod {where}, will try to delete it"
            self.controller.event(self.set, "Normal", "SucceededDaemonPod", text)
            return True
        observed = self.set["status"].get("observedGeneration", 0)
        about = (meta.uid(self.set), observed, node)
        if wait := self.controller.back_off.remaining(about, self.api.now):
            self.controller.enqueue(meta.key(self.set), wait, idle=wait >= IDLE_BACKOFF)
            return False
        self.controller.back_off.begin(about, self.api.now)
        text = f"Found failed daemon pod {where}, will try to kill it"
        self.controller.event(self.set, "Warning", "FailedDaemonPod", text)
        return True

    # Guarantees 5 to 7

    def _update(self) -> Step:
        wanted = sum(seat.verdict.should_run for seat in self.seats)
        allowed = rolling_update.limits(self.strategy, wanted)
        return rolling_update.next_step(self.seats, allowed, self._is_new, self._is_available)

    # Steps

    def _take(self, step: Step) -> None:
        """Make and delete pods. After a creation that failed, no other is tried in this look."""
        if not step.create and not step.delete:
            return
        try:
            for node in step.create:
                self._create(node)
        finally:
            for pod in step.delete:
                self._delete(pod)
            self._look()

    def _create(self, node: str) -> None:
        try:
            pod = self.api.create(kinds.POD, daemon_pod.new_pod(self.set, node, self.hash))
        except ApiError as error:
            self._report("Warning", "FailedCreate", f"Error creating: {error.message}")
            raise
        self._report("Normal", "SuccessfulCreate", f"Created pod: {meta.name(pod)}")

    def _delete(self, pod: Object) -> None:
        self.api.delete(kinds.POD, meta.name(pod), meta.namespace(pod))
        self._report("Normal", "SuccessfulDelete", f"Deleted pod: {meta.name(pod)}")

    def _report(self, event_type: str, reason: str, message: str) -> None:
        self.controller.event(self.set, event_type, reason, message)

    # Status and history

    def _write_status(self) -> None:
        counts = status.counted(
            self.set, self.seats, self._is_new, self._is_available, collisions=self.collisions
        )

        def change(draft: Object) -> None:
            draft["status"] = status.shown(counts)

        name, namespace = meta.name(self.set), meta.namespace(self.set)
        self.api.modify(kinds.DAEMONSET, name, namespace, change, subresource="status")

    def _truncate_history(self) -> None:
        """Delete the oldest revisions beyond the limit; those that pods still have count but stay."""
        old = [each for each in self.history.revisions if meta.name(each) != meta.name(self.revision)]
        live = {meta.labels(pod).get(HASH_LABEL) for pod in self.members}
        idle = [each for each in old if meta.labels(each).get(HASH_LABEL) not in live]
        surplus = len(old) - self.set["spec"]["revisionHistoryLimit"]
        for revision in idle[: max(surplus, 0)]:
            self.api.delete(kinds.CONTROLLER_REVISION, meta.name(revision), meta.namespace(revision))

    def _wake_when_available(self) -> None:
        """Look again when the next ready pod has been ready for minReadySeconds."""
        times = [pods.available_at(pod, self._least_ready) for pod in self.members]
        waiting = [time for time in times if time is not None and time > self.api.now]
        if waiting:
            self.controller.enqueue(meta.key(self.set), min(waiting) - self.api.now)


def _selector(daemons: Object) -> selectors.Selector:
    return selectors.from_manifest(daemons["spec"]["selector"])
