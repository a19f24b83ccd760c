"""The kinds of objects that the simulated API serves, one row each."""

from __future__ import annotations

from k8slab.sim.kinds.admissionregistration import ADMISSION_KINDS
from k8slab.sim.kinds.batch import CRON_JOB, JOB
from k8slab.sim.kinds.certificatesigningrequest import CERTIFICATE_SIGNING_REQUEST
from k8slab.sim.kinds.componentstatus import COMPONENT_STATUS
from k8slab.sim.kinds.configmap import CONFIG_MAP
from k8slab.sim.kinds.controllerrevision import CONTROLLER_REVISION
from k8slab.sim.kinds.csi import (
    CSI_DRIVER,
    CSI_NODE,
    CSI_STORAGE_CAPACITY,
    VOLUME_ATTACHMENT,
    VOLUME_ATTRIBUTES_CLASS,
)
from k8slab.sim.kinds.daemonset import DAEMONSET
from k8slab.sim.kinds.deployment import DEPLOYMENT
from k8slab.sim.kinds.dynamic_resources import DEVICE_KINDS
from k8slab.sim.kinds.endpoints import ENDPOINTS
from k8slab.sim.kinds.endpointslice import ENDPOINT_SLICE
from k8slab.sim.kinds.event import EVENT
from k8slab.sim.kinds.event_view import EVENT_VIEW
from k8slab.sim.kinds.extensions import API_SERVICE, CUSTOM_RESOURCE_DEFINITION
from k8slab.sim.kinds.flowcontrol import FLOW_SCHEMA, PRIORITY_LEVEL_CONFIGURATION
from k8slab.sim.kinds.horizontalpodautoscaler import HORIZONTAL_POD_AUTOSCALER, HORIZONTAL_POD_AUTOSCALER_V1
from k8slab.sim.kinds.ingress import INGRESS, INGRESS_CLASS
from k8slab.sim.kinds.kind import Kind
from k8slab.sim.kinds.lease import LEASE
from k8slab.sim.kinds.limitrange import LIMIT_RANGE
from k8slab.sim.kinds.namespace import NAMESPACE
from k8slab.sim.kinds.networkpolicy import NETWORK_POLICY
from k8slab.sim.kinds.node import NODE
from k8slab.sim.kinds.persistentvolume import PERSISTENT_VOLUME
from k8slab.sim.kinds.persistentvolumeclaim import PERSISTENT_VOLUME_CLAIM
from k8slab.sim.kinds.pod import POD
from k8slab.sim.kinds.poddisruptionbudget import POD_DISRUPTION_BUDGET
from k8slab.sim.kinds.podtemplate import POD_TEMPLATE
from k8slab.sim.kinds.priorityclass import PRIORITY_CLASS
from k8slab.sim.kinds.rbac import CLUSTER_ROLE, CLUSTER_ROLE_BINDING, ROLE, ROLE_BINDING
from k8slab.sim.kinds.replicaset import REPLICASET
from k8slab.sim.kinds.replicationcontroller import REPLICATION_CONTROLLER
from k8slab.sim.kinds.resourcequota import RESOURCE_QUOTA
from k8slab.sim.kinds.reviews import UNSTORED
from k8slab.sim.kinds.runtimeclass import RUNTIME_CLASS
from k8slab.sim.kinds.secret import SECRET
from k8slab.sim.kinds.service import SERVICE
from k8slab.sim.kinds.service_ranges import IP_ADDRESS, SERVICE_CIDR
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
    LIMIT_RANGE,
    POD_TEMPLATE,
    RESOURCE_QUOTA,
    JOB,
    CRON_JOB,
    HORIZONTAL_POD_AUTOSCALER,
    INGRESS,
    INGRESS_CLASS,
    NETWORK_POLICY,
    IP_ADDRESS,
    SERVICE_CIDR,
    CERTIFICATE_SIGNING_REQUEST,
    CSI_DRIVER,
    CSI_NODE,
    CSI_STORAGE_CAPACITY,
    VOLUME_ATTACHMENT,
    VOLUME_ATTRIBUTES_CLASS,
    *DEVICE_KINDS,
    FLOW_SCHEMA,
    PRIORITY_LEVEL_CONFIGURATION,
    RUNTIME_CLASS,
    COMPONENT_STATUS,
    *ADMISSION_KINDS,
    API_SERVICE,
    CUSTOM_RESOURCE_DEFINITION,
)
"""The kinds of which objects are kept; those that nothing acts on come last."""

VIEWS = (EVENT_VIEW, HORIZONTAL_POD_AUTOSCALER_V1)
"""Other versions of kinds that are kept."""

SERVED = (*KINDS, *VIEWS, *UNSTORED)
"""All that the server names in its discovery."""

_BY_PLURAL = {(kind.group, kind.version, kind.plural): kind for kind in SERVED}
_BY_KIND = {(kind.api_version, kind.kind): kind for kind in SERVED}


def find(group: str, version: str, plural: str) -> Kind | None:
    """The kind that a path names: ``find("apps", "v1", "statefulsets")``."""
    return _BY_PLURAL.get((group, version, plural))


def by_kind(api_version: str, kind: str) -> Kind | None:
    """The kind that a manifest names: ``by_kind("apps/v1", "StatefulSet")``."""
    return _BY_KIND.get((api_version, kind))


__all__ = [
    "API_SERVICE",
    "CLUSTER_ROLE",
    "CLUSTER_ROLE_BINDING",
    "COMPONENT_STATUS",
    "CONFIG_MAP",
    "CONTROLLER_REVISION",
    "DAEMONSET",
    "DEPLOYMENT",
    "ENDPOINTS",
    "ENDPOINT_SLICE",
    "EVENT",
    "EVENT_VIEW",
    "HORIZONTAL_POD_AUTOSCALER",
    "JOB",
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
    "SERVED",
    "SERVICE",
    "SERVICE_ACCOUNT",
    "SERVICE_CIDR",
    "STATEFULSET",
    "STORAGE_CLASS",
    "UNSTORED",
    "Kind",
    "by_kind",
    "find",
]
