"""Why a pod could not be placed, in the scheduler's own words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

from k8slab.sim.scheduler.node_info import NodeInfo
from k8slab.sim.scheduler.plugins.plugin import Refusal

NO_NODES = "no nodes available to schedule pods"
NO_VICTIMS = "No preemption victims found for incoming pod"
NO_HELP = "Preemption is not helpful for scheduling"
CLAIMS_HINT = "no new claims to deallocate"


@dataclass
class Diagnosis:
    """The refusals of all nodes, or the one obstacle that rules every node out."""

    nodes: int
    obstacle: str = ""
    refusals: list[Refusal] = field(default_factory=list)
    plugins: set[str] = field(default_factory=set)
    by_node: dict[str, tuple[str, Refusal]] = field(default_factory=dict)
    """plugin and refusal of each node that was asked"""
    passing: list[NodeInfo] = field(default_factory=list)
    """the nodes whose refusals would go away with other pods"""
    tried: list[Refusal] | None = None
    """why preemption on those nodes is of no use; None if it was not tried"""
    ineligible: str = ""
    nominated: str = ""

    def refuse(self, info: NodeInfo, plugin: str, refusal: Refusal) -> None:
        """The plugin rules the node out."""
        self.refusals.append(refusal)
        self.by_node[info.name] = plugin, refusal
        self.passing += [] if refusal.final else [info]
        self.plugins.add("VolumeBindingOnNode" if plugin == "VolumeBinding" else plugin)

    def message(self) -> str:
        if not self.nodes:
            return NO_NODES
        if self.obstacle:
            return f"{self._headline()}: {self.obstacle}. not found"
        reasons = [reason for refusal in self.refusals for reason in refusal.reasons]
        why = f"{self._headline()}: {_histogram(reasons)}."
        return why if self.nominated else f"{why} {CLAIMS_HINT}, preemption: {self._preemption()}"

    def _headline(self) -> str:
        return f"0/{self.nodes} nodes are available"

    def _preemption(self) -> str:
        if self.ineligible:
            return self.ineligible
        outcomes = [NO_HELP for refusal in self.refusals if refusal.final]
        if self.tried is None:
            outcomes += [NO_VICTIMS for refusal in self.refusals if not refusal.final]
        outcomes += [reason for refusal in self.tried or () for reason in refusal.reasons]
        return f"{self._headline()}: {_histogram(outcomes)}."


def _histogram(texts: Collection[str]) -> str:
    """``1 this, 3 that``, sorted as text."""
    return ", ".join(sorted(f"{count} {text}" for text, count in Counter(texts).items()))
