"""EndpointSlices: the pods behind a Service.

Source: https://kubernetes.io/docs/reference/kubernetes-api/service-resources/endpoint-slice-v1/
"""

from __future__ import annotations

from k8slab.objects.meta import Object
from k8slab.sim.kinds import field
from k8slab.sim.kinds.columns import UNSET, at, column, first_three, plain
from k8slab.sim.kinds.kind import FieldError, Kind

ADDRESS_TYPES = ("FQDN", "IPv4", "IPv6")


def default(endpoints: Object) -> None:
    """Ports have a name, if only an empty one; absent lists are shown."""
    for port in endpoints.get("ports") or ():
        port.setdefault("name", "")
        port.setdefault("protocol", "TCP")
    for item in ("endpoints", "ports"):
        endpoints[item] = endpoints.get(item) or None


def validate(endpoints: Object, old: Object | None) -> list[FieldError]:
    errors = field.one_of("addressType", endpoints.get("addressType"), ADDRESS_TYPES)
    if old is not None:
        errors += field.immutable("addressType", endpoints.get("addressType"), old["addressType"])
    for index, endpoint in enumerate(endpoints["endpoints"] or ()):
        if not endpoint.get("addresses"):
            why = "must contain at least 1 address"
            errors.append(field.required(f"endpoints[{index}].addresses", why))
    return errors


def _ports(endpoints: Object, now: float) -> str:
    return first_three([str(port.get("port", "*")) for port in endpoints["ports"] or ()]) or UNSET


def _addresses(endpoints: Object, now: float) -> str:
    listed = [address for endpoint in endpoints["endpoints"] or () for address in endpoint["addresses"]]
    return first_three(listed) or UNSET


ENDPOINT_SLICE = Kind(
    "discovery.k8s.io",
    "v1",
    "EndpointSlice",
    "endpointslices",
    "endpointslice",
    columns=plain(
        column("AddressType", at("addressType"), of="EndpointSlice.addressType"),
        column("Ports", _ports, of="EndpointSlice.ports"),
        column("Endpoints", _addresses, of="EndpointSlice.endpoints"),
    ),
    has_generation=True,
    default=default,
    validate=validate,
)
