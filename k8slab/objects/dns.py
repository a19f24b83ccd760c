"""What the cluster's DNS answers: pure functions over Services and EndpointSlices.

1. A Service's name stands for its cluster IP; a headless one's for the addresses of its ready endpoints.
2. An endpoint of a Service has a name below the Service's: its hostname, else its address with dashes.
3. SRV records exist for named ports and lead to those names, equally weighted.
4. An ExternalName Service is an alias.
5. Addresses that are not ready have names only if the Service publishes them.
6. Pods have names by their address below ``<namespace>.pod``; addresses have names (PTR).
7. A name without enough dots is looked for in the search domains first, then as it is (`resolver`).

Source: https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/ and
https://github.com/kubernetes/dns/blob/master/docs/specification.md
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from k8slab.objects import meta
from k8slab.objects.meta import Object

DOMAIN = "cluster.local"
TTL = 30
SERVICE_NAME = "kubernetes.io/service-name"
HEADLESS = "None"
REVERSE = ".in-addr.arpa"
MOST_ALIASES = 8
FOUND, UNKNOWN = "NOERROR", "NXDOMAIN"


class Record(NamedTuple):
    """``name TTL IN type value``; names are written without the dot at their end."""

    name: str
    type: str
    value: str
    ttl: int = TTL


class Answer(NamedTuple):
    """The records asked for, those of the names in them (``extra``), and whether the name exists."""

    code: str
    records: tuple[Record, ...] = ()
    extra: tuple[Record, ...] = ()

    def addresses(self) -> list[str]:
        return [record.value for record in self.records if record.type == "A"]


class Zone(NamedTuple):
    """The objects that names are made from."""

    services: Sequence[Mapping[str, Any]]
    slices: Sequence[Mapping[str, Any]]
    namespaces: frozenset[str] = frozenset()


class Host(NamedTuple):
    """One address and port behind a name."""

    name: str
    address: str
    port: int


NOTHING = Answer(UNKNOWN)


def answer(zone: Zone, name: str, kind: str = "A") -> Answer:
    """The answer to a question of type A, SRV, CNAME or PTR about a full name."""
    name = name.rstrip(".").lower()
    if name.endswith(REVERSE):
        return _reverse(zone, name, kind)
    parts = name.removesuffix(DOMAIN).rstrip(".").split(".")
    if not name.endswith("." + DOMAIN) or len(parts) < 3:
        return NOTHING
    *below, owner, namespace, what = parts
    if what == "pod" and not below:
        return _pod(zone, name, owner, namespace, kind)
    if what != "svc" or len(below) > 2:
        return NOTHING
    service = _service(zone, namespace, owner)
    return NOTHING if service is None else _of_service(zone, service, name, below, kind)


# Services


def _service(zone: Zone, namespace: str, name: str) -> Mapping[str, Any] | None:
    return next((each for each in zone.services if meta.key(each) == (namespace, name)), None)


def full_name(service: Mapping[str, Any]) -> str:
    return f"{meta.name(service)}.{meta.namespace(service)}.svc.{DOMAIN}"


def _of_service(zone: Zone, service: Mapping[str, Any], name: str, below: list[str], kind: str) -> Answer:
    if service["spec"].get("type") == "ExternalName":
        return NOTHING if below else _alias(zone, service, name, kind)
    if len(below) == 1:
        hosts = [host for host in _endpoints(zone, service) if host.name.split(".")[0] == below[0]]
    else:
        wanted = [part.removeprefix("_") for part in below]
        hosts = list(_hosts(zone, service, wanted))
    return _records(name, hosts, kind) if hosts else NOTHING


def _hosts(zone: Zone, service: Mapping[str, Any], wanted: list[str]) -> Iterator[Host]:
    """What stands behind the Service's own name, or behind one of its ports (1, 3)."""
    if service["spec"].get("clusterIP") == HEADLESS:
        yield from _endpoints(zone, service, wanted)
        return
    for port in service["spec"].get("ports") or ():
        if _is_port(port, wanted):
            yield Host(full_name(service), service["spec"].get("clusterIP", ""), port["port"])


