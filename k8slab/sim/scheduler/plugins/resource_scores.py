"""NodeResourcesFit and NodeResourcesBalancedAllocation: how full and lopsided the pod would make a node.

1. The more of cpu and memory a node has left, the better; a container without requests counts as a small one.
2. The closer together the used shares of cpu and memory are, the better; pods without requests do not ask.

Source: https://kubernetes.io/docs/reference/scheduling/config/#scheduling-plugins
"""

from __future__ import annotations

from collections.abc import Callable

from k8slab.objects.meta import Object
from k8slab.objects.resources import presumed, requests
from k8slab.sim.scheduler.node_info import NodeInfo

MOST = 100
RESOURCES = ("cpu", "memory")


def least_allocated(pod: Object) -> Callable[[NodeInfo], int]:
    wanted = presumed(pod)

    def score(info: NodeInfo) -> int:
        points = [
            _left(info.allocatable[resource], info.presumed[resource] + wanted[resource])
            for resource in RESOURCES
            if info.allocatable.get(resource)
        ]
        return sum(points) // len(points) if points else 0

    return score


def _left(capacity: int, used: int) -> int:
    return (capacity - used) * MOST // capacity if used <= capacity else 0


def balanced(pod: Object) -> Callable[[NodeInfo], int] | None:
    wanted = requests(pod)
    if not any(wanted.values()):
        return None

    def score(info: NodeInfo) -> int:
        shares = [
            min((info.requested[resource] + wanted.get(resource, 0)) / info.allocatable[resource], 1.0)
            for resource in RESOURCES
            if info.allocatable.get(resource)
        ]
        deviation = abs(shares[0] - shares[1]) / 2 if len(shares) == 2 else 0.0
        return int((1 - deviation) * MOST)

    return score
