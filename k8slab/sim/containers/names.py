"""What the cluster's name server answers from: the Services and EndpointSlices as they are.

While it is stale it answers from what there was at an earlier moment: it has lost its watch on the API.

Source: https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/
"""

from __future__ import annotations

from k8slab.objects import dns, meta
from k8slab.sim import kinds
from k8slab.sim.api import Api


class Names:
    """Of one cluster."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._old: dns.Zone | None = None

    def zone(self) -> dns.Zone:
        return self._old or self._present()

    def freeze(self) -> None:
        """From now on it answers as it would have answered now."""
        self._old = self._present()

    def thaw(self) -> None:
        self._old = None

    def _present(self) -> dns.Zone:
        namespaces = frozenset(meta.name(each) for each in self._api.list(kinds.NAMESPACE))
        return dns.Zone(self._api.list(kinds.SERVICE), self._api.list(kinds.ENDPOINT_SLICE), namespaces)