def _endpoints(zone: Zone, service: Mapping[str, Any], wanted: Sequence[str] = ()) -> Iterator[Host]:
    for slice_ in zone.slices:
        if not _belongs_to(slice_, service):
            continue
        ports = slice_.get("ports") or ([] if wanted else [{"port": 0}])
        for endpoint in slice_.get("endpoints") or ():
            if (endpoint.get("conditions") or {}).get("ready") is False:
                continue
            for address in endpoint["addresses"]:
                host = f"{endpoint.get('hostname') or address.replace('.', '-')}.{full_name(service)}"
                for port in ports:
                    if _is_port(port, wanted):
                        yield Host(host, address, port.get("port") or 0)


def _belongs_to(slice_: Mapping[str, Any], service: Mapping[str, Any]) -> bool:
    same_space = meta.namespace(slice_) == meta.namespace(service)
    is_its = meta.labels(slice_).get(SERVICE_NAME) == meta.name(service)
    return same_space and is_its and slice_.get("addressType", "IPv4") == "IPv4"


def _is_port(port: Mapping[str, Any], wanted: Sequence[str]) -> bool:
    """``wanted`` is empty, or a port's name and protocol."""
    return not wanted or [port.get("name", ""), port.get("protocol", "TCP").lower()] == list(wanted)


def _records(name: str, hosts: list[Host], kind: str) -> Answer:
    if kind == "A":
        addresses = dict.fromkeys(host.address for host in hosts)
        return Answer(FOUND, tuple(Record(name, "A", each) for each in addresses))
    if kind != "SRV":
        return Answer(FOUND)
    weight = 100 // len(hosts)
    leads = [Record(name, "SRV", f"0 {weight} {host.port} {host.name}") for host in hosts if host.port]
    extra = dict.fromkeys(Record(host.name, "A", host.address) for host in hosts)
    return Answer(FOUND, tuple(dict.fromkeys(leads)), tuple(extra))


def _alias(zone: Zone, service: Mapping[str, Any], name: str, kind: str, depth: int = 0) -> Answer:
    """The alias, and what it stands for if that is in the cluster (4)."""
    target = str(service["spec"].get("externalName", "")).rstrip(".")
    first = Record(name, "CNAME", target)
    if kind == "CNAME" or depth == MOST_ALIASES or not target.endswith("." + DOMAIN):
        return Answer(FOUND, (first,))
    parts = target.removesuffix(DOMAIN).rstrip(".").split(".")
    following = _service(zone, parts[-2], parts[-3]) if len(parts) == 3 else None
    if following is not None and following["spec"].get("type") == "ExternalName":
        rest = _alias(zone, following, target, kind, depth + 1)
    else:
        rest = answer(zone, target, kind)
    return Answer(FOUND, (first, *rest.records), rest.extra)


# Pods and addresses (6)


def _pod(zone: Zone, name: str, dashed: str, namespace: str, kind: str) -> Answer:
    address = dashed.replace("-", ".")
    if namespace not in zone.namespaces or not _is_address(address):
        return NOTHING
    return Answer(FOUND, (Record(name, "A", address),) if kind == "A" else ())


def _is_address(text: str) -> bool:
    try:
        ipaddress.IPv4Address(text)
    except ValueError:
        return False
    return True


def _reverse(zone: Zone, name: str, kind: str) -> Answer:
    address = ".".join(reversed(name.removesuffix(REVERSE).split(".")))
    owners = [full_name(each) for each in zone.services if each["spec"].get("clusterIP") == address]
    for service in zone.services:
        if service["spec"].get("clusterIP") == HEADLESS:
            owners += [host.name for host in _endpoints(zone, service) if host.address == address]
    found = tuple(Record(name, "PTR", owner) for owner in dict.fromkeys(owners))
    return Answer(FOUND, found if kind == "PTR" else ()) if found else NOTHING


def reverse_name(address: str) -> str:
    """The name to ask for the names of an address."""
    return ".".join(reversed(address.split("."))) + REVERSE


def host_name(pod: Object) -> str:
    """What the pod's containers call themselves."""
    return str(pod["spec"].get("hostname") or meta.name(pod))


def pod_name(pod: Object) -> str:
    """The pod's full name if it asks for one by hostname and subdomain; else its host name alone."""
    spec = pod["spec"]
    if not spec.get("subdomain"):
        return host_name(pod)
    return f"{host_name(pod)}.{spec['subdomain']}.{meta.namespace(pod)}.svc.{DOMAIN}"
