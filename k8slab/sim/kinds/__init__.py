"""The kinds of objects that the simulated API serves, one row each."""

from __future__ import annotations

from k8slab.sim.kinds.configmap import CONFIG_MAP
from k8slab.sim.kinds.controllerrevision import CONTROLLER_REVISION
from k8slab.sim.kinds.daemonset import DAEMONSET
from k8slab.sim.kinds.deployment import DEPLOYMENT
from k8slab.sim.kinds.endpoints import ENDPOINTS
from k8slab.sim.kinds.endpointslice import ENDPOINT_SLICE
from k8slab.sim.kinds.event import EVENT
from k8slab.sim.kinds.kind import Kind
from k8slab.sim.kinds.lease import LEASE
from k8slab.sim.kinds.namespace import NAMESPACE
from k8slab.sim.kinds.node import NODE
from k8slab.sim.kinds.persistentvolume import PERSISTENT_VOLUME
from k8slab.sim.kinds.persistentvolumeclaim import PERSISTENT_VOLUME_CLAIM
from k8slab.sim.kinds.pod import POD
from k8slab.sim.kinds.poddisruptionbudget import POD_DISRUPTION_BUDGET
from k8slab.sim.kinds.priorityclass import PRIORITY_CLASS
from k8slab.sim.kinds.rbac import CLUSTER_ROLE, CLUSTER_ROLE_BINDING, ROLE, ROLE_BINDING
from k8slab.sim.kinds.replicaset import REPLICASET
from k8slab.sim.kinds.replicationcontroller import REPLICATION_CONTROLLER
from k8slab.sim.kinds.secret import SECRET
from k8slab.sim.kinds.service import SERVICE
from k8slab.sim.kinds.serviceaccount import SERVICE_ACCOUNT
from k8slab.sim.kinds.statefulset import STATEFULSET
from k8slab.sim.kinds.storageclass import STORAGE_CLASS

KINDS: tuple[Kind, ...] = (
    CONFIG_MAP,
    ENDPOINTS,
    EVENT,
    NAMESPACE,
    NODE,
    PERSISTENT_VOLUME_CLAIM,
    PERSISTENT_VOLUME,
    POD,
    REPLICATION_CONTROLLER,
    SECRET,
    SERVICE_ACCOUNT,
    SERVICE,
    CONTROLLER_REVISION,
    DAEMONSET,
    DEPLOYMENT,
    REPLICASET,
    STATEFULSET,
    POD_DISRUPTION_BUDGET,
    CLUSTER_ROLE_BINDING,
    CLUSTER_ROLE,
    ROLE_BINDING,
    ROLE,
    STORAGE_CLASS,
    PRIORITY_CLASS,
    LEASE,
    ENDPOINT_SLICE,
)

_BY_PLURAL = {(kind.group, kind.version, kind.plural): kind for kind in KINDS}
_BY_KIND = {(kind.api_version, kind.kind): kind for kind in KINDS}


def find(group: str, version: str, plural: str) -> Kind | None:
    """The kind that a path names: ``find("apps", "v1", "statefulsets")``."""
    return _BY_PLURAL.get((group, version, plural))


def by_kind(api_version: str, kind: str) -> Kind | None:
    """The kind that a manifest names: ``by_kind("apps/v1", "StatefulSet")``."""
    return _BY_KIND.get((api_version, kind))


__all__ = [
    "CLUSTER_ROLE",
    "CLUSTER_ROLE_BINDING",
    "CONFIG_MAP",
    "CONTROLLER_REVISION",
    "DAEMONSET",
    "DEPLOYMENT",
    "ENDPOINTS",
    "ENDPOINT_SLICE",
    "EVENT",
    "KINDS",
    "LEASE",
    "NAMESPACE",
    "NODE",
    "PERSISTENT_VOLUME",
    "PERSISTENT_VOLUME_CLAIM",
    "POD",
    "POD_DISRUPTION_BUDGET",
    "PRIORITY_CLASS",
    "REPLICASET",
    "REPLICATION_CONTROLLER",
    "ROLE",
    "ROLE_BINDING",
    "SECRET",
    "SERVICE",
    "SERVICE_ACCOUNT",
    "STATEFULSET",
    "STORAGE_CLASS",
    "Kind",
    "by_kind",
    "find",
]
