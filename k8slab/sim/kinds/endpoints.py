"""Endpoints, the older list of the pods behind a Service.

Source: https://kubernetes.io/docs/reference/kubernetes-api/service-resources/endpoints-v1/
"""

from __future__ import annotations

from k8slab.objects.meta import Object
from k8slab.sim.kinds import field
from k8slab.sim.kinds.columns import NONE, column, first_three, plain
from k8slab.sim.kinds.containers import PROTOCOLS
from k8slab.sim.kinds.kind import FieldError, Kind

WARNING = "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"
"""What the API server says at every use."""
BAD_ADDRESS = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"


def default(endpoints: Object) -> None:
    for subset in endpoints.get("subsets") or ():
        for port in subset.get("ports") or ():
            port.setdefault("protocol", "TCP")


def validate(endpoints: Object, old: Object | None) -> list[FieldError]:
    errors: list[FieldError] = []
    for index, subset in enumerate(endpoints.get("subsets") or ()):
        errors += _subset_errors(subset, f"subsets[{index}]")
    return errors


def _subset_errors(subset: Object, path: str) -> list[FieldError]:
    errors: list[FieldError] = []
    if not subset.get("addresses") and not subset.get("notReadyAddresses"):
        errors.append(field.required(path, "must specify `addresses` or `notReadyAddresses`"))
    for part in ("addresses", "notReadyAddresses"):
        for index, address in enumerate(subset.get(part) or ()):
            if not address.get("ip"):
                errors.append(field.invalid(f"{path}.{part}[{index}].ip", "", BAD_ADDRESS))
    ports = subset.get("ports") or ()
    for index, port in enumerate(ports):
        here = f"{path}.ports[{index}]"
        if len(ports) > 1 and not port.get("name"):
            errors.append(field.required(f"{here}.name"))
        errors += field.port(f"{here}.port", port.get("port", 0))
        errors += field.one_of(f"{here}.protocol", port["protocol"], PROTOCOLS)
    return errors


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
    validate=validate,
    deprecation=WARNING,
    is_made_by_put=True,
)
