"""What the scheduler remembers of a node: the pods on it and what they take."""

from __future__ import annotations

from collections import Counter

from k8slab.objects import meta
from k8slab.objects.host_ports import Port, host_ports
from k8slab.objects.meta import Object
from k8slab.objects.resources import amount, presumed, requests


class NodeInfo:
    """One node and its pods; sums are kept up to date, so that asking costs nothing."""

    def __init__(self, node: Object) -> None:
        self.pods: dict[str, Object] = {}
        self.requested: Counter[str] = Counter()
        self.presumed: Counter[str] = Counter()
        self.ports: Counter[Port] = Counter()
        self.owners: Counter[str] = Counter()
        """How many pods of a controller are here and not about to go."""
        self.update(node)

    @property
    def name(self) -> str:
        return meta.name(self.node)

    def update(self, node: Object) -> None:
        """Take over a new version of the node."""
        self.node = node
        allocatable = (node.get("status") or {}).get("allocatable") or {}
        self.allocatable = {resource: amount(resource, value) for resource, value in allocatable.items()}
        images = (node.get("status") or {}).get("images") or ()
        self.images = {
            name: int(each.get("sizeBytes", 0)) for each in images for name in each.get("names") or ()
        }

    def add(self, pod: Object) -> None:
        self.pods[meta.uid(pod)] = pod
        self._account(pod, 1)

    def remove(self, pod: Object) -> None:
        del self.pods[meta.uid(pod)]
        self._account(pod, -1)

    def _account(self, pod: Object, sign: int) -> None:
        for resource, value in requests(pod).items():
            self.requested[resource] += sign * value
        for resource, value in presumed(pod).items():
            self.presumed[resource] += sign * value
        for port in host_ports(pod):
            self.ports[port] += sign
        owner = meta.controller_of(pod)
        if owner is not None and not meta.is_terminating(pod):
            self.owners[owner["uid"]] += sign
