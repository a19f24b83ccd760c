"""Nodes that fail: the whole machine, only its kubelet, or only its network.

1. With the machine all its containers end. Nobody is told: after 50 seconds without a heartbeat the node is
   NotReady (Unknown), and 5 minutes later its pods are evicted, which nobody on the node confirms.
2. Without its kubelet, or without network, the node looks the same from the control plane, but its containers
   go on. Without network they reach nobody and nobody reaches them.

Source: https://kubernetes.io/docs/concepts/architecture/nodes/#node-status
"""

from __future__ import annotations

from typing import Any

from k8slab.sim import kinds
from k8slab.sim.faults.asked import Asked
from k8slab.sim.faults.fault import Fault, Parts


def node_place(name: str) -> str:
    """Where the faults of a node are."""
    return f"node {name}"


class OfNode(Fault):
    """A fault of one node; what a node suffers from is one thing at a time."""

    takes = ("node",)

    def __init__(self, parts: Parts, asked: Asked) -> None:
        super().__init__(parts)
        self.node = asked.node()

    @property
    def target(self) -> dict[str, Any]:
        return {"node": self.node}

    @property
    def place(self) -> str:
        return node_place(self.node)

    def end(self) -> None:
        """The node reports again, unless it was removed meanwhile."""
        if self._parts.api.find(kinds.NODE, self.node) is not None:
            self._parts.kubelets.start(self.node)


class NodeDown(OfNode):
    kind = "node-down"

    @property
    def words(self) -> str:
        return f"The machine of node {self.node} is off: nothing runs there and nobody hears from it."

    def begin(self) -> None:
        self._parts.kubelets.stop(self.node)


class KubeletDown(OfNode):
    kind = "kubelet-down"

    @property
    def words(self) -> str:
        return (
            f"The kubelet of node {self.node} is stopped: its containers go on, but nobody looks after them."
        )

    def begin(self) -> None:
        self._parts.kubelets.stop_kubelet(self.node)


class NetworkCut(OfNode):
    kind = "network-cut"

    @property
    def words(self) -> str:
        return (
            f"Node {self.node} is cut off: its containers go on, but reach nobody outside the node, "
            "nobody reaches them, and the control plane does not hear from the node."
        )

    def begin(self) -> None:
        self._parts.containers.catch_up()
        self._parts.kubelets.cut(self.node)

    def end(self) -> None:
        self._parts.containers.catch_up()
        self._parts.containers.links.join(self.node)
        super().end()
