"""Nodes with a taint that the pod does not tolerate keep it out.

Source: https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/
"""

from __future__ import annotations

from k8slab.objects import taints
from k8slab.objects.meta import Object
from k8slab.sim.scheduler.node_info import NodeInfo
from k8slab.sim.scheduler.plugins.plugin import Check, Refusal, final

TAINTED = final("node(s) had untolerated taint(s)")


class TaintToleration:
    name = "TaintToleration"

    def prepare(self, pod: Object) -> Check:
        tolerations = taints.of_pod(pod)

        def check(info: NodeInfo) -> Refusal | None:
            present = taints.of_node(info.node)
            return TAINTED if present and taints.untolerated(present, tolerations) else None

        return check


def unwelcome(pod: Object, info: NodeInfo) -> int:
    """How many PreferNoSchedule taints of the node the pod does not tolerate."""
    tolerations = taints.of_pod(pod)
    return sum(
        taint["effect"] == "PreferNoSchedule" and not taints.is_tolerated(taint, tolerations)
        for taint in taints.of_node(info.node)
    )
