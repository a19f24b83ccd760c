"""Golden node maps and chains: pictures of known stories."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from k8slab.pictures import Chain, NodeMap, Picture
from tests.pictures.ensemble import Ensemble, ensemble
from tests.pictures.recorded import before


def _scaling() -> Ensemble:
    """A fifth member finds neither node nor volume; a node is cordoned."""
    made = ensemble()
    made.kubectl("cordon k8s-m2", "scale sts zk -n zookeeper --replicas=5")
    made.advance(1)
    return made


def _agents() -> Ensemble:
    """A DaemonSet on six nodes, of which two have taints, in the middle of an update."""
    made = Ensemble(nodes=6)
    made.kubectl(
        "taint node k8s-m1 node-role.kubernetes.io/control-plane=:NoSchedule",
        "taint node k8s-m4 gpu=yes:NoSchedule",
    )
    made.agents()
    made.settle()
    made.kubectl("set image ds/agent agent=nginx:1.28")
    made.advance(2)
    return made


PICTURES: Mapping[str, Callable[[], Picture]] = {
    "node-map-zookeeper": lambda: NodeMap.of(ensemble().story()),
    "node-map-scaling": lambda: NodeMap.of(_scaling().story()),
    "node-map-daemonset": lambda: NodeMap.of(_agents().story()),
    "node-map-silent-node": lambda: NodeMap.of(*before("h_node_failure", "kubectl describe po web-2")),
    "chain-zookeeper": lambda: Chain.of(ensemble().story(), "sts/zk", "zookeeper"),
    "chain-dynamic": lambda: Chain.of(
        ensemble(volumes=False, default_class=True).story(), "sts/zk", "zookeeper"
    ),
    "chain-scaling": lambda: Chain.of(_scaling().story(), "sts/zk", "zookeeper"),
    "chain-daemonset": lambda: Chain.of(_agents().story(), "ds/agent"),
}
