"""A DaemonSet's status, counted from its nodes.

Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/daemon-set-v1/#DaemonSetStatus
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from k8slab.objects import pods
from k8slab.objects.meta import Object
from k8slab.sim.controllers.daemonset.seats import Seat

Test = Callable[[Object], bool]
LEFT_OUT_AT_ZERO = ("updatedNumberScheduled", "numberAvailable", "numberUnavailable", "collisionCount")


def counted(
    daemons: Object, seats: Iterable[Seat], is_new: Test, is_available: Test, *, collisions: int
) -> Object:
    """The status with all counts; of several pods on a node the first one counts."""
    there = [seat for seat in seats if seat.exists]
    wanted = [seat for seat in there if seat.verdict.should_run]
    first = [seat.pods[0] for seat in wanted if seat.pods]
    ready = [pod for pod in first if pods.is_ready(pod)]
    available = sum(is_available(pod) for pod in ready)
    return {
        "observedGeneration": daemons["metadata"]["generation"],
        "currentNumberScheduled": len(first),
        "desiredNumberScheduled": len(wanted),
        "numberMisscheduled": sum(bool(seat.pods) and not seat.verdict.should_run for seat in there),
        "numberReady": len(ready),
        "updatedNumberScheduled": sum(map(is_new, first)),
        "numberAvailable": available,
        "numberUnavailable": len(wanted) - available,
        "collisionCount": collisions,
    }


def shown(status: Object) -> Object:
    """The status as the API shows it: some counts of 0 are left out."""
    return {field: value for field, value in status.items() if value or field not in LEFT_OUT_AT_ZERO}
