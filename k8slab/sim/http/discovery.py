"""Discovery: which groups, versions and resources the server has, in the plain and the aggregated form.

Pure functions over rows of kinds.
Source: https://kubernetes.io/docs/concepts/overview/kubernetes-api/#discovery-api
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from k8slab.sim.kinds.kind import Kind

AGGREGATED = "application/json;g=apidiscovery.k8s.io;v={version};as=APIGroupDiscoveryList"
AGGREGATED_VERSIONS = ("v2", "v2beta1")

GROUP_ORDER = (
    "apiregistration.k8s.io",
    "apps",
    "events.k8s.io",
    "authentication.k8s.io",
    "authorization.k8s.io",
    "autoscaling",
    "batch",
    "certificates.k8s.io",
    "networking.k8s.io",
    "policy",
    "rbac.authorization.k8s.io",
    "storage.k8s.io",
    "admissionregistration.k8s.io",
    "apiextensions.k8s.io",
    "scheduling.k8s.io",
    "coordination.k8s.io",
    "node.k8s.io",
    "discovery.k8s.io",
    "resource.k8s.io",
    "flowcontrol.apiserver.k8s.io",
)
"""The order in which the server prefers groups; others follow by name."""


class Subresource(NamedTuple):
    """A part of an object; an empty kind is that of the object itself."""

    verbs: tuple[str, ...] = ("get", "patch", "update")
    kind: str = ""
    group: str = ""
    version: str = ""


CREATED = ("create",)
PROXIED = ("create", "delete", "get", "patch", "update")
SUBRESOURCES = {
    "attach": Subresource(("create", "get"), "{kind}AttachOptions"),
    "binding": Subresource(CREATED, "Binding"),
    "eviction": Subresource(CREATED, "Eviction", "policy", "v1"),
    "exec": Subresource(("create", "get"), "{kind}ExecOptions"),
    "finalize": Subresource(("update",)),
    "log": Subresource(("get",)),
    "portforward": Subresource(("create", "get"), "{kind}PortForwardOptions"),
    "proxy": Subresource(PROXIED, "{kind}ProxyOptions"),
    "scale": Subresource(kind="Scale", group="autoscaling", version="v1"),
    "token": Subresource(CREATED, "TokenRequest", "authentication.k8s.io", "v1"),
}
LIKE_STATUS = Subresource()


def api_versions(address: str) -> dict[str, Any]:
    """/api; ``address`` is the server's host and port."""
    return {
        "kind": "APIVersions",
        "versions": ["v1"],
        "serverAddressByClientCIDRs": [{"clientCIDR": "0.0.0.0/0", "serverAddress": address}],
    }


def group_list(kinds: Sequence[Kind]) -> dict[str, Any]:
    """/apis"""
    groups = [_group(kinds, name) for name in group_names(kinds)]
    return {"kind": "APIGroupList", "apiVersion": "v1", "groups": groups}


def group(kinds: Sequence[Kind], name: str) -> dict[str, Any] | None:
    """/apis/GROUP; None if there is none."""
    if name not in group_names(kinds):
        return None
    return {"kind": "APIGroup", "apiVersion": "v1", **_group(kinds, name)}


def resource_list(kinds: Sequence[Kind], name: str, version: str) -> dict[str, Any] | None:
    """/api/v1 or /apis/GROUP/VERSION; None if there is none. The core group says no apiVersion."""
    served = in_version(kinds, name, version)
    if not served:
        return None
    resources = [row for kind in served for row in _resources(kind)]
    own = {"apiVersion": "v1"} if name else {}
    api_version = served[0].api_version
    return {"kind": "APIResourceList", **own, "groupVersion": api_version, "resources": resources}


def aggregated(kinds: Sequence[Kind], *, core: bool, version: str = "v2") -> dict[str, Any]:
    """/api or /apis in one document; ``version`` is that of the document."""
    names = [""] if core else group_names(kinds)
    return {
        "kind": "APIGroupDiscoveryList",
        "apiVersion": f"apidiscovery.k8s.io/{version}",
        "metadata": {},
        "items": [_aggregated_group(kinds, name) for name in names],
    }


