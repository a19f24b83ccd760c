"""In which order containers start, as numbered in the module's docstring."""

from __future__ import annotations

from typing import Any

from k8slab.sim import kinds
from k8slab.sim.kinds.pod_columns import status_cell

STARTS_UP = {"startupProbe": {"httpGet": {"path": "/", "port": 80}, "periodSeconds": 1}}


def init(name: str, script: str) -> dict[str, Any]:
    return {"name": name, "image": "busybox", "command": ["sh", "-c", script]}


def sidecar(name: str = "side", **more: Any) -> dict[str, Any]:
    return {"name": name, "image": "nginx", "restartPolicy": "Always", **more}


def cells(bench: Any, name: str = "p") -> list[str]:
    """What `kubectl get pods -w` shows as the status, without repetitions."""
    shown = [cell for _, cell in bench.story(kinds.POD, name, lambda pod: status_cell(pod, 0))]
    return [cell for index, cell in enumerate(shown) if index == 0 or cell != shown[index - 1]]


def starts(bench: Any, name: str = "p") -> list[str]:
    """The containers by their Started events, as often as they were started."""
    events = [each for each in bench.cluster.api.list(kinds.EVENT, "default") if each["reason"] == "Started"]
    return [path for each in events for path in [each["involvedObject"]["fieldPath"]] * each["count"]]


def test_1_a_sidecar_behind_an_init_container_lets_others_start_once_its_startup_probe_succeeds(
    bench: Any,
) -> None:
    main = {"command": ["sh", "-c", "sleep 5; exit 1"], "image": "busybox"}
    bench.pod("p", initContainers=[init("i1", "sleep 2"), sidecar(**STARTS_UP)], container=main)
    bench.cluster.advance(4)
    assert cells(bench) == ["Pending", "Init:0/2", "Init:1/2"]
    bench.cluster.advance(9)
    assert cells(bench)[3:] == ["PodInitializing", "Running", "Error", "Running"]
    assert list(dict.fromkeys(starts(bench))) == [
        "spec.initContainers{i1}",
        "spec.initContainers{side}",
        "spec.containers{main}",
    ]


def test_1_a_sidecar_that_crashes_leaves_the_init_container_behind_it_running(bench: Any) -> None:
    crashing = {"name": "side", "image": "busybox", "restartPolicy": "Always", "command": ["sleep", "3"]}
    bench.pod("p", initContainers=[crashing, init("i2", "sleep 20")])
    bench.cluster.advance(60)
    runs = [each for each in starts(bench) if each != "spec.initContainers{side}"]
    assert runs == ["spec.initContainers{i2}", "spec.containers{main}"], "each starts once"
    assert bench.get(kinds.POD, "p")["status"]["phase"] == "Running"


def test_1_an_init_container_that_fails_keeps_the_others_waiting(bench: Any) -> None:
    bench.pod("p", initContainers=[init("i1", "exit 3"), sidecar()])
    bench.cluster.advance(8)
    assert set(starts(bench)) == {"spec.initContainers{i1}"}
    assert cells(bench) == [
        "Pending",
        "Init:0/2",
        "Init:Error",
        "Init:0/2",
        "Init:Error",
        "Init:CrashLoopBackOff",
    ]


def test_2_a_container_whose_image_is_missing_holds_nobody_up(bench: Any) -> None:
    other = {"name": "other", "image": "nginx"}
    bench.pod("p", "registry/no-such", containers=[{"name": "c", "image": "registry/no-such"}, other])
    bench.settle()
    assert starts(bench) == ["spec.containers{other}"]


def test_3_a_container_that_is_started_again_takes_nobodys_turn(bench: Any) -> None:
    first = {"name": "first", "image": "busybox", "command": ["sleep", "1"]}
    second = {"name": "second", "image": "quay.io/fluentd_elasticsearch/fluentd"}
    bench.pod("p", "busybox", containers=[first, second])
    bench.cluster.advance(6)
    assert starts(bench).count("spec.containers{second}") == 1


def test_1_an_init_container_is_ready_once_it_has_ended_well(bench: Any) -> None:
    bench.pod("p", initContainers=[init("i1", "sleep 5"), sidecar()])
    bench.settle()

    def shown(pod: Any) -> list[bool]:
        return [each["ready"] for each in pod["status"].get("initContainerStatuses", [])]

    found = [ready for _, ready in bench.story(kinds.POD, "p", shown) if ready]
    assert found[0] == [False, False]
    assert list(dict.fromkeys(map(tuple, found))) == [(False, False), (True, False), (True, True)]
