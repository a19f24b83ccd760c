"""Scaling a Deployment amid a rollout: its ReplicaSets grow or shrink in proportion to their sizes.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#proportional-scaling
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from k8slab.objects import meta
from k8slab.objects.meta import Object
from k8slab.sim.controllers.deployment import limits, notes


def new_sizes(deployment: Object, sets: Iterable[Object]) -> list[tuple[Object, int]]:
    """The active sets with the sizes they should have; the largest, first, gets what rounding leaves over."""
    wanted = deployment["spec"]["replicas"]
    most = wanted + limits.max_surge(deployment) if wanted else 0
    active = list(sets)
    missing = most - sum(_size(each) for each in active)
    ordered = _largest_first(active, newer_first=missing > 0)
    sizes = _shares(deployment, ordered, missing)
    if sizes and missing:
        sizes[0] = max(sizes[0] + most - sum(sizes), 0)
    return list(zip(ordered, sizes, strict=True))


def _shares(deployment: Object, ordered: list[Object], missing: int) -> list[int]:
    left, sizes = missing, []
    for each in ordered:
        change = _change(deployment, each) if left else 0
        part = min(change, left) if missing > 0 else max(change, left)
        left -= part
        sizes.append(_size(each) + part)
    return sizes


def _change(deployment: Object, replicas: Object) -> int:
    """By how much the set should change, going by what it was a part of when it was last scaled."""
    size, wanted = _size(replicas), int(deployment["spec"]["replicas"])
    if wanted == 0:
        return -size
    before = int(notes.number(replicas, notes.MOST) or deployment["status"].get("replicas") or size)
    share: float = size * (wanted + limits.max_surge(deployment)) / before
    return math.floor(share + 0.5) - size


def _largest_first(sets: Iterable[Object], *, newer_first: bool) -> list[Object]:
    by_age = sorted(sets, key=age, reverse=newer_first)
    return sorted(by_age, key=_size, reverse=True)


def age(replicas: Object) -> tuple[str, str]:
    """To sort sets by: the oldest first."""
    return replicas["metadata"]["creationTimestamp"], meta.name(replicas)


def _size(replicas: Object) -> int:
    return int(replicas["spec"]["replicas"])