def group_names(kinds: Sequence[Kind]) -> list[str]:
    """The named groups, the preferred ones first."""
    names = {kind.group for kind in kinds if kind.group}
    first = [name for name in GROUP_ORDER if name in names]
    return first + sorted(names.difference(GROUP_ORDER))


def versions_of(kinds: Sequence[Kind], name: str) -> list[str]:
    """The newest first, which is the one that the server prefers."""
    return sorted({kind.version for kind in kinds if kind.group == name}, reverse=True)


def in_version(kinds: Sequence[Kind], name: str, version: str) -> list[Kind]:
    """The kinds of a group and version, by plural."""
    served = [kind for kind in kinds if (kind.group, kind.version) == (name, version)]
    return sorted(served, key=lambda kind: kind.plural)


def subresource(name: str) -> Subresource:
    return SUBRESOURCES.get(name, LIKE_STATUS)


def _group(kinds: Sequence[Kind], name: str) -> dict[str, Any]:
    versions = [
        {"groupVersion": f"{name}/{version}", "version": version} for version in versions_of(kinds, name)
    ]
    return {"name": name, "versions": versions, "preferredVersion": versions[0]}


def _resources(kind: Kind) -> Iterator[dict[str, Any]]:
    """The rows of a kind: itself and its subresources."""
    row = {
        "name": kind.plural,
        "singularName": kind.singular,
        "namespaced": kind.namespaced,
        "kind": kind.kind,
        "verbs": sorted(kind.verbs),
        **_names(kind),
    }
    yield {**row, "storageVersionHash": _storage_hash(kind)} if "watch" in kind.verbs else row
    for name in sorted(kind.subresources):
        part = subresource(name)
        home = {"group": part.group, "version": part.version} if part.group else {}
        yield {
            "name": f"{kind.plural}/{name}",
            "singularName": "",
            "namespaced": kind.namespaced,
            **home,
            "kind": part.kind.format(kind=kind.kind) or kind.kind,
            "verbs": list(part.verbs),
        }


def _storage_hash(kind: Kind) -> str:
    """Tells clients whether the stored version is the one they saw before."""
    stored = f"{kind.stored.group}/{kind.stored.version}/{kind.kind}"
    return base64.b64encode(hashlib.sha256(stored.encode()).digest()[:8]).decode()


def _names(kind: Kind) -> dict[str, list[str]]:
    named = {"shortNames": list(kind.short_names), "categories": list(kind.categories)}
    return {name: values for name, values in named.items() if values}


def _aggregated_group(kinds: Sequence[Kind], name: str) -> dict[str, Any]:
    versions = [
        {
            "version": version,
            "resources": [_aggregated_resource(kind) for kind in in_version(kinds, name, version)],
            "freshness": "Current",
        }
        for version in versions_of(kinds, name)
    ]
    return {"metadata": {"name": name} if name else {}, "versions": versions}


def _aggregated_resource(kind: Kind) -> dict[str, Any]:
    row: dict[str, Any] = {
        "resource": kind.plural,
        "responseKind": {"group": "", "version": "", "kind": kind.kind},
        "scope": "Namespaced" if kind.namespaced else "Cluster",
        "singularResource": kind.singular,
        "verbs": sorted(kind.verbs),
        **_names(kind),
    }
    parts = [_aggregated_part(kind, name) for name in sorted(kind.subresources)]
    return {**row, "subresources": parts} if parts else row


def _aggregated_part(kind: Kind, name: str) -> dict[str, Any]:
    part = subresource(name)
    response = part.kind.format(kind=kind.kind) or kind.kind
    return {
        "subresource": name,
        "responseKind": {"group": part.group, "version": part.version, "kind": response},
        "verbs": list(part.verbs),
    }
