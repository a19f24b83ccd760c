"""How the containers of one pod end, and whether they are started again.

1. A container that ends is restarted as restartPolicy says, the first time at once, then with a growing
   back-off.
2. Once no other container runs or will run, the sidecars end too, the last one first.
3. A container that its worker kills gets TERM, after the grace period KILL; the pod goes on.

Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy
"""

from __future__ import annotations

from collections.abc import Callable

from k8slab.objects import meta
from k8slab.sim.node import back_off
from k8slab.sim.node.container import Container
from k8slab.sim.node.container_start import ContainerStart
from k8slab.sim.node.pod_context import PodContext
from k8slab.sim.node.probers import Probers


class ContainerEnd:
    """Ends runs of containers, and begins new ones."""

    def __init__(self, context: PodContext, probers: Probers, start: ContainerStart) -> None:
        self._context = context
        self._report, self._later = context.report, context.timers.later
        self._probers = probers
        self._start = start

    def ended(self, container: Container, exit_code: int, *, wanted: bool = False) -> None:
        """The container ended by itself; ``wanted``: it was made to, so that it starts again."""
        if not container.is_running:
            return
        self._probers.stop(container)
        self._context.timers.forget_of(container)
        self._context.terminate(container, exit_code)
        if container.init and exit_code == 0 and not container.is_sidecar and not wanted:
            self._start.through(container)
            return
        if self._is_restarted(container, failed=wanted or exit_code != 0):
            container.begins_anew = True
            self._later(back_off.SYNC_SECONDS, lambda: self._restart(container), of=container)
        else:
            self._end_sidecars()
        self._report.write()

    def failed(self, container: Container, reason: str, message: str) -> None:
        """Its start has come to nothing: it waits for the next one, if there will be one."""
        if self._is_restarted(container, failed=container.exit_code != 0):
            container.fail(reason, message)
            container.begins_anew = True
            self._later(back_off.SYNC_SECONDS, lambda: self._restart(container), of=container)
        else:
            self._end_sidecars()
        self._report.write()

    def killed(self, container: Container, exit_code: int) -> None:
        """A probe wanted it: whatever its exit code, only the policy Never leaves it so."""
        self.ended(container, exit_code, wanted=True)

    def kill(self, container: Container, then: Callable[[Container, int], None]) -> None:
        """Stop one container of a pod that goes on (3)."""
        self._context.pre_stop(container)
        delay, code = container.stops_in(self._context.grace)
        self._probers.stop(container)
        self._context.timers.forget_of(container)
        self._later(delay, lambda: then(container, code), of=container)

    # Restarts (1)

    def _is_restarted(self, container: Container, *, failed: bool) -> bool:
        policy = self._context.restart_policy
        if container.is_sidecar:
            return not self._is_over
        return policy == "Always" or (policy == "OnFailure" and failed)

    def _restart(self, container: Container) -> None:
        if container.crashes == 0:
            self._start_again(container)
            return
        delay = back_off.delay(container.crashes)
        pod = f"{meta.name(self._context.pod)}_{meta.namespace(self._context.pod)}({self._context.uid})"
        what = f"restarting failed container {container.name} in pod {pod}"
        self._report.event(container, "Warning", "BackOff", f"Back-off {what}")
        container.remember_end()
        text = (
            f"back-off {back_off.go_duration(delay)} restarting failed container={container.name} pod={pod}"
        )
        container.wait("CrashLoopBackOff", text)
        self._report.write()
        idle = not container.is_cured
        self._later(delay, lambda: self._start_again(container), idle=idle, of=container)

    def _start_again(self, container: Container) -> None:
        container.restart()
        self._start.pull(container)

    # Sidecars (2)

    @property
    def _is_over(self) -> bool:
        """Will no container run any more, but sidecars?"""
        seen = self._context.seen
        hopeless = self._context.restart_policy == "Never" and seen.init_failed
        return hopeless or all(each.is_terminated for each in seen.containers)

    def _end_sidecars(self) -> None:
        if not self._is_over:
            return
        for each in reversed(self._context.seen.init_containers):
            if each.is_running:
                self._report.event(each, "Normal", "Killing", f"Stopping container {each.name}")
                self.kill(each, self.ended)
