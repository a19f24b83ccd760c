"""What an object is before anything is written into it, and what of a new one its author did not write.

The API server compares a new object with an empty one of its Go type, which has its structs and required
lists already: these have no managers.
"""

from __future__ import annotations

from typing import Any

from k8slab.objects.meta import Object
from k8slab.sim.kinds.kind import Kind

TEMPLATE: Object = {"metadata": {}, "spec": {"containers": None}}
SPECS: dict[str, Object] = {
    "Pod": {"containers": None},
    "StatefulSet": {"selector": None, "template": TEMPLATE, "updateStrategy": {}},
    "DaemonSet": {"selector": None, "template": TEMPLATE, "updateStrategy": {}},
    "Deployment": {"selector": None, "template": TEMPLATE, "strategy": {}},
    "ReplicaSet": {"selector": None, "template": TEMPLATE},
    "PersistentVolumeClaim": {"resources": {}},
}
EVENT: Object = {"metadata": {}, "involvedObject": {}, "source": {}}
TOKEN_VOLUME = "kube-api-access-"
TOKEN_MOUNT = "/var/run/secrets/kubernetes.io/serviceaccount"
ADDED_TO_PODS = ("serviceAccount", "priority", "preemptionPolicy")
TAINTS = {"node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"}


def of(kind: Kind) -> Object:
    """The empty object."""
    if kind.kind == "Event":
        return EVENT
    return {"metadata": {}, "spec": SPECS.get(kind.kind, {}), "status": {}}


def before_admission(kind: Kind, obj: Object) -> Object:
    """The new object without what admission adds to those that controllers create."""
    if kind.kind == "Pod":
        return {**obj, "spec": _pod_spec(obj["spec"])}
    if kind.kind == "PersistentVolumeClaim":
        metadata = {name: value for name, value in obj["metadata"].items() if name != "finalizers"}
        return {**obj, "metadata": metadata}
    return obj


def _pod_spec(spec: Object) -> Object:
    sent = {name: value for name, value in spec.items() if name not in ADDED_TO_PODS}
    if sent.get("serviceAccountName") == "default":
        del sent["serviceAccountName"]
    if {item.get("key") for item in sent.get("tolerations") or ()} <= TAINTS:
        sent.pop("tolerations", None)
    _keep(sent, "volumes", lambda volume: not volume["name"].startswith(TOKEN_VOLUME))
    for lists in ("containers", "initContainers"):
        if lists in sent:
            sent[lists] = [_container(item) for item in sent[lists]]
    return sent


def _container(container: Object) -> Object:
    sent = dict(container)
    _keep(sent, "volumeMounts", lambda mount: mount.get("mountPath") != TOKEN_MOUNT)
    return sent


def _keep(owner: Object, field: str, holds: Any) -> None:
    if field in owner:
        owner[field] = [item for item in owner[field] if holds(item)]
        if not owner[field]:
            del owner[field]
