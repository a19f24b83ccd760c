"""Which nodes could take a pod: all plugins are asked, node by node, until one refuses.

A hundred nodes that could take the pod are enough to choose from; the next search starts behind them.

Source: https://kubernetes.io/docs/concepts/scheduling-eviction/kube-scheduler/#kube-scheduler-implementation
"""

from __future__ import annotations

from k8slab.objects.meta import Object
from k8slab.sim.api import Api
from k8slab.sim.scheduler.diagnosis import Diagnosis
from k8slab.sim.scheduler.node_info import NodeInfo
from k8slab.sim.scheduler.plugins import Check, Hopeless, Refusal, filters
from k8slab.sim.scheduler.plugins.node_affinity import NAMED_OTHERS, named_nodes
from k8slab.sim.scheduler.plugins.plugin import final
from k8slab.sim.scheduler.view import View

ENOUGH_NODES = 100


class Filtering:
    """The filter plugins over one view of the cluster."""

    def __init__(self, api: Api, view: View) -> None:
        self._view = view
        self._plugins = filters(api, view)
        self._start = 0

    def feasible(self, pod: Object, diagnosis: Diagnosis) -> list[NodeInfo]:
        """The nodes that could take the pod; ``diagnosis`` learns about the others."""
        try:
            checks = self._checks(pod)
        except Hopeless as obstacle:
            diagnosis.obstacle = str(obstacle)
            diagnosis.plugins.add("VolumeBinding")
            return []
        candidates = self._candidates(pod, diagnosis)
        feasible: list[NodeInfo] = []
        for position, info in enumerate(candidates):
            if _passes(info, checks, diagnosis):
                feasible.append(info)
            if len(feasible) == ENOUGH_NODES:
                self._start += position + 1
                break
        return feasible

    def refusal(self, pod: Object, info: NodeInfo) -> Refusal | None:
        """Why the pod may not go to the node as things are, or would be."""
        try:
            checks = self._checks(pod)
        except Hopeless as obstacle:
            return final(str(obstacle))
        refusals = (check(info) for _, check in checks)
        return next((refusal for refusal in refusals if refusal is not None), None)

    def _checks(self, pod: Object) -> list[tuple[str, Check]]:
        prepared = [(plugin.name, plugin.prepare(pod)) for plugin in self._plugins]
        return [(name, check) for name, check in prepared if check is not None]

    def _candidates(self, pod: Object, diagnosis: Diagnosis) -> list[NodeInfo]:
        """All nodes, from where the last search stopped; or those that the pod names."""
        nodes = self._view.nodes
        named = named_nodes(pod)
        if named is None:
            every = list(nodes.values())
            start = self._start % len(every) if len(every) > ENOUGH_NODES else 0
            diagnosis.plugins.update(() if every else ("NoNodes",))
            return every[start:] + every[:start]
        chosen = [nodes[name] for name in sorted(named) if name in nodes]
        diagnosis.refusals += [NAMED_OTHERS] * (len(nodes) - len(chosen))
        diagnosis.plugins.add("NodeAffinity")
        return chosen


def _passes(info: NodeInfo, checks: list[tuple[str, Check]], diagnosis: Diagnosis) -> bool:
    for plugin, check in checks:
        refusal = check(info)
        if refusal is not None:
            diagnosis.refuse(info, plugin, refusal)
            return False
    return True
