"""Nodes that are cordoned take no new pods.

Source: https://kubernetes.io/docs/concepts/architecture/nodes/#manual-node-administration
"""

from __future__ import annotations

from k8slab.objects import taints
from k8slab.objects.meta import Object
from k8slab.sim.scheduler.node_info import NodeInfo
from k8slab.sim.scheduler.plugins.plugin import Check, Refusal, final

UNSCHEDULABLE = final("node(s) were unschedulable")


class NodeUnschedulable:
    name = "NodeUnschedulable"

    def prepare(self, pod: Object) -> Check | None:
        tolerated = taints.is_tolerated(taints.UNSCHEDULABLE, taints.of_pod(pod))
        return None if tolerated else _check


def _check(info: NodeInfo) -> Refusal | None:
    return UNSCHEDULABLE if info.node["spec"].get("unschedulable") else None
