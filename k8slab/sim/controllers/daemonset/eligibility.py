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


def verdict(template: Object, node: Object) -> Verdict:
    """By nodeName, nodeSelector, node affinity and taints; whether the node is ready plays no part."""
    spec = template["spec"]
    if spec.get("nodeName", meta.name(node)) != meta.name(node) or not node_selector.admits(spec, node):
        return REFUSED
    tolerated, present = daemon_pod.tolerations(spec), taints.of_node(node)
    if taints.untolerated(present, tolerated) is None:
        return Verdict(should_run=True, may_stay=True)
    return Verdict(should_run=False, may_stay=taints.untolerated(present, tolerated, ["NoExecute"]) is None)


def what_counts(node: Object) -> tuple[object, object]:
    """All of a node that a verdict depends on and that may change."""
    return meta.labels(node), taints.of_node(node)
