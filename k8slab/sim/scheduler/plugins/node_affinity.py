"""nodeSelector and node affinity: labels, or names, that a pod asks of its node.

Source: https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/
"""

from __future__ import annotations

from k8slab.objects import meta, node_selector
from k8slab.objects.meta import Object
from k8slab.sim.scheduler.node_info import NodeInfo
from k8slab.sim.scheduler.plugins.plugin import Check, Refusal, final

MISMATCH = final("node(s) didn't match Pod's node affinity/selector")
NAMED_OTHERS = final("node(s) didn't satisfy plugin(s) [NodeAffinity]")


class NodeAffinity:
    name = "NodeAffinity"

    def prepare(self, pod: Object) -> Check | None:
        wanted, terms = pod["spec"].get("nodeSelector") or {}, required_terms(pod)
        if not wanted and terms is None:
            return None

        def check(info: NodeInfo) -> Refusal | None:
            labels = meta.labels(info.node)
            fits = all(labels.get(key) == value for key, value in wanted.items())
            if fits and terms is not None:
                fits = node_selector.matches(terms, info.node)
            return None if fits else MISMATCH

        return check


def required_terms(pod: Object) -> list[Object] | None:
    required = _affinity(pod).get("requiredDuringSchedulingIgnoredDuringExecution")
    return None if required is None else required.get("nodeSelectorTerms") or []


def named_nodes(pod: Object) -> set[str] | None:
    """The only nodes that can be right, when the pod names them (as a DaemonSet's pods do)."""
    terms = required_terms(pod)
    return node_selector.names(terms) if terms else None


def preference(pod: Object, info: NodeInfo) -> int:
    """The weights of the preferred terms that hold on the node."""
    return sum(
        each["weight"]
        for each in preferred_terms(pod)
        if node_selector.term_matches(each["preference"], info.node)
    )


def preferred_terms(pod: Object) -> list[Object]:
    return _affinity(pod).get("preferredDuringSchedulingIgnoredDuringExecution") or []


def _affinity(pod: Object) -> Object:
    return (pod["spec"].get("affinity") or {}).get("nodeAffinity") or {}
