"""The status that a kubelet writes for a pod: phase, conditions, addresses, resources.

Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-conditions
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from k8slab.objects.meta import Object
from k8slab.objects.resources import totals
from k8slab.objects.timestamps import rfc3339
from k8slab.sim.node.container import Container

OWN = ("PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled")

NOT_TRIED = ("ContainerCreating", "PodInitializing")


@dataclass
class Observed:
    """What the kubelet knows about one pod."""

    host_ip: str
    start_time: float
    containers: list[Container]
    init_containers: list[Container] = field(default_factory=list)
    sandbox: bool = False
    pod_ip: str = ""
    cleaned_up: bool = False
    failure: tuple[str, str] | None = None
    """(reason, message) of a pod that is failed as a whole"""

    @property
    def every(self) -> list[Container]:
        return [*self.init_containers, *self.containers]

    @property
    def init_failed(self) -> bool:
        return any(_has_failed(each) for each in self.init_containers)


Verdict = tuple[bool, str, str]
"""(true?, reason, message) of a condition."""


def phase(pod: Object, seen: Observed) -> str:
    """Source: the table of phases on the page named above."""
    if seen.failure is not None:
        return "Failed"
    policy = pod["spec"].get("restartPolicy", "Always")
    if policy == "Never" and seen.init_failed:
        return "Pending" if any(each.is_running for each in seen.every) else "Failed"
    if not all(each.is_running or each.is_terminated or each.last for each in seen.containers):
        return "Pending"
    lasting = [each for each in seen.init_containers if each.is_sidecar and each.is_running]
    goes = "deletionTimestamp" in pod["metadata"]
    if lasting or any(not each.is_terminated or (each.begins_anew and not goes) for each in seen.containers):
        return "Running"
    codes = [each.exit_code for each in seen.containers]
    if goes or policy == "Never" or (policy == "OnFailure" and not any(codes)):
        return "Failed" if any(codes) else "Succeeded"
    return "Running"


def _has_failed(init: Container) -> bool:
    """A sidecar may end as it likes."""
    return not init.is_sidecar and init.is_terminated and init.exit_code != 0


def compose(pod: Object, seen: Observed, now: float) -> Object:
    """The pod's new status; conditions that others have written stay as they are."""
    old, generation = pod.get("status") or {}, pod["metadata"].get("generation", 1)
    reached = phase(pod, seen)
    status: Object = {
        "observedGeneration": generation,
        "phase": reached,
        "conditions": _conditions(pod, seen, reached, generation, now),
        "hostIP": seen.host_ip,
        "hostIPs": [{"ip": seen.host_ip}],
    }
    if seen.failure is not None:
        status |= {"reason": seen.failure[0], "message": seen.failure[1]}
    if seen.pod_ip and any(_was_tried(each) for each in seen.every):
        status |= {"podIP": seen.pod_ip, "podIPs": [{"ip": seen.pod_ip}]}
    status["startTime"] = old.get("startTime") or rfc3339(seen.start_time)
    if seen.init_containers:
        status["initContainerStatuses"] = [each.status() for each in seen.init_containers]
    status["containerStatuses"] = [each.status() for each in seen.containers]
    kept = {key: value for key, value in old.items() if key not in status and key in ("qosClass", "resize")}
    return status | kept | _resources(pod, seen)


def _was_tried(container: Container) -> bool:
    """True once its start has succeeded or failed: before, nobody has heard of the sandbox's address."""
    return bool(container.identity) or container.waits_because not in ("", *NOT_TRIED)


def _resources(pod: Object, seen: Observed) -> Object:
    """Once the containers are cleaned up, only the memory request is still shown."""
    requests, limits = totals(pod, "requests"), totals(pod, "limits")
    shown = {"limits": limits} if limits else {}
    shown |= {"requests": requests} if requests else {}
    if seen.cleaned_up:
        shown = {"requests": {"memory": requests["memory"]}} if "memory" in requests else {}
    return ({"allocatedResources": requests} if requests else {}) | {"resources": shown}


def _conditions(pod: Object, seen: Observed, reached: str, generation: int, now: float) -> list[Object]:
    old = {each["type"]: each for each in (pod.get("status") or {}).get("conditions") or ()}
    verdicts = _verdicts(pod, seen, reached, old)
    own = [_condition(kind, verdicts[kind], old.get(kind), generation, now) for kind in OWN]
    return [each for kind, each in old.items() if kind not in OWN] + own


def _condition(kind: str, verdict: Verdict, old: Object | None, generation: int, now: float) -> Object:
    true, reason, message = verdict
    status = "True" if true else "False"
    since = old["lastTransitionTime"] if old and old["status"] == status else rfc3339(now)
    condition = {
        "type": kind,
        "observedGeneration": generation,
        "status": status,
        "lastProbeTime": None,
        "lastTransitionTime": since,
    }
    return condition | ({"reason": reason} if reason else {}) | ({"message": message} if message else {})


def _verdicts(pod: Object, seen: Observed, reached: str, old: dict[str, Object]) -> dict[str, Verdict]:
    finished = reached in ("Succeeded", "Failed")
    done = "PodCompleted" if reached == "Succeeded" else "PodFailed" if reached == "Failed" else ""
    containers = (False, done, "") if finished else _containers_ready(_lasting(seen))
    return {
        "PodReadyToStartContainers": (seen.sandbox and not finished, "", ""),
        "Initialized": _initialized(seen, done if reached == "Succeeded" else ""),
        "Ready": _ready(pod, containers, old),
        "ContainersReady": containers,
        "PodScheduled": (True, "", ""),
    }


def _containers_ready(containers: Sequence[Container]) -> Verdict:
    unready = [each.name for each in containers if not each.ready]
    if not unready:
        return True, "", ""
    return False, "ContainersNotReady", f"containers with unready status: [{' '.join(unready)}]"


def _lasting(seen: Observed) -> list[Container]:
    """Those that count for readiness: sidecars do."""
    return [*(each for each in seen.init_containers if each.is_sidecar), *seen.containers]


def _initialized(seen: Observed, done: str) -> Verdict:
    """Once a regular container has started it stays so, whatever becomes of the sidecars."""
    incomplete = [each.name for each in seen.init_containers if not _is_through(each)]
    if done or not incomplete or any(each.is_running or each.is_terminated for each in seen.containers):
        return True, done, ""
    message = f"containers with incomplete status: [{' '.join(incomplete)}]"
    return False, "ContainersNotInitialized", message


def _is_through(container: Container) -> bool:
    if container.is_sidecar:
        return container.started
    return container.is_terminated and container.exit_code == 0


def _ready(pod: Object, containers: Verdict, old: dict[str, Object]) -> Verdict:
    """Ready needs the containers and every readiness gate."""
    if not containers[0]:
        return containers
    missing = [
        complaint
        for gate in pod["spec"].get("readinessGates") or ()
        if (complaint := _gate_complaint(gate["conditionType"], old))
    ]
    return (False, "ReadinessGatesNotReady", ", ".join(missing)) if missing else (True, "", "")


def _gate_complaint(gate: str, old: dict[str, Object]) -> str:
    if gate not in old:
        return f'corresponding condition of pod readiness gate "{gate}" does not exist.'
    if (status := old[gate]["status"]) == "True":
        return ""
    return f'the status of pod readiness gate "{gate}" is not "True", but {status}'
