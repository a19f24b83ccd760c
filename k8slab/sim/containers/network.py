"""The cluster's network as a container sees it: names become addresses, addresses answer.

Source: https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from k8slab.objects import dns, meta, pods, resolver
from k8slab.objects.meta import Object
from k8slab.sim import kinds
from k8slab.sim.api import Api
from k8slab.sim.containers import environment
from k8slab.sim.containers.links import TIMED_OUT
from k8slab.sim.shell import WebAnswer

if TYPE_CHECKING:
    from k8slab.sim.containers.containers import Containers

ADDRESS = re.compile(r"\d+\.\d+\.\d+\.\d+")
SERVER_NAME = f"kube-dns.kube-system.svc.{dns.DOMAIN}"
LOCAL = ("localhost", "127.0.0.1")


class ClusterNetwork:
    """Seen from one pod."""

    def __init__(self, api: Api, containers: Containers, pod: Object) -> None:
        self._api = api
        self._containers = containers
        self._pod = pod

    def addresses(self, name: str) -> list[tuple[str, list[str]]]:
        """(full name, addresses) of what the pod's resolver finds."""
        if ADDRESS.fullmatch(name):
            return [(name, [name])]
        if name == "localhost":
            return [(name, ["127.0.0.1"])]
        if name == environment.hostname(self._pod):
            return [(name, [(self._pod.get("status") or {}).get("podIP", "")])]
        if self.hears_no_names:
            return []
        full, answer = resolver.lookup(self._containers.names.zone(), resolver.of_pod(self._pod), name)
        return [(full, answer.addresses())] if answer.addresses() else []

    @property
    def hears_no_names(self) -> bool:
        """Does the name server not answer?"""
        return self._containers.links.is_cut(self._node)

    @property
    def _node(self) -> str:
        return str(self._pod["spec"].get("nodeName", ""))

    def silence(self, host: str, port: int) -> str:
        """Why a connection comes to nothing though the host is known; empty if it is heard of."""
        target = self._target(host, port)
        if target is None:
            return ""
        return self._break(target[0]) or (TIMED_OUT if self._containers.ports.is_stalled(*target) else "")

    def _break(self, pod: Object) -> str:
        """What is wrong with the way to the pod's node."""
        return self._containers.links.silence(self._node, str(pod["spec"].get("nodeName", "")))

    @property
    def nameserver(self) -> str:
        return next(iter(self._resolver.nameservers), "127.0.0.1")

    @property
    def search(self) -> list[str]:
        return list(self._resolver.search)

    @property
    def _resolver(self) -> resolver.Resolver:
        return resolver.of_pod(self._pod)

    def candidates(self, name: str) -> list[str]:
        return self._resolver.candidates(name)

    def ask(self, name: str, kind: str) -> dns.Answer:
        """Only the cluster's own name server knows anything; it has a name itself."""
        if resolver.NAMESERVER not in self._resolver.nameservers:
            return dns.NOTHING
        if name == dns.reverse_name(resolver.NAMESERVER):
            found = (dns.Record(name, "PTR", SERVER_NAME),) if kind == "PTR" else ()
            return dns.Answer(dns.FOUND, found)
        return dns.answer(self._containers.names.zone(), name, kind)

    def fetch(self, host: str, port: int, path: str) -> WebAnswer | None:
        target = self._target(host, port)
        if target is None or self._break(target[0]):
            return None
        client = (self._pod.get("status") or {}).get("podIP", "")
        return self._containers.ports.web_answer(target[0], target[1], path, client)

    def _target(self, host: str, port: int) -> tuple[Object, int] | None:
        """The pod, and its port, that a host name or address leads to."""
        if host in LOCAL:
            return self._pod, port
        addresses = [address for _, found in self.addresses(host) for address in found]
        return self._at(addresses[0], port) if addresses else None

    def _at(self, address: str, port: int) -> tuple[Object, int] | None:
        for service in self._api.list(kinds.SERVICE):
            if service["spec"].get("clusterIP") == address:
                return self._behind(service, port)
        for pod in self._api.list(kinds.POD):
            if (pod.get("status") or {}).get("podIP") == address and not pods.is_terminal(pod):
                return pod, port
        return None

    def _behind(self, service: Object, port: int) -> tuple[Object, int] | None:
        """The first ready pod of a Service, and the port that the Service's port leads to."""
        entry = next((each for each in service["spec"].get("ports") or () if each["port"] == port), None)
        backends = [pod for pod in _backends(self._api, service) if pods.is_ready(pod)]
        if entry is None or not backends:
            return None
        wanted = entry.get("targetPort", port)
        return backends[0], wanted if isinstance(wanted, int) else named_port(backends[0], wanted)


def named_port(pod: Object, name: str) -> int:
    """The container port of that name; 0 if there is none."""
    ports = [port for each in pod["spec"]["containers"] for port in each.get("ports") or ()]
    return next((int(port["containerPort"]) for port in ports if port.get("name") == name), 0)


def _backends(api: Api, service: Object) -> list[Object]:
    """The pods that the Service's Endpoints name."""
    endpoints = api.find(kinds.ENDPOINTS, meta.name(service), meta.namespace(service))
    found = []
    for subset in (endpoints or {}).get("subsets") or ():
        for address in subset.get("addresses") or ():
            name = (address.get("targetRef") or {}).get("name", "")
            pod = api.find(kinds.POD, name, meta.namespace(service)) if name else None
            if pod is not None and (pod.get("status") or {}).get("podIP"):
                found.append(pod)
    return found
