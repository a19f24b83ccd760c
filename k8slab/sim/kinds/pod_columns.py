"""What ``kubectl get pods`` shows: how ready a pod is, its status in one word, its restarts.

Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/
"""

from __future__ import annotations

from typing import NamedTuple

from k8slab.objects.meta import Object, is_terminating
from k8slab.objects.pods import has_condition, is_terminal
from k8slab.objects.timestamps import human_duration, seconds
from k8slab.sim.kinds.columns import AGE, NAME, NONE, at, column, wide

NODE_LOST = "NodeLost"


class Summary(NamedTuple):
    """A pod in three cells; ``restarted`` is the virtual time of the last restart, 0 if unknown."""

    ready: int
    total: int
    status: str
    restarts: int = 0
    restarted: float = 0.0


def summary(pod: Object) -> Summary:
    """What the containers' states add up to."""
    spec, status = pod.get("spec") or {}, pod.get("status") or {}
    sidecars = {
        container["name"]
        for container in spec.get("initContainers") or ()
        if container.get("restartPolicy") == "Always"
    }
    total = len(spec.get("containers") or ()) + len(sidecars)
    first = _initialization(pod, sidecars, Summary(0, total, _phase(status)))
    if _is_initializing(first.status, status) and not has_condition(pod, "Initialized"):
        return _ended(pod, first)
    sidecars_only = _restarts_of(pod, "initContainerStatuses", sidecars)
    start = Summary(first.ready, total, first.status, *sidecars_only)
    return _ended(pod, _running(pod, start))


def _phase(status: Object) -> str:
    for condition in status.get("conditions") or ():
        if condition["type"] == "PodScheduled" and condition.get("reason") == "SchedulingGated":
            return "SchedulingGated"
    return status.get("reason") or status.get("phase") or ""


def _is_initializing(shown: str, status: Object) -> bool:
    return shown.startswith("Init:") and bool(status.get("initContainerStatuses"))


def _restarts_of(pod: Object, field: str, names: set[str] | None = None) -> tuple[int, float]:
    """(number of restarts, time of the last) of the containers, all or those named."""
    statuses = [item for item in pod["status"].get(field) or () if names is None or item.get("name") in names]
    return sum(item.get("restartCount", 0) for item in statuses), max(map(_ended_at, statuses), default=0.0)


def _ended_at(container: Object) -> float:
    finished = ((container.get("lastState") or {}).get("terminated") or {}).get("finishedAt")
    return seconds(finished) if finished else 0.0


def _initialization(pod: Object, sidecars: set[str], start: Summary) -> Summary:
    """The summary up to the first init container that is not done."""
    statuses = pod.get("status", {}).get("initContainerStatuses") or ()
    ready = start.ready
    for index, container in enumerate(statuses):
        state = container.get("state") or {}
        terminated = state.get("terminated")
        if terminated and terminated.get("exitCode", 0) == 0:
            continue
        if container.get("name") in sidecars and container.get("started"):
            ready += bool(container.get("ready"))
            continue
        shown = _init_status(state, index, len(pod["spec"].get("initContainers") or ()))
        restarts = _restarts_of(pod, "initContainerStatuses")
        return Summary(ready, start.total, shown, *restarts)
    return start._replace(ready=ready)


def _init_status(state: Object, index: int, total: int) -> str:
    terminated, waiting = state.get("terminated"), state.get("waiting") or {}
    if terminated:
        return "Init:" + _termination(terminated)
    if waiting.get("reason") and waiting["reason"] != "PodInitializing":
        return "Init:" + str(waiting["reason"])
    return f"Init:{index}/{total}"


def _termination(terminated: Object) -> str:
    if terminated.get("reason"):
        return str(terminated["reason"])
    if terminated.get("signal"):
        return f"Signal:{terminated['signal']}"
    return f"ExitCode:{terminated.get('exitCode', 0)}"


def _running(pod: Object, start: Summary) -> Summary:
    """The summary of the main containers; the first that waits or has ended names the status."""
    ready, shown, has_running = start.ready, start.status, False
    statuses = pod.get("status", {}).get("containerStatuses") or []
    for container in reversed(statuses):
        state = container.get("state") or {}
        if (state.get("waiting") or {}).get("reason"):
            shown = state["waiting"]["reason"]
        elif state.get("terminated"):
            shown = _termination(state["terminated"])
        elif container.get("ready") and state.get("running"):
            has_running = True
            ready += 1
    if shown == "Completed" and has_running:
        shown = "Running" if has_condition(pod, "Ready") else "NotReady"
    restarts, restarted = _restarts_of(pod, "containerStatuses") if statuses else (0, 0.0)
    return Summary(ready, start.total, shown, start.restarts + restarts, max(start.restarted, restarted))


def _ended(pod: Object, found: Summary) -> Summary:
    if not is_terminating(pod):
        return found
    if pod.get("status", {}).get("reason") == NODE_LOST:
        return found._replace(status="Unknown")
    return found if is_terminal(pod) else found._replace(status="Terminating")


def ready_cell(pod: Object, now: float) -> str:
    found = summary(pod)
    return f"{found.ready}/{found.total}"


def status_cell(pod: Object, now: float) -> str:
    return summary(pod).status


def restarts_cell(pod: Object, now: float) -> str:
    found = summary(pod)
    if found.restarts and found.restarted:
        return f"{found.restarts} ({human_duration(now - found.restarted)} ago)"
    return str(found.restarts)


def address_cell(pod: Object, now: float) -> str:
    addresses = pod.get("status", {}).get("podIPs") or ()
    return addresses[0]["ip"] if addresses else NONE


def gates_cell(pod: Object, now: float) -> str:
    gates = pod["spec"].get("readinessGates") or ()
    if not gates:
        return NONE
    return f"{sum(has_condition(pod, gate['conditionType']) for gate in gates)}/{len(gates)}"


FINISHED = {"Succeeded": "The pod has completed successfully.", "Failed": "The pod failed."}


def row_conditions(pod: Object) -> list[Object]:
    """That a pod has finished, for those who want to leave it out."""
    phase = pod.get("status", {}).get("phase", "")
    if phase not in FINISHED:
        return []
    return [{"type": "Completed", "status": "True", "reason": phase, "message": FINISHED[phase]}]


COLUMNS = (
    NAME,
    column("Ready", ready_cell, text="The aggregate readiness state of this pod for accepting traffic."),
    column("Status", status_cell, text="The aggregate status of the containers in this pod."),
    column(
        "Restarts",
        restarts_cell,
        text="The number of times the containers in this pod have been restarted and "
        "when the last container in this pod has restarted.",
    ),
    AGE,
    wide("IP", address_cell, of="PodStatus.podIP"),
    wide("Node", at("spec.nodeName", NONE), of="PodSpec.nodeName"),
    wide("Nominated Node", at("status.nominatedNodeName", NONE), of="PodStatus.nominatedNodeName"),
    wide("Readiness Gates", gates_cell, of="PodSpec.readinessGates"),
)
