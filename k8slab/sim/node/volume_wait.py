"""Waiting for a pod's volumes: complaints as events, and new tries ever more rarely.

Source: https://kubernetes.io/docs/concepts/storage/volumes/
"""

from __future__ import annotations

from collections.abc import Callable

from k8slab.objects.meta import Object
from k8slab.sim.node import back_off
from k8slab.sim.node.pod_context import PodContext


class VolumeWait:
    """``again`` is called when it is time for a new try."""

    def __init__(self, context: PodContext, again: Callable[[], None]) -> None:
        self._context = context
        self._again = again
        self._complaints: list[str] = []
        self._failures, self._not_before = 0, 0.0

    def is_over(self, pod: Object) -> bool:
        """True if all volumes can be mounted; else says why not."""
        complaints = self._context.tools.mounts.obstacles(pod)
        if complaints and (complaints != self._complaints or self._context.now >= self._not_before):
            self._complain(complaints)
        return not complaints

    def _complain(self, complaints: list[str]) -> None:
        for message in complaints:
            self._context.report.event(None, "Warning", "FailedMount", message)
        self._complaints = complaints
        self._failures += 1
        delay = back_off.mount_delay(self._failures)
        self._not_before = self._context.now + delay
        self._context.timers.later(delay, self._again, idle=True)
