"""Runs of one pod's containers that something ends, soon after each start, though they would go on.

Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy
"""

from __future__ import annotations

from collections.abc import Callable

from k8slab.objects import meta
from k8slab.sim.node.ailments import Crash
from k8slab.sim.node.container import Container
from k8slab.sim.node.pod_context import PodContext

Ended = Callable[[Container, int], None]


class Crashes:
    """``ended`` is told that a run has come to its end, and its exit code."""

    def __init__(self, context: PodContext, ended: Ended) -> None:
        self._context = context
        self._timers = context.timers
        self._ended = ended

    def watch(self, container: Container) -> None:
        """The container runs: if it suffers from crashes, end it when its time has come."""
        crash = self._crash_of(container)
        if crash is None:
            return
        left = max(0.0, container.started_at + crash.after - self._context.now)
        identity = container.identity
        self._timers.later(left, lambda: self._crash(container, identity, crash), of=_mark(container))

    def look_again(self) -> None:
        """What crashes no more is awaited; what shall crash does so."""
        for each in self._context.seen.every:
            self._timers.forget_of(_mark(each))
            if each.is_running:
                self.watch(each)
            elif self._crash_of(each) is None:
                each.is_cured = True
                self._timers.expect(each)

    def _crash_of(self, container: Container) -> Crash | None:
        key = meta.key(self._context.pod), container.name
        return self._context.tools.ailments.crashing.get(key)

    def _crash(self, container: Container, identity: str, crash: Crash) -> None:
        if container.identity == identity:
            self._context.tools.containers.say(identity, crash.words)
            self._ended(container, crash.code)


def _mark(container: Container) -> tuple[str, str]:
    """Under which a crash to come is remembered."""
    return "crash", container.name
