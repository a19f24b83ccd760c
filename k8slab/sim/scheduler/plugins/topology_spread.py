"""Topology spread constraints: how evenly a pod's like must be spread over parts of the cluster.

1. With DoNotSchedule a part may hold at most ``maxSkew`` more matching pods than the emptiest part.
2. Only nodes that the pod asks for count (unless nodeAffinityPolicy is Ignore), and those whose taints it
   tolerates if nodeTaintsPolicy is Honor; a node without the label is no part at all.
3. With fewer parts than ``minDomains`` the emptiest one counts as empty.
4. Pods that are being deleted do not count. With ScheduleAnyway the emptier part is only preferred
   (`topology_score`).

Source: https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from k8slab.objects import meta, taints
from k8slab.objects.meta import Object
from k8slab.objects.selectors import Selector, from_manifest
from k8slab.sim.scheduler.node_info import NodeInfo
from k8slab.sim.scheduler.plugins.node_affinity import NodeAffinity
from k8slab.sim.scheduler.plugins.plugin import Check, Refusal, final, passing
from k8slab.sim.scheduler.view import View

UNEVEN = passing("node(s) didn't match pod topology spread constraints")
NO_LABEL = final("node(s) didn't match pod topology spread constraints (missing required label)")


class TopologySpread:
    name = "PodTopologySpread"

    def __init__(self, view: View) -> None:
        self._view = view

    def prepare(self, pod: Object) -> Check | None:
        demands = [Constraint(pod, each) for each in constraints(pod, "DoNotSchedule")]
        if not demands:
            return None
        keys = [each.topology for each in demands]
        counted = [info for info in self._view.nodes.values() if _has_all(info, keys)]
        spreads = [(each, each.counts(counted)) for each in demands]

        def check(info: NodeInfo) -> Refusal | None:
            refusals = (each.refusal(info, counts) for each, counts in spreads)
            return next((refusal for refusal in refusals if refusal is not None), None)

        return check


class Constraint:
    """One constraint of one pod."""

    def __init__(self, pod: Object, constraint: Object) -> None:
        self.topology: str = constraint["topologyKey"]
        self._pod = pod
        self._max_skew: int = constraint["maxSkew"]
        self._least_domains = constraint.get("minDomains") or 1
        self._selector = _selector(pod, constraint)
        honors_affinity = constraint.get("nodeAffinityPolicy", "Honor") == "Honor"
        self._affinity = NodeAffinity().prepare(pod) if honors_affinity else None
        self._honors_taints = constraint.get("nodeTaintsPolicy", "Ignore") == "Honor"
        self._itself = int(self._selector.matches(meta.labels(pod)))

    def counts(self, nodes: Iterable[NodeInfo]) -> Counter[str]:
        """How many matching pods each part holds; parts without any are there with 0."""
        counts: Counter[str] = Counter()
        for info in nodes:
            if self._counts_node(info):
                counts[meta.labels(info.node).get(self.topology, "")] += sum(
                    self._matches(each) for each in info.pods.values()
                )
        return counts

    def refusal(self, info: NodeInfo, counts: Counter[str]) -> Refusal | None:
        if self.topology not in meta.labels(info.node):
            return NO_LABEL
        return None if self._allows(info, counts) else UNEVEN

    def _allows(self, info: NodeInfo, counts: Counter[str]) -> bool:
        least = min(counts.values(), default=0) if len(counts) >= self._least_domains else 0
        skew: int = counts[meta.labels(info.node)[self.topology]] + self._itself - least
        return skew <= self._max_skew

    def _counts_node(self, info: NodeInfo) -> bool:
        if self._affinity is not None and self._affinity(info) is not None:
            return False
        present = taints.of_node(info.node)
        return not self._honors_taints or not taints.untolerated(present, taints.of_pod(self._pod))

    def _matches(self, other: Object) -> bool:
        same_namespace = meta.namespace(other) == meta.namespace(self._pod)
        return (
            same_namespace and not meta.is_terminating(other) and self._selector.matches(meta.labels(other))
        )


def constraints(pod: Object, otherwise: str) -> list[Object]:
    found = pod["spec"].get("topologySpreadConstraints") or ()
    return [each for each in found if each.get("whenUnsatisfiable", "DoNotSchedule") == otherwise]


def _selector(pod: Object, constraint: Object) -> Selector:
    """The constraint's selector; the pod's own values of the keys in matchLabelKeys narrow it."""
    selector = dict(constraint.get("labelSelector") or {})
    own = {
        key: meta.labels(pod)[key]
        for key in constraint.get("matchLabelKeys") or ()
        if key in meta.labels(pod)
    }
    if own:
        selector["matchLabels"] = {**(selector.get("matchLabels") or {}), **own}
    return from_manifest(selector if constraint.get("labelSelector") is not None or own else None)


def _has_all(info: NodeInfo, keys: Iterable[str]) -> bool:
    return all(key in meta.labels(info.node) for key in keys)
