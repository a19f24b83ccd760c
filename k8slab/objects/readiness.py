"""Whether an object of any kind is what its spec asks for, and what is missing.

The rules for workloads are those of `kubectl rollout status`, whatever the update strategy.
Source: https://kubernetes.io/docs/reference/kubectl/generated/kubectl_rollout/kubectl_rollout_status/
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from k8slab.objects import pods

Object = Mapping[str, Any]


def shortfall(obj: Object) -> str:
    """What is missing, in words: "2 of 3 pods Ready". Empty if the object is ready.

    An object of a kind that does not get ready by itself (a Service, a ConfigMap) is ready once it exists.
    """
    generation = obj["metadata"].get("generation", 0)
    if obj["kind"] in WORKLOADS and status(obj).get("observedGeneration", 0) < generation:
        return "the newest spec is not observed yet"
    rule = RULES.get(obj["kind"])
    return rule(obj) if rule else ""


def is_ready(obj: Object) -> bool:
    return not shortfall(obj)


def status(obj: Object) -> Object:
    found: Object = obj.get("status") or {}
    return found


def _pod(pod: Object) -> str:
    return "" if pods.is_ready(pod) else f"phase {pods.phase(pod)}, not Ready"


def _statefulset(obj: Object) -> str:
    wanted = obj["spec"].get("replicas", 1)
    strategy = obj["spec"].get("updateStrategy") or {}
    partition = (strategy.get("rollingUpdate") or {}).get("partition", 0)
    updated = 0 if strategy.get("type") == "OnDelete" else max(wanted - partition, 0)
    return _fewer(obj, "readyReplicas", wanted, "Ready") or _rest(obj, wanted, updated)


def _deployment(obj: Object) -> str:
    wanted = obj["spec"].get("replicas", 1)
    return _fewer(obj, "readyReplicas", wanted, "Ready") or _rest(obj, wanted, wanted)


def _replicaset(obj: Object) -> str:
    wanted = obj["spec"].get("replicas", 1)
    return _fewer(obj, "readyReplicas", wanted, "Ready") or _rest(obj, wanted, 0)


def _daemonset(obj: Object) -> str:
    wanted = status(obj).get("desiredNumberScheduled", 0)
    on_delete = (obj["spec"].get("updateStrategy") or {}).get("type") == "OnDelete"
    updated = 0 if on_delete else wanted
    ready = _fewer(obj, "numberReady", wanted, "Ready")
    return ready or _fewer(obj, "updatedNumberScheduled", updated, "updated")


def _rest(obj: Object, wanted: int, updated: int) -> str:
    there = status(obj).get("replicas", 0)
    if there > wanted:
        return f"{there} pods, {there - wanted} too many"
    return _fewer(obj, "updatedReplicas", updated, "updated")


def _fewer(obj: Object, field: str, wanted: int, word: str) -> str:
    number = status(obj).get(field, 0)
    return "" if number >= wanted else f"{number} of {wanted} pods {word}"


def _claim(claim: Object) -> str:
    phase = status(claim).get("phase", "")
    return "" if phase == "Bound" else f"phase {phase}, not Bound"


def _volume(volume: Object) -> str:
    phase = status(volume).get("phase", "")
    return "" if phase in ("Available", "Bound") else f"phase {phase}"


def _node(node: Object) -> str:
    return "" if pods.has_condition(node, "Ready") else "not Ready"


WORKLOADS = ("StatefulSet", "DaemonSet", "Deployment", "ReplicaSet")
RULES: dict[str, Callable[[Object], str]] = {
    "Pod": _pod,
    "StatefulSet": _statefulset,
    "DaemonSet": _daemonset,
    "Deployment": _deployment,
    "ReplicaSet": _replicaset,
    "PersistentVolumeClaim": _claim,
    "PersistentVolume": _volume,
    "Node": _node,
}
