"""Pod affinity and anti-affinity: with which pods a pod must, or must not, share a part of the cluster.

1. Required anti-affinity keeps the pod away from those it names, and from those that refuse it.
2. Required affinity wants a pod of each named sort there; the first of a sort that means itself may start.

Source: https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#inter-pod-affinity-and-anti-affinity
"""

from __future__ import annotations

from k8slab.objects import meta
from k8slab.objects.meta import Object
from k8slab.sim.scheduler.node_info import NodeInfo
from k8slab.sim.scheduler.plugins.plugin import Check, Refusal, final, passing
from k8slab.sim.scheduler.topology import Term
from k8slab.sim.scheduler.view import View

NO_COMPANY = final("node(s) didn't match pod affinity rules")
UNWANTED_COMPANY = passing("node(s) didn't match pod anti-affinity rules")
REFUSED = passing("node(s) didn't satisfy existing pods anti-affinity rules")


class InterPodAffinity:
    name = "InterPodAffinity"

    def __init__(self, view: View) -> None:
        self._view = view

    def prepare(self, pod: Object) -> Check | None:
        view = self._view
        wanted, unwanted = view.terms(pod, "podAffinity"), view.terms(pod, "podAntiAffinity")
        refusing = view.refusals(pod)
        if not wanted and not unwanted and not refusing:
            return None
        alone = bool(wanted) and self._is_first(pod, wanted)

        def check(info: NodeInfo) -> Refusal | None:
            if wanted and not self._has_company(wanted, info, alone=alone):
                return NO_COMPANY
            if any(view.runs_at(each, info.node) for each in unwanted):
                return UNWANTED_COMPANY
            return REFUSED if any(view.refused_at(each, info.node) for each in refusing) else None

        return check

    def _is_first(self, pod: Object, wanted: list[Term]) -> bool:
        """True if nothing the pod wants to be with runs anywhere, but it would do itself (2)."""
        return all(each.means(pod) and not self._view.runs_anywhere(each) for each in wanted)

    def _has_company(self, wanted: list[Term], info: NodeInfo, *, alone: bool) -> bool:
        if alone:
            return all(each.topology in meta.labels(info.node) for each in wanted)
        return all(self._view.runs_at(each, info.node) for each in wanted)

    def preference(self, pod: Object, info: NodeInfo) -> int:
        """The weights of preferred affinity that holds on the node, less those of anti-affinity."""
        return self._weights(pod, info, "podAffinity") - self._weights(pod, info, "podAntiAffinity")

    def _weights(self, pod: Object, info: NodeInfo, which: str) -> int:
        affinity = (pod["spec"].get("affinity") or {}).get(which) or {}
        return sum(
            each["weight"]
            for each in affinity.get("preferredDuringSchedulingIgnoredDuringExecution") or ()
            if self._view.runs_at(self._view.term(pod, each["podAffinityTerm"]), info.node)
        )
