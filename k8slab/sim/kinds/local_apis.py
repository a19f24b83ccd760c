"""The APIServices of a cluster: each group and version that is served, all by the API server itself.

Source: https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/api-service-v1/
"""

from __future__ import annotations

from collections.abc import Iterable

from k8slab.objects.meta import Object
from k8slab.sim.kinds.kind import Kind

CORE = 18000
GROUPS = {
    "apps": 17800,
    "events.k8s.io": 17750,
    "authentication.k8s.io": 17700,
    "authorization.k8s.io": 17600,
    "autoscaling": 17500,
    "batch": 17400,
    "certificates.k8s.io": 17300,
    "networking.k8s.io": 17200,
    "policy": 17100,
    "rbac.authorization.k8s.io": 17000,
    "storage.k8s.io": 16800,
    "admissionregistration.k8s.io": 16700,
    "apiextensions.k8s.io": 16700,
    "scheduling.k8s.io": 16600,
    "coordination.k8s.io": 16500,
    "node.k8s.io": 16300,
    "discovery.k8s.io": 16200,
    "resource.k8s.io": 16200,
    "flowcontrol.apiserver.k8s.io": 16100,
}
"""Which group goes before which; the API of APIServices itself is none of them."""
VERSIONS = {("", "v1"): 1, ("autoscaling", "v2"): 30, ("flowcontrol.apiserver.k8s.io", "v1"): 21}
USUAL = 15


def of(kinds: Iterable[Kind], at: str) -> list[Object]:
    """One for each group and version of these kinds, available since then."""
    served = sorted({(kind.group, kind.version) for kind in kinds})
    return [_local(group, version, at) for group, version in served if not group or group in GROUPS]


def _local(group: str, version: str, at: str) -> Object:
    available = {
        "type": "Available",
        "status": "True",
        "lastTransitionTime": at,
        "reason": "Local",
        "message": "Local APIServices are always available",
    }
    return {
        "metadata": {
            "name": f"{version}.{group}",
            "labels": {"kube-aggregator.kubernetes.io/automanaged": "onstart"},
        },
        "spec": {
            **({"group": group} if group else {}),
            "version": version,
            "groupPriorityMinimum": GROUPS.get(group, CORE),
            "versionPriority": VERSIONS.get((group, version), USUAL),
        },
        "status": {"conditions": [available]},
    }
