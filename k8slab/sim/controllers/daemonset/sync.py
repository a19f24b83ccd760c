"""One look at a DaemonSet and the steps that follow from it.

The numbers are those of the guarantees in `k8slab.sim.controllers.daemonset`.
"""

from __future__ import annotations

from k8slab.errors import ApiError
from k8slab.objects import meta, pods, selectors
from k8slab.objects.meta import Object
from k8slab.sim import kinds, ownership
from k8slab.sim.api.status import NAMESPACE_TERMINATING
from k8slab.sim.controllers.daemonset import daemon_pod, rolling_update, status
from k8slab.sim.controllers.daemonset.back_off import BackOff
from k8slab.sim.controllers.daemonset.daemon_pod import HASH_LABEL
from k8slab.sim.controllers.daemonset.history import DaemonHistory
from k8slab.sim.controllers.daemonset.rolling_update import Step
from k8slab.sim.controllers.daemonset.seats import Seat, arrange
from k8slab.sim.reconcile import IDLE_BACKOFF, Controller
from k8slab.sim.slow_start import slow_start


class Sync:
    """One look at one set: what is there, what should be, and the next steps towards it."""

    def __init__(self, controller: Controller, back_off: BackOff, daemons: Object) -> None:
        self.controller = controller
        self.back_off = back_off
        self.api = controller.api
        self.set = daemons
        self.strategy = daemons["spec"]["updateStrategy"]
        self.history = DaemonHistory(self.api, daemons)
        self.hash = self.history.hash
        self._look()
        if self.history.merge_equal(self.members):
            self._look()

    def run(self) -> None:
        try:
            if not self._take(self._missing_and_surplus()) and self.strategy["type"] == "RollingUpdate":
                self._take(self._update())
        finally:
            self._write_status()
        self.history.truncate(self.members)
        self._wake_when_available()

    def _look(self) -> None:
        """See which pods there are, adopting and releasing, and who sits where."""
        selector = selectors.from_manifest(self.set["spec"]["selector"])
        candidates = ownership.candidates(self.api, self.set, kinds.POD)
        self.members = ownership.claim(self.api, self.set, kinds.POD, candidates, selector)
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
        """Give the node a pod, or take away finished pods and those too many.

        Without a surge a pod that is being deleted, or has failed and has to wait, keeps its seat.
        """
        running = [pod for pod in seat.living if not pods.is_terminal(pod)]
        finished = [pod for pod in seat.living if pods.is_terminal(pod)]
        if seat.verdict.should_run and not (running if self._surges else seat.pods):
            step.create.append(seat.node)
        step.delete.extend(pod for pod in finished if self._may_be_replaced(pod, seat.node))
        step.delete.extend(self._surplus_in_surge(running) if self._surges else running[1:])

    @property
    def _surges(self) -> bool:
        rolling = self.strategy["type"] == "RollingUpdate"
        return rolling and rolling_update.limits(self.strategy, 100).surge > 0

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
        if wait := self.back_off.pause(about, self.api.now):
            self.controller.enqueue(meta.key(self.set), wait, idle=wait >= IDLE_BACKOFF)
            return False
        self.back_off.begin(about, self.api.now)
        text = f"Found failed daemon pod {where}, will try to kill it"
        self.controller.event(self.set, "Warning", "FailedDaemonPod", text)
        return True

    # Guarantees 5 to 7

    def _update(self) -> Step:
        wanted = sum(seat.verdict.should_run for seat in self.seats)
        allowed = rolling_update.limits(self.strategy, wanted)
        return rolling_update.next_step(self.seats, allowed, self._is_new, self._is_available)

    # Steps

    def _take(self, step: Step) -> bool:
        """Make and delete pods, as far as that works; True if there was anything to do.

        What is done here is seen at the next look, which it causes, and not before: neither by the rolling
        update nor by the status.
        """
        failure = slow_start(step.create, self._create)
        for pod in step.delete:
            self._delete(pod)
        if failure is not None:
            raise failure
        return bool(step.create or step.delete)

    def _create(self, node: str) -> ApiError | None:
        """The error if the pod cannot be made, unless that is because its namespace is on its way out."""
        try:
            pod = self.api.create(kinds.POD, daemon_pod.new_pod(self.set, node, self.hash))
        except ApiError as error:
            if error.has_cause(NAMESPACE_TERMINATING):
                return None
            self._report("Warning", "FailedCreate", f"Error creating: {error.message}")
            return error
        self._report("Normal", "SuccessfulCreate", f"Created pod: {meta.name(pod)}")
        return None

    def _delete(self, pod: Object) -> None:
        self.api.delete(kinds.POD, meta.name(pod), meta.namespace(pod))
        self._report("Normal", "SuccessfulDelete", f"Deleted pod: {meta.name(pod)}")

    def _report(self, event_type: str, reason: str, message: str) -> None:
        self.controller.event(self.set, event_type, reason, message)

    # Status

    def _write_status(self) -> None:
        counts = status.counted(
            self.set, self.seats, self._is_new, self._is_available, collisions=self.history.collisions
        )

        def change(draft: Object) -> None:
            others = {field: value for field, value in draft["status"].items() if field not in counts}
            draft["status"] = others | status.shown(counts)

        name, namespace = meta.name(self.set), meta.namespace(self.set)
        self.api.modify(kinds.DAEMONSET, name, namespace, change, subresource="status")

    def _wake_when_available(self) -> None:
        """Look again when the next ready pod has been ready for minReadySeconds."""
        times = [pods.available_at(pod, self._least_ready) for pod in self.members]
        waiting = [time for time in times if time is not None and time > self.api.now]
        if waiting:
            self.controller.enqueue(meta.key(self.set), min(waiting) - self.api.now)
