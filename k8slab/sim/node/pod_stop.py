"""The end of a pod: TERM to its containers, KILL after the grace period, then the object is deleted.

Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination
"""

from __future__ import annotations

import math

from k8slab.objects import meta
from k8slab.objects.meta import Object
from k8slab.sim import kinds
from k8slab.sim.node import back_off
from k8slab.sim.node.container import Container
from k8slab.sim.node.hooks import LEAST_AFTER_HOOK
from k8slab.sim.node.pod_context import PodContext
from k8slab.sim.node.probers import Probers

CLEANUP_SECONDS = 0.3
UNMOUNT = "unmount"


class PodStop:
    """Follows the deletion of one pod; a shorter grace period makes it faster.

    Readiness is probed until the containers have ended. The object goes once all volumes are unmounted: not
    as long as their server does not answer.
    """

    def __init__(self, context: PodContext, probers: Probers) -> None:
        self._context = context
        self._probers = probers
        self._api = context.tools.api
        self._timers, self._report, self._seen = context.timers, context.report, context.seen
        self._end: float | None = None
        self._failures = 0

    @property
    def begun(self) -> bool:
        return self._end is not None

    def follow(self, pod: Object) -> None:
        """Begin to stop; later stop sooner if the pod's grace period was shortened."""
        if self._end is None:
            self.announce()
            self._report.write()
        end = self._end_of(pod)
        if self._end is not None and end >= self._end:
            return
        self._timers.forget()
        self._end = end
        self._timers.later(end - self._api.now, self._stopped)

    def interrupt(self) -> None:
        """Nobody follows it any more, until somebody does again: then what is left of it is done."""
        if self._end is not None:
            self._end = math.inf

    def past_deadline(self) -> None:
        """The pod has run for as long as it may: it fails, and its containers are stopped."""
        message = "Pod was active on the node longer than the specified deadline"
        self._report.event(None, "Normal", "DeadlineExceeded", message)
        self._timers.forget()
        self.announce()
        self._timers.later(
            self._seconds(self._context.grace), lambda: self._fail("DeadlineExceeded", message)
        )

    def _fail(self, reason: str, message: str) -> None:
        self._terminate(self._context.grace)
        self._seen.failure = reason, message
        self._report.write()

    def announce(self) -> None:
        """Say of each running container that it is stopped."""
        for each in self._running():
            self._report.event(each, "Normal", "Killing", f"Stopping container {each.name}")
            self._context.pre_stop(each)
        self._probers.look_again()

    def _end_of(self, pod: Object) -> float:
        """When the last container will have ended, if all get TERM now."""
        return self._api.now + self._seconds(_grace(pod))

    def _seconds(self, grace: float) -> float:
        """How long stopping takes: first the containers together, then the sidecars one by one."""
        running = self._running()
        took = max((each.stops_in(grace)[0] for each in running if not each.is_sidecar), default=0.0)
        for each in reversed([each for each in running if each.is_sidecar]):
            took += each.stops_in(max(grace - took, min(grace, LEAST_AFTER_HOOK)))[0]
        return took

    def _running(self) -> list[Container]:
        return [each for each in self._seen.every if each.is_running]

    def _stopped(self) -> None:
        pod = self._report.present()
        if pod is None:
            return
        self._terminate(_grace(pod))
        self._report.write()
        self._timers.later(CLEANUP_SECONDS, lambda: self._remove(pod))

    def _terminate(self, grace: float) -> None:
        self._probers.stop_all()
        for each in self._running():
            self._context.terminate(each, each.stops_in(grace)[1])

    def look_again(self) -> None:
        """A server that did not answer may answer now."""
        self._timers.expect(UNMOUNT)

    def _wait_for_unmount(self, pod: Object) -> None:
        self._failures += 1
        delay = back_off.mount_delay(self._failures)
        self._timers.later(delay, lambda: self._remove(pod), idle=True, of=UNMOUNT)

    def _remove(self, pod: Object) -> None:
        if self._report.present() is None:
            return
        if self._context.tools.mounts.are_held(pod):
            self._wait_for_unmount(pod)
            return
        self._seen.cleaned_up = self._seen.sandbox
        self._report.write()
        options = {"gracePeriodSeconds": 0, "preconditions": {"uid": meta.uid(pod)}}
        self._api.delete(kinds.POD, meta.name(pod), meta.namespace(pod), options=options)


def _grace(pod: Object) -> float:
    return float(pod["metadata"].get("deletionGracePeriodSeconds") or 0)
