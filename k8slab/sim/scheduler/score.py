"""Which of the nodes that could take a pod is the best one.

The wishes of pod and node come first, then an even spread where the pod asks for one, then the node with the
fewest pods of the same owner, then the emptiest, then the first by name: of equals always the same one.

Source: https://kubernetes.io/docs/concepts/scheduling-eviction/kube-scheduler/
"""

from __future__ import annotations

from collections.abc import Iterable

from k8slab.objects import meta
from k8slab.objects.meta import Object
from k8slab.sim.scheduler.node_info import NodeInfo
from k8slab.sim.scheduler.plugins import node_affinity, taint_toleration
from k8slab.sim.scheduler.plugins.inter_pod_affinity import InterPodAffinity
from k8slab.sim.scheduler.plugins.topology_spread import TopologySpread
from k8slab.sim.scheduler.view import View

Rank = tuple[int, int, int, int, float, int, str]


def best(pod: Object, nodes: Iterable[NodeInfo], view: View) -> NodeInfo:
    """The node to bind to; ``nodes`` must not be empty."""
    nodes = list(nodes)
    company, crowd = InterPodAffinity(view), TopologySpread(view).crowding(pod, nodes)
    has_wishes = bool(pod["spec"].get("affinity"))
    owner = meta.controller_of(pod)
    uid = owner["uid"] if owner else ""

    def wishes(info: NodeInfo) -> int:
        return node_affinity.preference(pod, info) + company.preference(pod, info) if has_wishes else 0

    def rank(info: NodeInfo) -> Rank:
        return (
            taint_toleration.unwelcome(pod, info),
            -wishes(info),
            crowd[info.name],
            info.owners[uid] if uid else 0,
            info.used_share(),
            len(info.pods),
            info.name,
        )

    return min(nodes, key=rank)
