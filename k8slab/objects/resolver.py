"""How a pod looks for names: the contents of its /etc/resolv.conf and /etc/hosts.

1. Pods ask the cluster's DNS, with three search domains: their namespace's, all Services', the cluster's.
2. The policies Default and None, and dnsConfig, change that; so does the node's network.
3. A name with fewer dots than ``ndots`` is tried in the search domains first; with a dot at its end, never.

Source: https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-s-dns-policy
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from k8slab.objects import dns, meta
from k8slab.objects.meta import Object

NAMESERVER = "10.96.0.10"
NODE_NAMESERVER = "192.168.2.1"
NDOTS = 5


class Resolver(NamedTuple):
    """A resolv.conf: whom to ask, in which domains, with which options (None: the option has no value)."""

    nameservers: tuple[str, ...]
    search: tuple[str, ...]
    options: tuple[tuple[str, str | None], ...]

    @property
    def ndots(self) -> int:
        return int(dict(self.options).get("ndots") or 1)

    def text(self) -> str:
        """The file, as the kubelet writes it."""
        options = [name if value is None else f"{name}:{value}" for name, value in self.options]
        lines = [f"search {' '.join(self.search)}"] if self.search else []
        lines += [f"nameserver {each}" for each in self.nameservers]
        lines += [f"options {' '.join(options)}"] if options else []
        return "\n".join([*lines, ""])

    def candidates(self, name: str) -> list[str]:
        """The full names to try, in order (3)."""
        if name.endswith("."):
            return [name.rstrip(".")]
        longer = [f"{name}.{domain}" for domain in self.search]
        return [name, *longer] if name.count(".") >= self.ndots else [*longer, name]


def of_pod(pod: Object) -> Resolver:
    """The resolver of a pod (1, 2)."""
    policy = pod["spec"].get("dnsPolicy", "ClusterFirst")
    if policy == "ClusterFirst" and pod["spec"].get("hostNetwork"):
        policy = "Default"
    if policy == "None":
        base = Resolver((), (), ())
    elif policy == "Default":
        base = Resolver((NODE_NAMESERVER,), (), ())
    else:
        base = _of_cluster(meta.namespace(pod))
    return _configured(base, pod["spec"].get("dnsConfig") or {})


def _of_cluster(namespace: str) -> Resolver:
    search = (f"{namespace}.svc.{dns.DOMAIN}", f"svc.{dns.DOMAIN}", dns.DOMAIN)
    return Resolver((NAMESERVER,), search, (("ndots", str(NDOTS)),))


def _configured(base: Resolver, config: Mapping[str, Any]) -> Resolver:
    options = dict(base.options) | {each["name"]: each.get("value") for each in config.get("options") or ()}
    return Resolver(
        tuple(dict.fromkeys((*base.nameservers, *(config.get("nameservers") or ())))),
        tuple(dict.fromkeys((*base.search, *(config.get("searches") or ())))),
        tuple(options.items()),
    )


def lookup(zone: dns.Zone, resolver: Resolver, name: str, kind: str = "A") -> tuple[str, dns.Answer]:
    """The name under which something was found, and what; else the name as it is and no such name."""
    for candidate in resolver.candidates(name) if NAMESERVER in resolver.nameservers else ():
        found = dns.answer(zone, candidate, kind)
        if found.records:
            return candidate, found
    return name.rstrip("."), dns.NOTHING


def hosts_file(pod: Object) -> str:
    """The pod's /etc/hosts: itself under its full and its short name, and what hostAliases add."""
    lines = ["# Kubernetes-managed hosts file.", "127.0.0.1\tlocalhost", "::1\tlocalhost ip6-localhost"]
    names = dict.fromkeys((dns.pod_name(pod), dns.host_name(pod)))
    address = (pod.get("status") or {}).get("podIP", "")
    if address:
        lines.append(f"{address}\t" + "\t".join(names))
    for alias in pod["spec"].get("hostAliases") or ():
        lines.append(f"{alias['ip']}\t" + "\t".join(alias.get("hostnames") or ()))
    return "\n".join([*lines, ""])
