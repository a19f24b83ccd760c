"""Descriptions of objects, one file per kind; kinds without one get a general description."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from k8slab.kubectl.resources import Item
from k8slab.kubectl.session import Session

MODULES = {
    "Pod": "pod",
    "Service": "service",
    "PersistentVolumeClaim": "claim",
    "PersistentVolume": "volume",
    "StatefulSet.apps": "statefulset",
    "DaemonSet.apps": "daemonset",
    "Deployment.apps": "deployment",
    "ReplicaSet.apps": "replicaset",
    "Namespace": "namespace",
    "Node": "node",
    "ConfigMap": "configmap",
    "ServiceAccount": "serviceaccount",
    "Secret": "secret",
    "Endpoints": "endpoints",
    "EndpointSlice.discovery.k8s.io": "endpointslice",
    "PodDisruptionBudget.policy": "poddisruptionbudget",
    "Role.rbac.authorization.k8s.io": "role",
    "ClusterRole.rbac.authorization.k8s.io": "role",
    "RoleBinding.rbac.authorization.k8s.io": "rolebinding",
    "ClusterRoleBinding.rbac.authorization.k8s.io": "rolebinding",
    "PriorityClass.scheduling.k8s.io": "priorityclass",
    "StorageClass.storage.k8s.io": "storageclass",
    "HorizontalPodAutoscaler.autoscaling": "horizontalpodautoscaler",
    "Job.batch": "job",
    "CronJob.batch": "cronjob",
    "ResourceQuota": "resourcequota",
    "LimitRange": "limitrange",
    "Ingress.networking.k8s.io": "ingress",
    "NetworkPolicy.networking.k8s.io": "networkpolicy",
}


def describe(session: Session, item: Item, *, show_events: bool = True) -> str:
    """The text that `kubectl describe` prints about an object that has been read."""
    qualified = f"{item.resource.kind}.{item.resource.group}".rstrip(".")
    module: Any = import_module(f"k8slab.kubectl.describe.{MODULES.get(qualified, 'generic')}")
    text: str = module.describe(session, item, show_events)
    return text
