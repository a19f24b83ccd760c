"""In which order the containers of a pod start.

1. The init containers one by one: the next one once the one before has ended well, or, if it is a sidecar,
   once it has started.
2. Then the other containers, in the order of the manifest; none waits for another one to be ready.

Source: https://kubernetes.io/docs/concepts/workloads/pods/init-containers/ and
https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/
"""

from __future__ import annotations

from k8slab.sim.node.container import Container
from k8slab.sim.node.pod_status import Observed


class StartOrder:
    """Knows which containers wait for their first start."""

    def __init__(self, seen: Observed) -> None:
        self._seen = seen
        self._waiting: list[Container] = []

    @property
    def next(self) -> Container | None:
        """The container whose turn it is."""
        return self._waiting[0] if self._waiting else None

    def announce(self) -> None:
        """Containers behind the first init container wait for it."""
        seen = self._seen
        behind = [*seen.init_containers[1:], *(seen.containers if seen.init_containers else ())]
        for each in behind:
            each.wait("PodInitializing")

    def begin(self) -> None:
        self._waiting = self._seen.init_containers[:1] or self._not_run()

    def waits(self, container: Container) -> bool:
        return container in self._waiting

    def tried(self, container: Container) -> None:
        """Its turn is over; a container that was started again has none behind it."""
        if container in self._waiting:
            self._waiting.remove(container)
        if container.is_sidecar and container.started and not self._waiting:
            self.through(container)

    def through(self, container: Container) -> None:
        """The init container does not hold the others back any more (1)."""
        inits = self._seen.init_containers
        following = inits[inits.index(container) + 1 :]
        self._waiting = following[:1] or self._not_run()
        if following:
            following[0].wait("ContainerCreating")

    def _not_run(self) -> list[Container]:
        return [each for each in self._seen.containers if not each.identity]
