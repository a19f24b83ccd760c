"""The rolling update: the new set grows as there is room, old ones shrink as pods become available.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#rolling-update-deployment
"""

from __future__ import annotations

from k8slab.objects.meta import Object
from k8slab.sim.controllers.deployment import limits
from k8slab.sim.controllers.deployment.family import Family


def roll(family: Family) -> None:
    """One step: grow the new set or, if it need not or cannot grow, shrink old ones."""
    if not _grow_new(family) and family.active_old:
        _shrink_old(family)


def _grow_new(family: Family) -> bool:
    """Bring the new set nearer to the wanted size; True if that was possible."""
    new, wanted = family.new, family.deployment["spec"]["replicas"]
    assert new is not None
    size = new["spec"]["replicas"]
    if size >= wanted:
        return family.resize(new, wanted)
    return family.resize(new, limits.size_of_new(family.deployment, size, family.size))


def _shrink_old(family: Family) -> None:
    """Take away old pods: unavailable ones first, then as many as availability allows.

    New pods that are not available yet count as if they were missing, so that a template that does not work
    costs no more than maxUnavailable pods.
    """
    assert family.new is not None
    if any(_available(each) > each["spec"]["replicas"] for each in family.active_old):
        return  # The set was made smaller just now: its status speaks of pods that are about to go.
    least = family.deployment["spec"]["replicas"] - limits.max_unavailable(family.deployment)
    unavailable_new = family.new["spec"]["replicas"] - _available(family.new)
    most = family.size - least - unavailable_new
    if most <= 0:
        return
    _drop(family, most, unavailable_only=True)
    _drop(family, sum(map(_available, family.all)) - least, unavailable_only=False)


def _drop(family: Family, count: int, *, unavailable_only: bool) -> None:
    """Shrink old sets by at most ``count`` pods in all, the oldest set first."""
    for each in family.active_old:
        size = each["spec"]["replicas"]
        part = min(size - _available(each) if unavailable_only else size, count)
        if part > 0:
            family.resize(each, size - part)
            count -= part


def _available(replicas: Object) -> int:
    return int(replicas["status"].get("availableReplicas", 0))
