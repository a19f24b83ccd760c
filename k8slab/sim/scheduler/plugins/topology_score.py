"""PodTopologySpread as a wish: the emptier a part of the cluster is of the pod's like, the better.

1. The pod's ScheduleAnyway constraints say what its like is, and which parts; a node without the label
   gets no points.
2. A pod without any constraint is spread over nodes and zones among those of its controller, or behind its
   Services.
3. What is spread over more parts counts more.

Source: https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from math import log
from typing import NamedTuple

from k8slab.objects import meta
from k8slab.objects.meta import Object
from k8slab.objects.selectors import from_labels
from k8slab.sim.scheduler.node_info import NodeInfo
from k8slab.sim.scheduler.plugins.topology_spread import Constraint, constraints
from k8slab.sim.scheduler.topology import Sort, Term
from k8slab.sim.scheduler.view import View

MOST = 100
HOST, ZONE = "kubernetes.io/hostname", "topology.kubernetes.io/zone"
SPREADING = ("ReplicaSet", "ReplicationController", "StatefulSet")
DEFAULTS = ((HOST, 3), (ZONE, 5))
"""By which label, and what is added for it."""


class Wish(NamedTuple):
    """To be where few others are: how many there are on a node's part."""

    topology: str
    max_skew: int
    crowd: Callable[[NodeInfo], int]


def topology_score(pod: Object, nodes: list[NodeInfo], view: View) -> list[int] | None:
    """The nodes' points; None if there is nothing to spread."""
    own = bool(pod["spec"].get("topologySpreadConstraints"))
    wishes = list(_own(pod, view) if own else _defaults(pod, view))
    if not wishes:
        return None
    counted = [info for info in nodes if not own or all(_part(info, each.topology) for each in wishes)]
    weights = [_weight(each.topology, counted) for each in wishes]
    scores = {info.name: round(sum(_scores(info, wishes, weights))) for info in counted}
    low, high = min(scores.values(), default=0), max(scores.values(), default=0)
    return [_points(scores.get(info.name), low, high) for info in nodes]


def _points(score: int | None, low: int, high: int) -> int:
    if score is None:
        return 0
    return MOST * (high + low - score) // high if high else MOST


def _scores(info: NodeInfo, wishes: list[Wish], weights: list[float]) -> Iterator[float]:
    for wish, weight in zip(wishes, weights, strict=True):
        if _part(info, wish.topology) is not None:
            yield wish.crowd(info) * weight + wish.max_skew - 1


def _weight(topology: str, nodes: list[NodeInfo]) -> float:
    """By the number of parts (3)."""
    parts = len(nodes) if topology == HOST else len({_part(info, topology) for info in nodes} - {None})
    return log(parts + 2)


def _part(info: NodeInfo, topology: str) -> str | None:
    return meta.labels(info.node).get(topology)


# The pod's own constraints (1)


def _own(pod: Object, view: View) -> Iterator[Wish]:
    for each in constraints(pod, "ScheduleAnyway"):
        constraint = Constraint(pod, each)
        yield Wish(constraint.topology, each["maxSkew"], _lookup(constraint, view.nodes.values()))


def _lookup(constraint: Constraint, nodes: Iterable[NodeInfo]) -> Callable[[NodeInfo], int]:
    counts = constraint.counts(info for info in nodes if _part(info, constraint.topology) is not None)
    return lambda info: counts[_part(info, constraint.topology) or ""]


# Those of the cluster (2)


def _defaults(pod: Object, view: View) -> Iterator[Wish]:
    owner = meta.controller_of(pod)
    for topology, max_skew in DEFAULTS:
        if owner is not None and owner["kind"] in SPREADING:
            yield Wish(topology, max_skew, _of_owner(owner["uid"], topology, view))
        elif owner is None and (sort := _behind_services(pod, view)) is not None:
            yield Wish(topology, max_skew, _of_sort(Term((sort,), topology), view))


def _of_owner(uid: str, topology: str, view: View) -> Callable[[NodeInfo], int]:
    if topology == HOST:
        return lambda info: info.owners[uid]
    counts: Counter[str | None] = Counter()
    for info in view.nodes.values():
        counts[_part(info, topology)] += info.owners[uid]
    return lambda info: counts[_part(info, topology)]


def _of_sort(term: Term, view: View) -> Callable[[NodeInfo], int]:
    return lambda info: view.many_at(term, info.node)


def _behind_services(pod: Object, view: View) -> Sort | None:
    """The pods that all the Services which select this one have in common."""
    labels: dict[str, str] = {}
    for service in view.services(meta.namespace(pod)):
        selector = service["spec"].get("selector")
        if selector and from_labels(selector).matches(meta.labels(pod)):
            labels |= selector
    return Sort(json.dumps({"matchLabels": labels}), (meta.namespace(pod),)) if labels else None
