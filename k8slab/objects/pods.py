"""What a pod's status says.

Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from k8slab.objects.meta import Object, is_terminating
from k8slab.objects.timestamps import seconds


def phase(pod: Mapping[str, Any]) -> str:
    return str(pod.get("status", {}).get("phase", ""))


def condition(obj: Mapping[str, Any], kind: str) -> Object | None:
    """The status condition of that type, of a pod or any other object."""
    for item in obj.get("status", {}).get("conditions") or ():
        if item.get("type") == kind:
            return {"status": "", **item}
    return None


def has_condition(obj: Mapping[str, Any], kind: str) -> bool:
    """True if the condition is there with status True."""
    found = condition(obj, kind)
    return found is not None and found["status"] == "True"


def is_created(pod: Mapping[str, Any]) -> bool:
    """True once the API server has given the pod a phase."""
    return phase(pod) != ""


def is_pending(pod: Mapping[str, Any]) -> bool:
    return phase(pod) == "Pending"


def is_running(pod: Mapping[str, Any]) -> bool:
    return phase(pod) == "Running"


def is_failed(pod: Mapping[str, Any]) -> bool:
    return phase(pod) == "Failed"


def is_terminal(pod: Mapping[str, Any]) -> bool:
    """True if no container of the pod will run again."""
    return phase(pod) in ("Succeeded", "Failed")


def is_ready(pod: Mapping[str, Any]) -> bool:
    return has_condition(pod, "Ready")


def is_active(pod: Mapping[str, Any]) -> bool:
    """True if the pod counts as a replica: it has not finished and is not being deleted."""
    return not is_terminal(pod) and not is_terminating(pod)


def is_stopping(pod: Mapping[str, Any]) -> bool:
    """True while a pod that is being deleted still runs."""
    return is_terminating(pod) and not is_terminal(pod)


def is_running_and_ready(pod: Mapping[str, Any]) -> bool:
    return is_running(pod) and is_ready(pod)


def is_healthy(pod: Mapping[str, Any]) -> bool:
    """Running, Ready and not being deleted: what OrderedReady waits for."""
    return is_running_and_ready(pod) and not is_terminating(pod)


def available_at(pod: Mapping[str, Any], min_ready_seconds: float) -> float | None:
    """The virtual second from which a ready pod counts as available; None if it is not ready."""
    ready = condition(pod, "Ready")
    if ready is None or ready["status"] != "True":
        return None
    return seconds(ready["lastTransitionTime"]) + min_ready_seconds


def is_available(pod: Mapping[str, Any], min_ready_seconds: float, now: float) -> bool:
    """True if the pod has been Ready for at least ``min_ready_seconds``."""
    since = available_at(pod, min_ready_seconds)
    return since is not None and (not min_ready_seconds or since <= now)
