"""Nodes as a DaemonSet sees them: a seat per node, with the pods that are meant for it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from k8slab.objects import meta, pods
from k8slab.objects.meta import Object
from k8slab.sim.controllers.daemonset.daemon_pod import target_node
from k8slab.sim.controllers.daemonset.eligibility import REFUSED, Eligibility, Verdict


class Seat(NamedTuple):
    """One node and the set's pods on it: those with a node come first, then the oldest."""

    node: str
    exists: bool
    verdict: Verdict
    pods: list[Object]

    @property
    def living(self) -> list[Object]:
        """The pods that are not being deleted."""
        return [pod for pod in self.pods if not meta.is_terminating(pod)]


def arrange(daemons: Object, nodes: Iterable[Object], members: Iterable[Object]) -> list[Seat]:
    """A seat for each node, and one for each further node that pods are meant for, by name.

    Pods that have finished and are being deleted hold no seat: their replacement does not wait for them.
    """
    by_node = _by_node(members)
    eligibility = Eligibility(daemons["spec"]["template"])
    seats = [
        Seat(meta.name(node), True, eligibility.verdict(node), by_node.pop(meta.name(node), []))
        for node in nodes
    ]
    return seats + [Seat(name, False, REFUSED, by_node[name]) for name in sorted(by_node)]


def _by_node(members: Iterable[Object]) -> dict[str, list[Object]]:
    found: dict[str, list[Object]] = {}
    for pod in sorted(members, key=_precedence):
        node = target_node(pod)
        if node is not None and not (meta.is_terminating(pod) and pods.is_terminal(pod)):
            found.setdefault(node, []).append(pod)
    return found


def _precedence(pod: Object) -> tuple[bool, str, str]:
    waits = not pod["spec"].get("nodeName")
    return waits, pod["metadata"]["creationTimestamp"], meta.name(pod)
