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


def test_1_a_post_start_hook_that_fails_ends_the_container(bench: Any) -> None:
    bench.pod("p", restartPolicy="Never", container=life(postStart=shell("exit 1")))
    bench.settle()
    assert bench.events("p")[-2:] == [
        "FailedPostStartHook: PostStartHook failed",
        "Killing: FailedPostStartHook",
    ]
    assert bench.get(kinds.POD, "p")["status"]["phase"] == "Failed"


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
