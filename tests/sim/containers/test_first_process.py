"""Containers end when their first processes do, as numbered in the module's docstring."""

from __future__ import annotations

from typing import Any

from k8slab.sim import kinds
from tests.sim.containers.cluster import Pods

NEVER = {"restartPolicy": "Never"}


def sh(script: str) -> list[str]:
    return ["sh", "-c", script]


def _pod(pods: Pods, name: str = "one") -> Any:
    return pods.cluster.api.get(kinds.POD, name, "default")


def _ends(pods: Pods, name: str = "one") -> tuple[str, int, float]:
    """The phase, the exit code, and how long the pod has run."""
    entries = [
        (entry.time, entry.object["status"])
        for entry in pods.cluster.store.log
        if entry.kind is kinds.POD and entry.object["metadata"]["name"] == name
    ]
    ran = [time for time, status in entries if _state(status) == "running"]
    (end, last), *_ = [each for each in entries if _state(each[1]) == "terminated"]
    code = last["containerStatuses"][0]["state"]["terminated"]["exitCode"]
    return last["phase"], code, round(end - ran[0], 3)


def _state(status: Any) -> str:
    return next(iter(status["containerStatuses"][0]["state"])) if status.get("containerStatuses") else ""


def test_1_a_script_takes_its_time_and_decides_how_the_container_ends(pods: Pods) -> None:
    pods.pod("one", command=sh("for i in 1 2 3; do echo $i; sleep 1.5; done; exit 4"), spec=NEVER)
    assert _ends(pods) == ("Failed", 4, 4.5)
    assert pods.log("one") == "1\n2\n3\n"


def test_1_a_script_may_go_another_way_each_time(pods: Pods) -> None:
    volumes = [{"name": "data", "emptyDir": {}}]
    script = "if [ -f /data/seen ]; then sleep 1000000; fi; touch /data/seen; exit 1"
    mounts = [{"name": "data", "mountPath": "/data"}]
    pods.pod("one", volumes=volumes, command=sh(script), volumeMounts=mounts)
    status = _pod(pods)["status"]["containerStatuses"][0]
    assert ([*status["state"]], status["restartCount"]) == (["running"], 1)


def test_1_a_process_that_says_nothing_ends_well_when_its_input_is_empty(pods: Pods) -> None:
    pods.pod("one", "busybox", command=["sh"], spec=NEVER)
    assert _ends(pods) == ("Succeeded", 0, 0.0)


def test_2_a_loop_keeps_nobody_waiting_and_its_end_is_seen_all_the_same(pods: Pods) -> None:
    pods.pod("one", command=sh("i=0; while [ $i -lt 5 ]; do i=$((i+1)); sleep 10; done; exit 3"), spec=NEVER)
    assert _pod(pods)["status"]["phase"] == "Running"
    pods.cluster.advance(60)
    assert _ends(pods) == ("Failed", 3, 50.0)


def test_2_a_long_sleep_keeps_nobody_waiting(pods: Pods) -> None:
    pods.pod("one", command=["sleep", "3600"], spec=NEVER)
    assert pods.cluster.clock.now < 60
    pods.cluster.advance(3700)
    assert _ends(pods) == ("Succeeded", 0, 3600.0)


def test_2_a_loop_goes_on_for_as_long_as_it_likes(pods: Pods) -> None:
    pods.pod("one", command=sh("while true; do date; sleep 1; done"))
    for _ in range(10):
        pods.cluster.advance(3000)
        pods.log("one")
    assert _pod(pods)["status"]["containerStatuses"][0]["restartCount"] == 0


def test_2_a_loop_that_never_sleeps_is_left_running(pods: Pods) -> None:
    pods.pod("one", command=sh("while true; do :; done"))
    assert _pod(pods)["status"]["phase"] == "Running"
    assert "not simulated" in pods.log("one")


def test_3_an_init_container_that_waits_for_a_service_goes_on_once_it_is_there(pods: Pods) -> None:
    waiting = {"name": "wait", "image": "busybox:1.28", "command": sh("until nslookup db; do sleep 2; done")}
    pods.pod("one", spec={"initContainers": [waiting]})
    assert _pod(pods)["status"]["phase"] == "Pending"
    pods.create(kinds.SERVICE, "db", spec={"ports": [{"port": 1}], "selector": {"app": "db"}})
    assert _pod(pods)["status"]["phase"] == "Running"


def test_4_an_init_container_with_an_unknown_program_soon_ends_well(pods: Pods) -> None:
    first = {"name": "first", "image": "example.com/migrate:1", "command": ["/migrate"]}
    pods.pod("one", spec={"initContainers": [first]})
    assert _pod(pods)["status"]["phase"] == "Running"


def test_a_process_knows_the_address_of_its_pod(pods: Pods) -> None:
    env = [{"name": "IP", "valueFrom": {"fieldRef": {"fieldPath": "status.podIP"}}}]
    pods.pod("one", command=sh("echo $IP"), env=env, spec=NEVER)
    assert pods.log("one") == f"{_pod(pods)['status']['podIP']}\n"


def _message(pods: Pods, script: str, **main: Any) -> str | None:
    pods.pod("one", command=sh(script), spec=NEVER, **main)
    found: str | None = _pod(pods)["status"]["containerStatuses"][0]["state"]["terminated"].get("message")
    return found


def test_the_termination_message_is_what_was_written_for_it(pods: Pods) -> None:
    assert _message(pods, "echo sorry > /dev/termination-log; exit 1") == "sorry\n"


def test_the_termination_message_may_lie_elsewhere(pods: Pods) -> None:
    assert _message(pods, "printf done > /tmp/why", terminationMessagePath="/tmp/why") == "done"


def test_the_log_is_the_termination_message_of_a_failure_if_it_may(pods: Pods) -> None:
    policy = {"terminationMessagePolicy": "FallbackToLogsOnError"}
    assert _message(pods, "echo trouble; exit 1", **policy) == "trouble\n"
    pods.delete("one")
    assert _message(pods, "echo fine", **policy) is None


def test_the_log_is_not_the_termination_message_otherwise(pods: Pods) -> None:
    assert _message(pods, "echo trouble; exit 1") is None
