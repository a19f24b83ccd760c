"""In which order the containers of a pod start.

1. The init containers one by one: the next one once the one before has ended well, or, if it is a sidecar,
   once it has started; with a startup probe, once that has succeeded.
2. Then the other containers, in the order of the manifest; none waits for another one to be ready.
3. Each container has its turn once. One that is started again takes nobody's turn.

Source: https://kubernetes.io/docs/concepts/workloads/pods/init-containers/ and
https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/
"""

from __future__ import annotations

from k8slab.sim.node.container import Container
from k8slab.sim.node.pod_status import Observed


class StartOrder:
    """Knows whose turn it is, who has had it, and which init containers hold nobody back any more."""

    def __init__(self, seen: Observed) -> None:
        self._seen = seen
        self._begun = False
        self._tried: set[Container] = set()
        self._through: set[Container] = set()
        self.current: Container | None = None
        """The container that is being started for the first time."""

    def begin(self) -> None:
        """Containers that have come to their end under an earlier kubelet stay so."""
        self._begun = True
        self._tried.update(each for each in self._seen.containers if each.identity)

    def take(self) -> Container | None:
        """The container whose turn begins now; none while another one has it."""
        if self.current is not None or not self._begun:
            return None
        self.current = self._next()
        return self.current

    def tried(self, container: Container) -> None:
        """Its turn is over: it has started, or cannot start for now."""
        self._tried.add(container)
        if container is self.current:
            self.current = None
        if container.is_sidecar and container.started:
            self._through.add(container)

    def through(self, container: Container) -> None:
        """The init container does not hold the others back any more (1)."""
        self.tried(container)
        self._through.add(container)

    def _next(self) -> Container | None:
        for each in self._seen.init_containers:
            if each not in self._through:
                return each if each not in self._tried else None
        return next((each for each in self._seen.containers if each not in self._tried), None)
