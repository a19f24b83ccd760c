"""The prober's guarantees, as numbered in its docstring."""

from __future__ import annotations

from typing import Any

from k8slab.objects import pods
from k8slab.sim import kinds
from k8slab.sim.node import Catalogue, Image

WARM_UP = Image(pull_seconds=1.0, start_seconds=0.4, ready_after=25.0)
NEVER = Image(pull_seconds=1.0, start_seconds=0.4, ready_after=None)
SICK = Image(pull_seconds=1.0, start_seconds=0.4, healthy_for=30.0)
STARTED_AT = 2.0
IMAGES = Catalogue({"warm-up": WARM_UP, "never": NEVER, "sick": SICK})


def probe(**settings: Any) -> dict[str, Any]:
    return {"exec": {"command": ["check"]}, **settings}


def readiness(bench: Any) -> list[tuple[float, Any]]:
    story: list[tuple[float, Any]] = bench.story(kinds.POD, "p", pods.is_ready)
    return story


def test_1_the_first_probe_comes_after_the_initial_delay(build: Any) -> None:
    bench = build(["a"], Catalogue({"quick": Image(pull_seconds=1.0, start_seconds=0.4)}))
    bench.pod("p", "quick", container={"readinessProbe": probe(initialDelaySeconds=10)})
    bench.settle()
    assert readiness(bench) == [(0.0, False), (STARTED_AT + 10, True)]


def test_1_probes_come_every_period_until_one_succeeds(build: Any) -> None:
    bench = build(["a"], IMAGES)
    bench.pod("p", "warm-up", container={"readinessProbe": probe(periodSeconds=10)})
    bench.settle()
    assert readiness(bench) == [(0.0, False), (STARTED_AT + 30, True)]
    event = next(each for each in bench.api.list(kinds.EVENT) if each["reason"] == "Unhealthy")
    assert (event["message"], event["count"]) == ("Readiness probe failed: ", 3)


def test_2_a_startup_probe_goes_before_the_others(build: Any) -> None:
    bench = build(["a"], IMAGES)
    container = {"startupProbe": probe(periodSeconds=10), "readinessProbe": probe(periodSeconds=3)}
    bench.pod("p", "warm-up", container={**container, "startupProbe": probe(failureThreshold=30)})
    bench.settle()

    def started(pod: dict[str, Any]) -> bool:
        statuses = pod["status"].get("containerStatuses") or [{"started": False}]
        return bool(statuses[0]["started"])

    assert bench.story(kinds.POD, "p", started) == [(0.0, False), (STARTED_AT + 30, True)]
    assert readiness(bench) == [(0.0, False), (STARTED_AT + 30, True)]


def test_3_a_container_that_does_not_start_up_is_restarted(build: Any) -> None:
    bench = build(["a"], IMAGES)
    bench.pod("p", "never", container={"startupProbe": probe(periodSeconds=5, failureThreshold=2)})
    bench.cluster.advance(10)
    assert "Killing: Container main failed startup probe, will be restarted" in bench.events("p")
    assert bench.get(kinds.POD, "p")["status"]["containerStatuses"][0]["restartCount"] == 1


def test_3_a_failing_liveness_probe_restarts_the_container(build: Any) -> None:
    bench = build(["a"], IMAGES)
    bench.pod("p", "sick", container={"livenessProbe": probe(periodSeconds=10)})
    bench.cluster.advance(60)
    killed = STARTED_AT + 30 + 20
    status = bench.get(kinds.POD, "p")["status"]["containerStatuses"][0]
    assert status["restartCount"] == 1
    assert status["lastState"]["terminated"]["exitCode"] == 0
    assert "Unhealthy: Liveness probe failed: " in bench.events("p")
    assert any(time >= killed for time, ready in readiness(bench) if not ready)


def test_4_probes_that_succeed_keep_nothing_busy(build: Any) -> None:
    bench = build(["a"], Catalogue({"quick": Image(pull_seconds=1.0, start_seconds=0.4)}))
    bench.pod("p", "quick", container={"readinessProbe": probe(), "livenessProbe": probe()})
    bench.settle()
    assert bench.cluster.clock.next_time() is None


def test_4_a_probe_that_never_succeeds_is_not_waited_for(build: Any) -> None:
    bench = build(["a"], IMAGES)
    bench.pod("p", "never", container={"readinessProbe": {"httpGet": {"port": 80, "path": "/up"}}})
    bench.settle()
    assert bench.cluster.clock.now < 20
    bench.cluster.advance(100)
    assert not pods.is_ready(bench.get(kinds.POD, "p"))
    assert bench.events("p")[-1] == (
        'Unhealthy: Readiness probe failed: Get "http://10.244.0.2:80/up": dial tcp 10.244.0.2:80: '
        "connect: connection refused"
    )


def probed(bench: Any, kind: str, **target: Any) -> list[str]:
    """The events about a pod of nginx with that probe, from its start on."""
    bench.pod("p", "nginx", container={kind: {"periodSeconds": 10, "failureThreshold": 1, **target}})
    bench.settle()
    bench.cluster.advance(15)
    return [text for text in bench.events("p") if text.startswith(("Unhealthy", "Killing"))]


def test_5_a_probe_at_a_port_where_nobody_listens_fails(bench: Any) -> None:
    address = "10.244.0.2:8080"
    assert probed(bench, "readinessProbe", tcpSocket={"port": 8080})[0] == (
        f"Unhealthy: Readiness probe failed: dial tcp {address}: connect: connection refused"
    )
    assert not pods.is_ready(bench.get(kinds.POD, "p"))


def test_5_a_probe_at_a_path_that_is_not_there_fails(bench: Any) -> None:
    assert probed(bench, "livenessProbe", httpGet={"path": "/healthz", "port": 80})[:2] == [
        "Unhealthy: Liveness probe failed: HTTP probe failed with statuscode: 404",
        "Killing: Container main failed liveness probe, will be restarted",
    ]


def test_5_a_probe_that_finds_its_page_succeeds(bench: Any) -> None:
    assert probed(bench, "readinessProbe", httpGet={"path": "/index.html", "port": 80}) == []
    assert pods.is_ready(bench.get(kinds.POD, "p"))
