"""Shows which addresses Services have.

1. Each address of a Service is an IPAddress with a reference to the Service; headless ones have none.
2. It goes when the Service goes, or gets another address.

Source: https://kubernetes.io/docs/concepts/services-networking/cluster-ip-allocation/
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from k8slab.objects import meta
from k8slab.objects.meta import Key, Object
from k8slab.sim import kinds
from k8slab.sim.kinds.kind import Kind
from k8slab.sim.kinds.service_ranges import IP_ADDRESS, address_of
from k8slab.sim.reconcile import Controller, Interest, itself


class IpAddresses(Controller):
    name = "service-ip-address-controller"

    def interests(self) -> Mapping[Kind, Interest]:
        return {kinds.SERVICE: itself}

    def reconcile(self, key: Key) -> None:
        wanted = _addresses(self.api.find(kinds.SERVICE, key[1], key[0]))
        present = [meta.name(each) for each in self.api.store.index(IP_ADDRESS, _service).of(key)]
        # Nobody has asked for these: they decide about no name that is drawn later.
        with self.api.store.quietly():
            for address in present:
                if address not in wanted:
                    self.api.delete(IP_ADDRESS, address)
            for address in wanted:
                if self.api.find(IP_ADDRESS, address) is None:
                    self.api.create(IP_ADDRESS, address_of(address, *key))


def _addresses(service: Object | None) -> list[str]:
    given = service["spec"].get("clusterIPs") or [] if service is not None else []
    return [address for address in given if address not in ("", "None")]


def _service(address: Object) -> Iterable[Key]:
    """The Service that an address is said to be of."""
    parent = address["spec"].get("parentRef") or {}
    return [(parent.get("namespace", ""), parent.get("name", ""))]
