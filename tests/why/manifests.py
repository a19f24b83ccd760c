"""Objects that several tests bring into trouble."""

from __future__ import annotations

import json
from typing import Any

Manifest = dict[str, Any]
SERVER: Manifest = {"name": "main", "image": "nginx"}


def text(*objects: Manifest) -> str:
    """As `kubectl apply -f -` reads them."""
    return "\n".join(json.dumps(each) for each in objects)


def apart(app: str) -> Manifest:
    """Required anti-affinity by node."""
    term = {"labelSelector": {"matchLabels": {"app": app}}, "topologyKey": "kubernetes.io/hostname"}
    return {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}}


def mounting(claim: str) -> Manifest:
    return {"volumes": [{"name": "data", "persistentVolumeClaim": {"claimName": claim}}]}


def pod(
    name: str, *, container: Manifest | None = None, labels: Manifest | None = None, **spec: Any
) -> Manifest:
    one = {**SERVER, **(container or {})}
    metadata = {"name": name, "labels": labels or {"app": name}}
    body = {"containers": [one], **spec}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": body}


def statefulset(
    name: str, replicas: int = 3, *, template: Manifest | None = None, claims: bool = False, **spec: Any
) -> Manifest:
    """One nginx, or the pod spec given; with ``claims`` each pod asks for a volume named data."""
    body = template or {"containers": [SERVER]}
    claim = {
        "metadata": {"name": "data"},
        "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}},
    }
    return {
        "apiVersion": "apps/v1",
        "kind": "StatefulSet",
        "metadata": {"name": name},
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": {"app": name}},
            "template": {"metadata": {"labels": {"app": name}}, "spec": body},
            **({"volumeClaimTemplates": [claim]} if claims else {}),
            **spec,
        },
    }


def daemonset(name: str, *, template: Manifest | None = None, **spec: Any) -> Manifest:
    body = {"containers": [SERVER], **(template or {})}
    return {
        "apiVersion": "apps/v1",
        "kind": "DaemonSet",
        "metadata": {"name": name},
        "spec": {
            "selector": {"matchLabels": {"app": name}},
            "template": {"metadata": {"labels": {"app": name}}, "spec": body},
            **spec,
        },
    }


def claim(name: str, size: str = "1Gi", *modes: str, **spec: Any) -> Manifest:
    body = {
        "accessModes": list(modes) or ["ReadWriteOnce"],
        "resources": {"requests": {"storage": size}},
        **spec,
    }
    return {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": name}, "spec": body}


def volume(name: str, size: str = "1Gi", *, nodes: list[str] | None = None, **spec: Any) -> Manifest:
    """Usable on these nodes only, or on all."""
    hosts = {"key": "kubernetes.io/hostname", "operator": "In", "values": nodes}
    terms = {"required": {"nodeSelectorTerms": [{"matchExpressions": [hosts]}]}}
    body = {
        "capacity": {"storage": size},
        "accessModes": ["ReadWriteOnce"],
        "hostPath": {"path": f"/{name}"},
        **({"nodeAffinity": terms} if nodes else {}),
        **spec,
    }
    return {"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": name}, "spec": body}


def storage_class(name: str, provisioner: str = "kubernetes.io/no-provisioner", **fields: Any) -> Manifest:
    return {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "StorageClass",
        "metadata": {"name": name},
        "provisioner": provisioner,
        **fields,
    }


def service(name: str, selector: Manifest | None, **spec: Any) -> Manifest:
    chosen = {"selector": selector} if selector else {}
    body = {**chosen, "ports": [{"port": 80}], **spec}
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name}, "spec": body}


def budget(name: str, app: str, minimum: int) -> Manifest:
    spec = {"minAvailable": minimum, "selector": {"matchLabels": {"app": app}}}
    return {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": {"name": name},
        "spec": spec,
    }
