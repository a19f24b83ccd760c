"""https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/ in one word per pod."""

from typing import Any

import pytest

from k8slab.objects.timestamps import rfc3339
from k8slab.sim.kinds import POD

NOW = 100.0


def running(*, ready: bool = True, restarts: int = 0, ended: float | None = None) -> dict[str, Any]:
    last = {"terminated": {"exitCode": 1, "finishedAt": rfc3339(ended)}} if ended is not None else {}
    state = {"running": {"startedAt": rfc3339(0)}}
    return {"name": "a", "ready": ready, "restartCount": restarts, "state": state, "lastState": last}


def waiting(reason: str, **more: Any) -> dict[str, Any]:
    return {"name": "a", "ready": False, "restartCount": 0, "state": {"waiting": {"reason": reason}}, **more}


def terminated(code: int = 0, **more: Any) -> dict[str, Any]:
    state = {"terminated": {"exitCode": code, **more}}
    return {"name": "a", "ready": False, "restartCount": 0, "state": state}


def pod(
    *statuses: dict[str, Any],
    phase: str = "Running",
    init: tuple[dict[str, Any], ...] = (),
    sidecar: bool = False,
    ready: bool = False,
    deleted: bool = False,
    **status: Any,
) -> dict[str, Any]:
    metadata = {"name": "p", "creationTimestamp": rfc3339(0)}
    if deleted:
        metadata["deletionTimestamp"] = rfc3339(90)
    first = [{"name": item["name"], **({"restartPolicy": "Always"} if sidecar else {})} for item in init]
    conditions = [{"type": "Ready", "status": str(ready)}]
    return {
        "metadata": metadata,
        "spec": {"containers": [{"name": "a"} for _ in statuses or [0]], "initContainers": first},
        "status": {
            "phase": phase,
            "conditions": conditions,
            "containerStatuses": list(statuses),
            "initContainerStatuses": list(init),
            **status,
        },
    }


def row(obj: dict[str, Any]) -> list[Any]:
    """READY, STATUS, RESTARTS."""
    return [column.value(obj, NOW) for column in POD.columns[1:4]]


@pytest.mark.parametrize(
    ("obj", "shown"),
    [
        (pod(phase="Pending"), ["0/1", "Pending", "0"]),
        (pod(running()), ["1/1", "Running", "0"]),
        (pod(running(), running(ready=False)), ["1/2", "Running", "0"]),
        (pod(waiting("ContainerCreating"), phase="Pending"), ["0/1", "ContainerCreating", "0"]),
        (pod(waiting("CrashLoopBackOff", restartCount=2)), ["0/1", "CrashLoopBackOff", "2"]),
        (pod(running(restarts=4, ended=95)), ["1/1", "Running", "4 (5s ago)"]),
        (pod(terminated(reason="Completed"), phase="Succeeded"), ["0/1", "Completed", "0"]),
        (pod(terminated(1, reason="Error"), phase="Failed"), ["0/1", "Error", "0"]),
        (pod(terminated(3), phase="Failed"), ["0/1", "ExitCode:3", "0"]),
        (pod(terminated(137, signal=9), phase="Failed"), ["0/1", "Signal:9", "0"]),
        (pod(terminated(reason="Completed"), running(), ready=True), ["1/2", "Running", "0"]),
        (pod(terminated(reason="Completed"), running()), ["1/2", "NotReady", "0"]),
        (pod(running(), deleted=True), ["1/1", "Terminating", "0"]),
        (pod(terminated(reason="Completed"), phase="Succeeded", deleted=True), ["0/1", "Completed", "0"]),
        (pod(running(), deleted=True, reason="NodeLost"), ["1/1", "Unknown", "0"]),
        (pod(phase="Failed", reason="Evicted"), ["0/1", "Evicted", "0"]),
        (
            pod(
                phase="Pending",
                conditions=[{"type": "PodScheduled", "status": "False", "reason": "SchedulingGated"}],
            ),
            ["0/1", "SchedulingGated", "0"],
        ),
    ],
)
def test_the_row_sums_up_the_containers(obj: dict[str, Any], shown: list[str]) -> None:
    assert row(obj) == shown


@pytest.mark.parametrize(
    ("init", "shown"),
    [
        (waiting("PodInitializing"), ["0/1", "Init:0/1", "0"]),
        (waiting("ImagePullBackOff"), ["0/1", "Init:ImagePullBackOff", "0"]),
        (terminated(1, reason="Error"), ["0/1", "Init:Error", "0"]),
        (terminated(2), ["0/1", "Init:ExitCode:2", "0"]),
        (running(restarts=1, ended=40), ["0/1", "Init:0/1", "1 (60s ago)"]),
        (terminated(0, reason="Completed"), ["0/1", "PodInitializing", "0"]),
    ],
)
def test_an_init_container_that_is_not_done_names_the_status(init: dict[str, Any], shown: list[str]) -> None:
    assert row(pod(waiting("PodInitializing"), phase="Pending", init=(init,))) == shown


def test_a_started_sidecar_counts_as_a_container() -> None:
    sidecar = {**running(restarts=2, ended=70), "started": True}
    assert row(pod(running(), init=(sidecar,), sidecar=True)) == ["2/2", "Running", "2 (30s ago)"]


def test_wide_columns_show_where_the_pod_is_and_its_gates() -> None:
    obj = pod(running(), podIPs=[{"ip": "10.244.0.2"}])
    obj["spec"] |= {
        "nodeName": "k8s-m1",
        "readinessGates": [{"conditionType": "x"}, {"conditionType": "Ready"}],
    }
    obj["status"]["conditions"] = [{"type": "Ready", "status": "True"}]
    assert [column.value(obj, NOW) for column in POD.columns[5:]] == ["10.244.0.2", "k8s-m1", "<none>", "1/2"]
    bare = pod(phase="Pending")
    assert [column.value(bare, NOW) for column in POD.columns[5:]] == ["<none>"] * 4
