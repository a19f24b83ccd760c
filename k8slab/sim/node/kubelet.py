"""One node's kubelet: what is the same for all of its pods."""

from __future__ import annotations

import ipaddress
from collections import Counter
from collections.abc import Callable

from k8slab.objects import meta
from k8slab.objects.host_ports import Port, host_ports
from k8slab.objects.meta import Key, Object
from k8slab.objects.resources import requests
from k8slab.sim.node.images import short, with_tag

FIRST_ADDRESS = 2
USUAL_REJECTIONS = 10


class Kubelet:
    """Addresses and images of a node, and what its pods take. Cheap: clusters have thousands of them.

    A kubelet that is not running leaves the node's containers alone, as long as the machine is powered. One
    that is cut off counts as not running: nobody hears of what it does.
    """

    def __init__(self, node: Object) -> None:
        self.name = meta.name(node)
        self.host_ip = _internal_ip(node)
        self.is_running = True
        self.is_powered = True
        self.is_cut = False
        self.images: dict[str, None] = {}
        self.addresses: set[str] = set()
        self.requested: Counter[str] = Counter()
        self.ports: Counter[Port] = Counter()
        self._admitted: dict[str, Object] = {}
        self._rejected: Counter[Key] = Counter()
        self._refused: dict[str, Callable[[], None]] = {}
        self._network = ipaddress.ip_network(node["spec"].get("podCIDR") or "10.244.0.0/24")
        self._next = FIRST_ADDRESS

    @property
    def pods(self) -> int:
        """How many pods the node holds."""
        return len(self._admitted)

    def hold(self, image: str) -> None:
        self.images[with_tag(short(image))] = None

    def holds(self, image: str) -> bool:
        return with_tag(short(image)) in self.images

    def admit(self, pod: Object) -> None:
        """The pod takes its part of the node."""
        if meta.uid(pod) not in self._admitted:
            self._admitted[meta.uid(pod)] = pod
            self._rejected.pop(meta.key(pod), None)
            self._account(pod, 1)

    def release(self, uid: str) -> None:
        """The pod has ended: its part of the node is free."""
        pod = self._admitted.pop(uid, None)
        if pod is not None:
            self._account(pod, -1)
            for look_again in list(self._refused.values()):
                look_again()

    def refuse(self, pod: Object, look_again: Callable[[], None]) -> None:
        """There is no place for the pod; ``look_again`` is called when one may have become free."""
        self._rejected[meta.key(pod)] += 1
        self._refused[meta.uid(pod)] = look_again

    def forget_refusal(self, uid: str) -> None:
        self._refused.pop(uid, None)

    def is_used_to(self, pod: Object) -> bool:
        """True if pods of that name come again and again, to be rejected: nobody waits for the next one."""
        return self._rejected[meta.key(pod)] > USUAL_REJECTIONS

    def _account(self, pod: Object, sign: int) -> None:
        for resource, value in requests(pod).items():
            self.requested[resource] += sign * value
        for port in host_ports(pod):
            self.ports[port] += sign

    def take_address(self) -> str:
        """The next free pod address; those given back are used again only after a full round."""
        last = self._network.num_addresses - 2
        for _ in range(last):
            address = str(self._network[self._next])
            self._next = self._next + 1 if self._next < last else FIRST_ADDRESS
            if address not in self.addresses:
                self.addresses.add(address)
                return address
        raise RuntimeError(f"node {self.name}: no free pod address in {self._network}")

    def give_back(self, address: str) -> None:
        self.addresses.discard(address)

    def update(self, node: Object) -> None:
        """Take over the pod network once the node has got one."""
        network = node["spec"].get("podCIDR")
        if network and network != str(self._network):
            self._network = ipaddress.ip_network(network)
        self.host_ip = _internal_ip(node)


def _internal_ip(node: Object) -> str:
    addresses = (node.get("status") or {}).get("addresses") or ()
    return next((each.get("address", "") for each in addresses if each.get("type") == "InternalIP"), "")
