"""Cluster IPs and node ports: what a Service is given, may ask for, and gives back.

1. A Service gets a free address of the service range, unless it is headless or an ExternalName.
2. An address or node port that is asked for must be in its range and free.
3. Ports of NodePort and LoadBalancer Services get a node port, first from the upper part of the range:
   the lower part is left to those who ask.
4. An update that leaves addresses and node ports out keeps them; a change of type gives back what the new
   type has no use for.
5. What a Service had is free once it is deleted.
6. There are IPv4 addresses only; a Service that demands others is refused, one that prefers two gets one.

Source: https://kubernetes.io/docs/concepts/services-networking/service/#publishing-services-service-types
and https://kubernetes.io/docs/concepts/services-networking/cluster-ip-allocation/
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Any

from k8slab.objects import meta
from k8slab.objects.meta import Object
from k8slab.sim import kinds
from k8slab.sim.api import status
from k8slab.sim.kinds import service_ranges
from k8slab.sim.kinds.kind import FieldError

if TYPE_CHECKING:
    from k8slab.sim.api.api import Api

SERVICE_RANGE = ipaddress.ip_network(service_ranges.RANGE)
FIRST_DYNAMIC_ADDRESS = 256
NODE_PORTS = range(30000, 32768)
FIRST_DYNAMIC_PORT = 30086
PUBLISHED = ("NodePort", "LoadBalancer")
ONE_FAMILY = "this cluster is not configured for dual-stack services"
BAD_IP = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"


def allocate(api: Api, service: Object) -> None:
    """Give a new Service what it lacks. Raises Invalid if it asks for what it cannot have."""
    _check_families(service)
    _allocate_address(api, service)
    _allocate_node_ports(api, service)


def reallocate(api: Api, service: Object, old: Object) -> None:
    """Allocation for an update (4); that an address stays is validation's affair."""
    spec, before = service["spec"], old["spec"]
    _check_families(service)
    if _has_address(before) and not _has_address(spec):
        _give_back_address(spec, before)
    if _is_published(before) and not _is_published(spec):
        _give_back_ports(spec, before)
    elif _is_published(before):
        _keep_ports(spec, before)
    if not before.get("clusterIP"):
        _allocate_address(api, service)
    _allocate_node_ports(api, service)


def _has_address(spec: Object) -> bool:
    return bool(spec["type"] != "ExternalName")


def _is_published(spec: Object) -> bool:
    """True if the nodes listen for the Service."""
    wants_none = spec["type"] == "LoadBalancer" and spec.get("allocateLoadBalancerNodePorts") is False
    return spec["type"] in PUBLISHED and not wants_none


# Address families


def _check_families(service: Object) -> None:
    """The cluster has one family (6); one without address and selector may say what it likes."""
    spec = service["spec"]
    is_open = spec.get("clusterIP") == "None" and not spec.get("selector")
    if is_open or not _has_address(spec):
        return
    errors = []
    if spec.get("ipFamilyPolicy") == "RequireDualStack":
        errors.append(FieldError("spec.ipFamilyPolicy", "Invalid value", "RequireDualStack", ONE_FAMILY))
    for index, family in enumerate(spec.get("ipFamilies") or ()):
        if family == "IPv6":
            where = f"spec.ipFamilies[{index}]"
            errors.append(FieldError(where, "Invalid value", family, "not configured on this cluster"))
    if errors:
        raise status.invalid(kinds.SERVICE, meta.name(service), errors)


# Cluster IPs (1)


def _allocate_address(api: Api, service: Object) -> None:
    spec = service["spec"]
    if not _has_address(spec):
        return
    wanted = spec.get("clusterIP") or ""
    if not wanted:
        wanted = _free_address(api, service)
    elif wanted != "None":
        _check_address(api, service, wanted)
    if not spec.get("clusterIP") or not spec.get("clusterIPs"):
        spec["clusterIP"], spec["clusterIPs"] = wanted, [wanted]


