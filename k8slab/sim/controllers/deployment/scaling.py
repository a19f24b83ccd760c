"""Scaling a Deployment, apart from any rollout.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#scaling-a-deployment
"""

from __future__ import annotations

from k8slab.objects.meta import Object
from k8slab.sim.controllers.deployment import limits, notes, proportions
from k8slab.sim.controllers.deployment.family import Family


def is_due(family: Family) -> bool:
    """True if a set that has pods was last scaled when another number of them was wanted."""
    wanted = family.deployment["spec"]["replicas"]
    noted = [notes.number(each, notes.WANTED) for each in family.active]
    return any(number not in (None, wanted) for number in noted)


def scale(family: Family) -> None:
    """Give the one set that has pods the wanted size; of several each gets its share."""
    only = _only_one(family)
    if only is not None:
        family.resize(only, family.deployment["spec"]["replicas"])
    elif _is_saturated(family):
        for each in family.active_old:
            family.resize(each, 0)
    elif limits.is_rolling(family.deployment):
        for each, size in proportions.new_sizes(family.deployment, family.active):
            family.scale(each, size)


def _only_one(family: Family) -> Object | None:
    """The one active set; if none is active, the new or else the newest one."""
    if len(family.active) > 1 or not family.all:
        return None
    return family.active[0] if family.active else family.new or family.old[-1]


def _is_saturated(family: Family) -> bool:
    """True if the new set has all the pods that are wanted, and they are available."""
    new, wanted = family.new, family.deployment["spec"]["replicas"]
    if new is None or notes.number(new, notes.WANTED) != wanted:
        return False
    return bool(new["spec"]["replicas"] == wanted == new["status"].get("availableReplicas", 0))
