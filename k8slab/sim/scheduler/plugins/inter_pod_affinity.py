"""Pod affinity and anti-affinity: with which pods a pod must, or must not, share a part of the cluster.

1. Required anti-affinity keeps the pod away from those it names, and from those that refuse it.
2. Required affinity wants pods there that are of all the named sorts at once; the first of them may start.
3. Preferred terms count once per pod that they mean, also those of the pods that run already; who requires
   affinity prefers it, too, when the others arrive.

Source: https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#inter-pod-affinity-and-anti-affinity
"""

from __future__ import annotations

from collections.abc import Callable

from k8slab.objects import meta
from k8slab.objects.meta import Object
from k8slab.sim.scheduler.node_info import NodeInfo
from k8slab.sim.scheduler.plugins.plugin import Check, Refusal, final, passing
from k8slab.sim.scheduler.topology import Term
from k8slab.sim.scheduler.view import View, preferred_terms

NO_COMPANY = final("node(s) didn't match pod affinity rules")
UNWANTED_COMPANY = passing("node(s) didn't match pod anti-affinity rules")
REFUSED = passing("node(s) didn't satisfy existing pods anti-affinity rules")


class InterPodAffinity:
    name = "InterPodAffinity"

    def __init__(self, view: View) -> None:
        self._view = view

    def prepare(self, pod: Object) -> Check | None:
        view = self._view
        wanted, unwanted = view.company(pod), view.unwanted(pod)
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

    def preferences(self, pod: Object) -> list[tuple[Term, int]]:
        """The pod's own preferred terms with their weights, negative for anti-affinity (3)."""
        return [
            (self._view.term(pod, each["podAffinityTerm"]), sign * each["weight"])
            for which, sign in (("podAffinity", 1), ("podAntiAffinity", -1))
            for each in preferred_terms(pod, which)
        ]

    def scorer(self, pod: Object) -> Callable[[NodeInfo], int] | None:
        """How much the pod, and those that run there, wish it to be on a node; None without any wish."""
        own, others = self.preferences(pod), self._view.wishes(pod)
        if not own and not others:
            return None

        def score(info: NodeInfo) -> int:
            mine = sum(weight * self._view.many_at(each, info.node) for each, weight in own)
            return mine + sum(self._view.wished_at(each, info.node) for each in others)

        return score
