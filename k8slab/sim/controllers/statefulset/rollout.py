"""A StatefulSet's rolling update: which members the controller takes down next.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#rolling-updates
"""

from __future__ import annotations

from k8slab.objects import meta
from k8slab.objects.meta import Object
from k8slab.sim.controllers.statefulset import identity
from k8slab.sim.controllers.statefulset.members import Members
from k8slab.sim.kinds import field


def _rolling(statefulset: Object) -> Object:
    return statefulset["spec"]["updateStrategy"].get("rollingUpdate") or {}


def partition(statefulset: Object) -> int:
    """The lowest ordinal that an update reaches."""
    return identity.start(statefulset) + int(_rolling(statefulset).get("partition", 0))


def max_unavailable(statefulset: Object) -> int:
    """How many members may be down; a percentage of the replicas is rounded down, but to 1 at least."""
    limit, replicas = _rolling(statefulset).get("maxUnavailable", 1), statefulset["spec"]["replicas"]
    most = field.amount(limit) if isinstance(limit, int) else replicas * field.amount(limit) // 100
    return max(most, 1)


def one_by_one(statefulset: Object, members: Members, update: str) -> list[Object]:
    """The highest member of an old revision, unless one above it is not available yet."""
    for number in _reached(statefulset, members):
        pod = members.find(number)
        if pod is not None and _is_outdated(pod, update):
            return [pod]
        if members.is_unavailable(number):
            return []
    return []


def several_at_once(statefulset: Object, members: Members, update: str) -> list[Object]:
    """The highest members of an old revision, as many as may be down besides those that are.

    A member that is down for another reason counts too, even when its revision is the old one: a broken
    update that uses up all that may be unavailable is not cured by going back.
    """
    down = sum(members.is_unavailable(number) for number in members.wanted)
    reached = [members.find(number) for number in _reached(statefulset, members)]
    outdated = [pod for pod in reached if pod is not None and _is_outdated(pod, update)]
    return outdated[: max(max_unavailable(statefulset) - down, 0)]


def _reached(statefulset: Object, members: Members) -> list[int]:
    lowest = partition(statefulset)
    return [number for number in reversed(members.wanted) if number >= lowest]


def _is_outdated(pod: Object, update: str) -> bool:
    return identity.revision_of(pod) != update and not meta.is_terminating(pod)
