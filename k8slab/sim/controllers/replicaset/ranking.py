"""Which pods a ReplicaSet can do without.

Before others go, in this order of importance: pods without a node; pending ones; ones that are not ready;
those with a lower deletion cost; those that share their node with more related pods; those that became
ready later; those that were restarted more often; the younger ones. Times are compared roughly, by powers of
two, so that it is not always the very youngest.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/#scaling-a-replicaset
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cmp_to_key
from typing import Any

from k8slab.objects import meta, pods
from k8slab.objects.meta import Object
from k8slab.objects.timestamps import seconds

DELETION_COST = "controller.kubernetes.io/pod-deletion-cost"
COST = re.compile(r"0|-\d+|[1-9]\d*")
MOST = 2**31
PHASES = {"Pending": 0, "Unknown": 1, "Running": 2}


def least_first(candidates: Iterable[Object], related: Iterable[Object], now: float) -> list[Object]:
    """The pods in the order in which they may go; ``related`` are those that should be spread with them."""
    crowd = Counter(pod["spec"].get("nodeName", "") for pod in related)

    def compare(one: Object, other: Object) -> int:
        mine, its = _weight(one, crowd), _weight(other, crowd)
        if mine != its:
            return -1 if mine < its else 1
        return _compare_lives(one, other, now)

    return sorted(candidates, key=cmp_to_key(compare))


def _weight(pod: Object, crowd: Counter[str]) -> tuple[Any, ...]:
    node = pod["spec"].get("nodeName", "")
    return (bool(node), PHASES.get(pods.phase(pod), 0), pods.is_ready(pod), _cost(pod), -crowd[node])


def _cost(pod: Object) -> int:
    """What the pod's owner says it is worth; 0 unless it is a number of 32 bits, written plainly."""
    text = meta.annotations(pod).get(DELETION_COST, "0")
    cost = int(text) if COST.fullmatch(text) else 0
    return cost if -MOST <= cost < MOST else 0


def _compare_lives(one: Object, other: Object, now: float) -> int:
    """Negative if the first has been ready for a shorter time, was restarted more often or is younger."""
    if pods.is_ready(one) and _ready_since(one) != _ready_since(other):
        return _compare_ages(one, other, _ready_since, now)
    mine, its = _restarts(one), _restarts(other)
    if mine != its:
        return -1 if mine > its else 1
    return _compare_ages(one, other, _created, now)


def _compare_ages(one: Object, other: Object, since: Callable[[Object], float], now: float) -> int:
    """By the order of magnitude of their ages, else by uid: that is by chance, but always the same way."""
    difference = _magnitude(now - since(one)) - _magnitude(now - since(other))
    return difference or (-1 if meta.uid(one) < meta.uid(other) else 1)


def _magnitude(age: float) -> int:
    return math.floor(math.log2(age * 1e9)) if age > 0 else -1


def _ready_since(pod: Object) -> float:
    ready = pods.condition(pod, "Ready")
    return seconds(ready["lastTransitionTime"]) if ready else 0.0


def _created(pod: Object) -> float:
    return seconds(pod["metadata"]["creationTimestamp"])


def _restarts(pod: Object) -> tuple[int, int]:
    """The most restarts of any container and, less important, of any sidecar."""
    sidecars = {each["name"] for each in pod["spec"].get("initContainers") or () if _is_sidecar(each)}
    init = pod["status"].get("initContainerStatuses") or ()
    return (
        _most_restarts(pod["status"].get("containerStatuses") or ()),
        _most_restarts(item for item in init if item["name"] in sidecars),
    )


def _is_sidecar(container: Object) -> bool:
    return bool(container.get("restartPolicy") == "Always")


def _most_restarts(states: Iterable[Object]) -> int:
    return max((item.get("restartCount", 0) for item in states), default=0)
