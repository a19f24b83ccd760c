"""A host port can be taken once per node, protocol and address."""

from __future__ import annotations

from k8slab.objects.host_ports import collide, host_ports
from k8slab.objects.meta import Object
from k8slab.sim.scheduler.node_info import NodeInfo
from k8slab.sim.scheduler.plugins.plugin import Check, Refusal, passing

TAKEN = passing("node(s) didn't have free ports for the requested pod ports")


class NodePorts:
    name = "NodePorts"

    def prepare(self, pod: Object) -> Check | None:
        wanted = list(host_ports(pod))
        if not wanted:
            return None

        def check(info: NodeInfo) -> Refusal | None:
            taken = [port for port, count in info.ports.items() if count > 0]
            return TAKEN if any(collide(one, other) for one in wanted for other in taken) else None

        return check
