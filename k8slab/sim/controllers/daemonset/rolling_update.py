"""The rolling update of a DaemonSet: the next pods to replace.

Source: https://kubernetes.io/docs/tasks/manage-daemon/update-daemon-set/
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from k8slab.errors import K8slabError
from k8slab.objects.meta import Object
from k8slab.objects.portion import portion
from k8slab.sim.controllers.daemonset.seats import Seat

Test = Callable[[Object], bool]


class NodeGoneError(K8slabError):
    """An old pod is left on a node that is no longer there: a surge waits until it is gone, too."""


class Step(NamedTuple):
    """Nodes that get a pod and pods that are deleted."""

    create: list[str]
    delete: list[Object]


class Pair(NamedTuple):
    """The pods of the new and of the old revision on a node, at most one of each."""

    new: Object | None
    old: Object | None


class Limits(NamedTuple):
    """How many nodes may be without an available pod, and how many may have two."""

    unavailable: int
    surge: int


def limits(strategy: Object, wanted: int) -> Limits:
    """The strategy's numbers; percentages are of the wanted pods, rounded up."""
    rolling = strategy.get("rollingUpdate") or {}
    surge = portion(rolling.get("maxSurge", 0), wanted, up=True)
    unavailable = portion(rolling.get("maxUnavailable", 1), wanted, up=True)
    return Limits(unavailable or int(not surge), surge)


def next_step(seats: Iterable[Seat], allowed: Limits, is_new: Test, is_available: Test) -> Step:
    """What brings the update on without going beyond the limits."""
    seats = [seat for seat in seats if seat.pods or seat.verdict.should_run]
    if allowed.surge:
        return _with_surge(seats, allowed.surge, is_new, is_available)
    return Step([], _replaced(seats, allowed.unavailable, is_new, is_available))


def _replaced(seats: list[Seat], most: int, is_new: Test, is_available: Test) -> list[Object]:
    """Old pods to delete: those that are down anyway, and as many others as may be down beside them."""
    down, broken, candidates = 0, [], []
    for seat in seats:
        pair = _pair(seat, is_new)
        if pair is None or (pair.new is None) == (pair.old is None):
            down += 1
        elif pair.new is not None:
            down += not is_available(pair.new)
        elif pair.old is not None and is_available(pair.old):
            candidates.append(pair.old)
        elif pair.old is not None:
            broken.append(pair.old)
            down += 1
    return broken + candidates[: max(most - down, 0)]


def _with_surge(seats: list[Seat], most: int, is_new: Test, is_available: Test) -> Step:
    """New pods beside old ones; an old pod goes once its successor is available.

    On a node that should no longer run the set, an available pod stays until enough others are. Raises
    NodeGoneError.
    """
    create: list[str] = []
    candidates: list[str] = []
    leaving: list[Object] = []
    unwanted: list[Object] = []
    surging = available = 0
    for seat in seats:
        pair = _pair(seat, is_new)
        if pair is None:
            surging += 1
            continue
        counted = pair.old or pair.new
        available += counted is not None and is_available(counted)
        if pair.old is None:
            continue
        if pair.new is None and not seat.exists:
            raise NodeGoneError(
                f'couldn\'t get node for nodeName "{seat.node}": node "{seat.node}" not found'
            )
        if pair.new is not None and is_available(pair.new):
            leaving.append(pair.old)
        elif pair.new is not None:
            surging += 1
        elif seat.verdict.should_run:
            (candidates if is_available(pair.old) else create).append(seat.node)
        else:
            (unwanted if is_available(pair.old) else leaving).append(pair.old)
    spare = available - sum(seat.verdict.should_run for seat in seats)
    return Step(create + candidates[: max(most - surging, 0)], leaving + unwanted[: max(spare, 0)])


def _pair(seat: Seat, is_new: Test) -> Pair | None:
    """The node's new and old pod, or None if there is more than one of either."""
    new = [pod for pod in seat.living if is_new(pod)]
    old = [pod for pod in seat.living if not is_new(pod)]
    if len(new) > 1 or len(old) > 1:
        return None
    return Pair(new[0] if new else None, old[0] if old else None)
