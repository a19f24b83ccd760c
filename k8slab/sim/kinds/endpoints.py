"""Endpoints, the older list of the pods behind a Service.

Source: https://kubernetes.io/docs/reference/kubernetes-api/service-resources/endpoints-v1/
"""

from __future__ import annotations

from k8slab.objects.meta import Object
from k8slab.sim.kinds.columns import NONE, column, first_three, plain
from k8slab.sim.kinds.kind import Kind

WARNING = "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"
"""What the API server says at every use."""


def default(endpoints: Object) -> None:
    for subset in endpoints.get("subsets") or ():
        for port in subset.get("ports") or ():
            port.setdefault("protocol", "TCP")


def _addresses(endpoints: Object, now: float) -> str:
    subsets = endpoints.get("subsets") or ()
    shown = [
        f"{address['ip']}:{port['port']}" if port else address["ip"]
        for subset in subsets
        for port in subset.get("ports") or (None,)
        for address in subset.get("addresses") or ()
    ]
    return first_three(shown) if subsets else NONE


ENDPOINTS = Kind(
    "",
    "v1",
    "Endpoints",
    "endpoints",
    "endpoints",
    short_names=("ep",),
    columns=plain(column("Endpoints", _addresses, of="Endpoints.subsets")),
    default=default,
)
