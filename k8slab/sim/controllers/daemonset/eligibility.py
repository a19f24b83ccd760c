"""Which nodes run a DaemonSet's pods.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/#running-pods-on-select-nodes
"""

from __future__ import annotations

from typing import NamedTuple

from k8slab.objects import meta, node_selector, taints
from k8slab.objects.meta import Object
from k8slab.sim.controllers.daemonset import daemon_pod


class Verdict(NamedTuple):
    """Whether a node should get a pod, and whether a pod that is there may stay."""

    should_run: bool
    may_stay: bool


REFUSED = Verdict(should_run=False, may_stay=False)


class Eligibility:
    """What a pod template asks of nodes; whether a node is ready plays no part."""

    def __init__(self, template: Object) -> None:
        self._spec = template["spec"]
        self._tolerations = daemon_pod.tolerations(self._spec)

    def verdict(self, node: Object) -> Verdict:
        """By nodeName, nodeSelector, node affinity and taints."""
        name = self._spec.get("nodeName") or meta.name(node)
        if name != meta.name(node) or not node_selector.admits(self._spec, node):
            return REFUSED
        present = taints.of_node(node)
        if taints.untolerated(present, self._tolerations) is None:
            return Verdict(should_run=True, may_stay=True)
        evicting = taints.untolerated(present, self._tolerations, ["NoExecute"])
        return Verdict(should_run=False, may_stay=evicting is None)


def what_counts(node: Object) -> tuple[object, object]:
    """All of a node that a verdict depends on and that may change."""
    return meta.labels(node), taints.of_node(node)