def _give_back_address(spec: Object, before: Object) -> None:
    if spec.get("clusterIP") in (None, "", before.get("clusterIP")):
        for name in ("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "internalTrafficPolicy"):
            spec.pop(name, None)


def _others(api: Api, service: Object) -> list[Object]:
    """The specs of all other Services."""
    return [each["spec"] for each in api.list(kinds.SERVICE) if meta.key(each) != meta.key(service)]


def _taken_addresses(api: Api, service: Object) -> set[str]:
    return {spec.get("clusterIP", "") for spec in _others(api, service)}


def _free_address(api: Api, service: Object) -> str:
    taken = _taken_addresses(api, service)
    attempt = 0
    while True:
        number = api.chance.number("address", *meta.key(service), attempt)
        room = SERVICE_RANGE.num_addresses - 2 * FIRST_DYNAMIC_ADDRESS
        address = str(SERVICE_RANGE[FIRST_DYNAMIC_ADDRESS + number % room])
        if address not in taken:
            return address
        attempt += 1


def _check_address(api: Api, service: Object, wanted: str) -> None:
    """The address must be one, in the range, and nobody else's (2)."""
    try:
        address = ipaddress.ip_address(wanted)
    except ValueError:
        raise _invalid(service, FieldError("spec.clusterIPs[0]", "Invalid value", wanted, BAD_IP)) from None
    why = ""
    if address not in SERVICE_RANGE:
        why = (
            "the provided network does not match the current range, "
            f"the provided IP ({wanted}) is not in the valid range. The range of valid IPs is {SERVICE_RANGE}"
        )
    elif wanted in _taken_addresses(api, service):
        why = "provided IP is already allocated"
    if why:
        text = f"failed to allocate IP {wanted}: {why}"
        raise _invalid(service, FieldError("spec.clusterIPs", "Invalid value", [wanted], text))


# Node ports (3)


def _allocate_node_ports(api: Api, service: Object) -> None:
    if not _is_published(service["spec"]):
        return
    taken = {port for spec in _others(api, service) for port in _node_ports(spec)}
    mine: dict[int, str] = {}
    for index, port in enumerate(service["spec"].get("ports") or ()):
        if port.get("nodePort"):
            _check_node_port(service, index, port["nodePort"], taken)
        else:
            port["nodePort"] = _free_node_port(api, service, index, taken | set(mine))
        mine[port["nodePort"]] = port.get("protocol", "TCP")


def _node_ports(spec: Object) -> list[int]:
    return [port["nodePort"] for port in spec.get("ports") or () if port.get("nodePort")]


def _check_node_port(service: Object, index: int, wanted: int, taken: set[int]) -> None:
    why = ""
    if wanted not in NODE_PORTS:
        first, last = NODE_PORTS[0], NODE_PORTS[-1]
        why = f"provided port is not in the valid range. The range of valid ports is {first}-{last}"
    elif wanted in taken:
        why = "provided port is already allocated"
    if why:
        raise _invalid(service, FieldError(f"spec.ports[{index}].nodePort", "Invalid value", wanted, why))


def _free_node_port(api: Api, service: Object, index: int, taken: set[int]) -> int:
    """From the upper part while that has free ports, then from the lower."""
    upper = range(FIRST_DYNAMIC_PORT, NODE_PORTS.stop)
    free = [port for port in upper if port not in taken] or [p for p in NODE_PORTS if p not in taken]
    if not free:
        why = "failed to allocate a nodePort: range is full"
        raise _invalid(service, FieldError(f"spec.ports[{index}].nodePort", "Internal error", detail=why))
    return free[api.chance.number("node-port", *meta.key(service), index) % len(free)]


def _keep_ports(spec: Object, before: Object) -> None:
    """A port without a node port keeps the one that it had, unless another port has taken it."""
    used = set(_node_ports(spec))
    had = {_identity(port): port.get("nodePort") for port in before.get("ports") or ()}
    for port in spec.get("ports") or ():
        number = had.get(_identity(port))
        if not port.get("nodePort") and number and number not in used:
            port["nodePort"] = number
            used.add(number)


def _give_back_ports(spec: Object, before: Object) -> None:
    """Node ports that are as they were go; new ones stay, for validation to refuse."""
    had = {(_identity(port), port.get("nodePort")) for port in before.get("ports") or ()}
    for port in spec.get("ports") or ():
        if (_identity(port), port.get("nodePort")) in had:
            port.pop("nodePort", None)
    for name in ("externalTrafficPolicy", "healthCheckNodePort"):
        if spec["type"] not in PUBLISHED and spec.get(name) == before.get(name):
            spec.pop(name, None)
    if spec["type"] != "LoadBalancer":
        spec.pop("allocateLoadBalancerNodePorts", None)


def _identity(port: Object) -> tuple[Any, ...]:
    return port.get("protocol", "TCP"), port.get("port")


def _invalid(service: Object, error: FieldError) -> Exception:
    return status.invalid(kinds.SERVICE, meta.name(service), [error])
