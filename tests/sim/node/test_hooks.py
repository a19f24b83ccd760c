"""Lifecycle hooks, as numbered in the module's docstring."""

from __future__ import annotations

from typing import Any

from k8slab.objects import pods
from k8slab.sim import kinds
from k8slab.sim.node.hooks import Hook, hook


def shell(line: str) -> dict[str, Any]:
    return {"exec": {"command": ["sh", "-c", line]}}


def life(**hooks: Any) -> dict[str, Any]:
    return {"lifecycle": hooks}


def test_how_a_hook_goes_is_read_from_its_command() -> None:
    assert hook(life(preStop={"sleep": {"seconds": 5}}), "preStop") == Hook(5.0)
    assert hook(life(preStop=shell("sleep 3; sleep 0.5; nginx -s quit")), "preStop") == Hook(3.5)
    assert hook(life(postStart=shell("echo no; exit 1")), "postStart") == Hook(0.0, succeeds=False)
    assert hook({}, "preStop") == Hook()


def test_1_a_container_runs_once_its_post_start_hook_is_through(bench: Any) -> None:
    bench.pod("p", container=life(postStart=shell("sleep 5")))
    bench.settle()
    assert bench.story(kinds.POD, "p", pods.is_ready) == [(0.0, False), (6.8, True)]


def test_1_a_post_start_hook_that_fails_stops_the_container(bench: Any) -> None:
    bench.pod("p", restartPolicy="Never", container=life(postStart=shell("exit 1")))
    bench.settle()
    assert bench.events("p")[-2:] == [
        "FailedPostStartHook: PostStartHook failed",
        "Killing: FailedPostStartHook",
    ]
    assert bench.get(kinds.POD, "p")["status"]["phase"] == "Succeeded", "it ends well when it gets TERM"


def test_1_what_ignores_term_is_killed_after_the_grace_period(bench: Any) -> None:
    bench.pod(
        "p",
        "busybox",
        restartPolicy="Never",
        terminationGracePeriodSeconds=7,
        container={**life(postStart=shell("exit 1")), "command": ["sleep", "1000"]},
    )
    bench.settle()
    (status,) = bench.get(kinds.POD, "p")["status"]["containerStatuses"]
    ended = status["state"]["terminated"]
    assert (ended["exitCode"], ended["startedAt"][-4:], ended["finishedAt"][-4:]) == (137, ":01Z", ":08Z")


def test_1_a_container_whose_hook_failed_waits_and_is_started_again(bench: Any) -> None:
    bench.pod("p", "nginx", container=life(postStart=shell("echo hi; echo no >&2; exit 3")))
    bench.cluster.advance(12)

    def shown(pod: Any) -> Any:
        return [
            (detail.get("reason", kind), each["restartCount"], bool(each["lastState"]))
            for each in pod["status"].get("containerStatuses", [])
            for kind, detail in each["state"].items()
        ]

    assert [found for _, found in bench.story(kinds.POD, "p", shown) if found] == [
        [("ContainerCreating", 0, False)],
        [("PostStartHookError", 0, True)],
        [("PostStartHookError", 1, True)],
        [("CrashLoopBackOff", 1, True)],
    ]
    waits = [
        each["containerStatuses"][0]["state"]["waiting"]["message"]
        for _, each in bench.story(kinds.POD, "p", lambda pod: pod["status"])
        if "PostStartHookError" in str(each)
    ]
    uid = bench.get(kinds.POD, "p")["metadata"]["uid"]
    command = "sh -c echo hi; echo no >&2; exit 3"
    assert waits[0] == (
        f'Exec lifecycle hook ([{command}]) for Container "main" in Pod "p_default({uid})" failed - error: '
        f"command '{command}' exited with 3: no\n, message: \"hi\\nno\\n\""
    )


def test_1_a_request_that_reaches_nobody_fails(bench: Any) -> None:
    bench.pod("p", "nginx", container=life(postStart={"httpGet": {"path": "/none", "port": 80}}))
    bench.pod("q", "nginx", container=life(postStart={"httpGet": {"path": "/", "port": 8080}}))
    bench.cluster.advance(5)
    assert pods.is_ready(bench.get(kinds.POD, "p")), "what is answered does not matter"
    assert "FailedPostStartHook" in bench.reasons("q")


def stop(bench: Any, grace: int, **hooks: Any) -> float:
    """How long the pod takes to go."""
    bench.pod("p", terminationGracePeriodSeconds=grace, container=life(**hooks))
    bench.settle()
    start = bench.cluster.clock.now
    bench.delete(kinds.POD, "p")
    bench.settle()
    return float(round(bench.cluster.clock.now - start, 3))


def test_2_a_pre_stop_hook_delays_the_end(bench: Any) -> None:
    assert stop(bench, 30, preStop={"sleep": {"seconds": 10}}) == 10.6


def test_2_the_grace_period_includes_the_hook(bench: Any) -> None:
    assert stop(bench, 5, preStop={"sleep": {"seconds": 10}}) == 5.6


def test_2_a_pre_stop_hook_that_fails_is_told(bench: Any) -> None:
    assert stop(bench, 30, preStop=shell("false")) == 0.6
    assert bench.events("p")[-1] == "FailedPreStopHook: PreStopHook failed"
