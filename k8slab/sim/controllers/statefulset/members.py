"""A StatefulSet's pods by ordinal: which are wanted, which too many, which count as available."""

from __future__ import annotations

from collections.abc import Iterable

from k8slab.objects import meta, pods
from k8slab.objects.meta import Object
from k8slab.sim.controllers.statefulset import identity


class Members:
    """The pods of one set at one instant."""

    def __init__(self, statefulset: Object, found: Iterable[Object], now: float) -> None:
        self.pods = {identity.ordinal(pod): pod for pod in sorted(found, key=identity.ordinal)}
        self.wanted = identity.ordinals(statefulset)
        self.least_ready = int(statefulset["spec"].get("minReadySeconds", 0))
        self._now = now

    def find(self, number: int) -> Object | None:
        return self.pods.get(number)

    @property
    def condemned(self) -> list[int]:
        """The ordinals that are there and not wanted, highest first."""
        return sorted((number for number in self.pods if number not in self.wanted), reverse=True)

    def is_available(self, pod: Object) -> bool:
        """Running, and Ready for at least minReadySeconds."""
        return pods.is_running_and_ready(pod) and pods.is_available(pod, self.least_ready, self._now)

    def is_unavailable(self, number: int) -> bool:
        """True for a member that is missing, going, or not available."""
        pod = self.pods.get(number)
        return pod is None or meta.is_terminating(pod) or not self.is_available(pod)

    @property
    def first_unavailable(self) -> int | None:
        """The lowest ordinal of an unavailable pod that is there, the wanted ones before the others."""
        in_order = sorted(self.pods, key=lambda number: (number not in self.wanted, number))
        return next((number for number in in_order if self.is_unavailable(number)), None)

    def next_available_at(self) -> float | None:
        """When the next ready pod will have been ready for minReadySeconds."""
        times = [pods.available_at(pod, self.least_ready) for pod in self.pods.values()]
        return min((time for time in times if time is not None and time > self._now), default=None)
