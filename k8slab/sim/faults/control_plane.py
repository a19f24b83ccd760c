"""A control plane that is slow, and a name server that has not heard of the latest changes.

1. While the API server is slow each request of a client takes so long: virtual time passes, with any clock,
   before it is answered. Requests of viewers, and those of the control API, take no time.
2. Controllers, the scheduler and kubelets hear of every change so much later.
3. A stale name server answers from the Services and endpoints that there were when the fault began.

Source: https://kubernetes.io/docs/concepts/overview/components/
"""

from __future__ import annotations

from typing import Any

from k8slab.sim.faults.asked import Asked
from k8slab.sim.faults.fault import Fault, Parts


class ApiLatency(Fault):
    """(1, 2)"""

    kind = "api-latency"
    takes = ("milliseconds",)

    def __init__(self, parts: Parts, asked: Asked) -> None:
        super().__init__(parts)
        self.milliseconds = asked.number("milliseconds", least=0.001)

    @property
    def target(self) -> dict[str, Any]:
        return {"milliseconds": self.milliseconds}

    @property
    def words(self) -> str:
        return f"Each request to the API server takes {self.milliseconds:g} milliseconds."

    @property
    def place(self) -> str:
        return "the API server"

    def begin(self) -> None:
        self._parts.api.store.latency = self.milliseconds / 1000

    def end(self) -> None:
        self._parts.api.store.latency = 0.0


class StaleDns(Fault):
    """(3)"""

    kind = "stale-dns"
    takes = ()

    def __init__(self, parts: Parts, asked: Asked) -> None:
        super().__init__(parts)

    @property
    def target(self) -> dict[str, Any]:
        return {}

    @property
    def words(self) -> str:
        return "The cluster's DNS is stale: it answers from what there was when this began."

    @property
    def place(self) -> str:
        return "the cluster's DNS"

    def begin(self) -> None:
        self._parts.containers.catch_up()
        self._parts.containers.names.freeze()

    def end(self) -> None:
        self._parts.containers.catch_up()
        self._parts.containers.names.thaw()
        self._parts.containers.stir()
