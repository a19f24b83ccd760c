"""The probers of one pod, and what becomes of their verdicts.

Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#container-probes
"""

from __future__ import annotations

from collections.abc import Callable

from k8slab.objects import meta
from k8slab.objects.meta import Object
from k8slab.sim.containers.probes import Answer
from k8slab.sim.node.container import Container
from k8slab.sim.node.pod_context import PodContext
from k8slab.sim.node.prober import READINESS, Prober

AGAIN = ", will be restarted"


class Probers:
    """One prober for each run of a container.

    ``ready`` is told that a container has become ready, or is not any more; ``restart`` that it must go.
    """

    def __init__(
        self,
        context: PodContext,
        ready: Callable[[Container], None],
        restart: Callable[[Container], None],
    ) -> None:
        self._context = context
        self._restart = restart
        self._probers: dict[str, Prober] = {}
        self.ready_changed = ready

    def start(self, container: Container) -> None:
        prober = Prober(self._context.tools.clock, container, self, self._context.seen.pod_ip)
        self._probers[container.field_path] = prober
        prober.start()

    def stop(self, container: Container) -> None:
        prober = self._probers.pop(container.field_path, None)
        if prober is not None:
            prober.stop()

    def stop_all(self) -> None:
        for prober in self._probers.values():
            prober.stop()
        self._probers.clear()

    def stop_all_but_readiness(self) -> None:
        """The pod is being deleted: nothing of it will be restarted."""
        for prober in self._probers.values():
            prober.stop_all_but_readiness()

    def look_again(self) -> None:
        """A probe may go another way than the last one did."""
        for prober in self._probers.values():
            prober.look_again()

    # Verdicts

    def answer(self, container: Container, probe: Object) -> Answer:
        if probe is container.spec.get(READINESS):
            ailing = self._context.tools.ailments.finding(meta.key(self._context.pod), probe)
            if ailing is not None:
                return ailing
        return self._context.tools.containers.probe(self._context.pod, container.name, probe)

    def probe_failed(self, container: Container, message: str) -> None:
        self._context.report.event(container, "Warning", "Unhealthy", message)

    def unhealthy(self, container: Container, title: str) -> None:
        again = "" if self._context.restart_policy == "Never" and not container.is_sidecar else AGAIN
        message = f"Container {container.name} failed {title} probe{again}"
        self._context.report.event(container, "Normal", "Killing", message)
        self._restart(container)
