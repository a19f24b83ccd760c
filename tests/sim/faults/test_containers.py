"""Containers that are not ready or end again and again, as the API shows them."""

from __future__ import annotations

import pytest

from k8slab.objects import pods
from k8slab.sim import kinds
from tests.sim.faults.ward import LABELS, Manifest, Ward
from tests.sim.http.asking import ask, content

PROBES = {
    "httpGet": ({"port": 80}, "HTTP probe failed with statuscode: 503"),
    "exec": ({"command": ["true"]}, ""),
    "tcpSocket": ({"port": 80}, "dial tcp 10.244.0.2:80: connect: connection refused"),
    "grpc": ({"port": 80}, 'service unhealthy (responded with "NOT_SERVING")'),
}
SETS = "/apis/apps/v1/namespaces/default/statefulsets"


def container(pod: Manifest) -> Manifest:
    return dict(pod["status"]["containerStatuses"][0])


def probed(kind: str = "httpGet") -> Manifest:
    return {"readinessProbe": {kind: PROBES[kind][0], "periodSeconds": 5}}


@pytest.mark.parametrize("kind", ["httpGet", "exec", "tcpSocket"])
def test_readiness_fails_in_the_words_of_its_probe_and_comes_back(ward: Ward, kind: str) -> None:
    ward.pod("one", **probed(kind))
    ward.settle()
    began = ward.cluster.clock.now
    ward.fault("failing-readiness", pod="one", seconds=30)
    ward.settle()
    unhealthy = [text for _, text in ward.events("one", since=began) if text.startswith("Unhealthy")]
    assert unhealthy
    assert set(unhealthy) == {f"Unhealthy: Readiness probe failed: {PROBES[kind][1]}"}
    told = ward.story(kinds.POD, "one", pods.is_ready)
    assert told == [(0.0, False), (2.3, True), (12.3, False), (32.3, True)]
    assert container(ward.get(kinds.POD, "one"))["restartCount"] == 0


def test_a_liveness_probe_that_is_written_alike_goes_on_to_succeed(ward: Ward) -> None:
    ward.pod("one", **probed(), livenessProbe=probed()["readinessProbe"])
    ward.settle()
    ward.fault("failing-readiness", pod="one", seconds=60)
    ward.settle()
    assert container(ward.get(kinds.POD, "one"))["restartCount"] == 0


def test_the_pod_that_replaces_it_is_not_ready_either(ward: Ward) -> None:
    template = {"containers": [{"name": "main", "image": "nginx:1.27", **probed()}]}
    spec = {"selector": {"matchLabels": LABELS}, "replicas": 2, "serviceName": "web"}
    spec["template"] = {"metadata": {"labels": LABELS}, "spec": template}
    ward.create(SETS, {"metadata": {"name": "web"}, "spec": spec})
    ward.settle()
    ward.fault("failing-readiness", pod="web-0")
    ask(ward.gateway, "DELETE", "/api/v1/namespaces/default/pods/web-0")
    ward.settle()
    assert not pods.is_ready(ward.get(kinds.POD, "web-0"))
    ward.lift()
    ward.settle()
    assert pods.is_ready(ward.get(kinds.POD, "web-0"))


def test_without_a_readiness_probe_there_is_nothing_that_could_fail(ward: Ward) -> None:
    ward.pod("one")
    assert ward.refused("failing-readiness", pod="one").startswith(
        "fault failing-readiness: expected a pod with a readinessProbe, found pod one in namespace default "
        "without one at 0s. Next: give its template one"
    )
    assert "found 'two' at 0s; there is one" in ward.refused("failing-readiness", pod="two")
    assert "a pod in namespace other, found 'one'" in ward.refused("crash-loop", pod="one", namespace="other")


def test_a_container_crashes_again_and_again_with_a_growing_back_off(ward: Ward) -> None:
    ward.pod("one")
    ward.settle()
    ward.fault("crash-loop", pod="one", code=3)
    ward.advance(40)

    def shown(pod: Manifest) -> tuple[str, int, bool]:
        status = (pod["status"].get("containerStatuses") or [{"state": {"": {}}, "restartCount": 0}])[0]
        state, what = next(iter(status["state"].items()))
        return what.get("reason", state), status["restartCount"], pods.is_ready(pod)

    assert ward.story(kinds.POD, "one", shown)[2:] == [
        (2.3, ("running", 0, True)),
        (3.3, ("Error", 0, False)),
        (4.5, ("running", 1, True)),
        (5.5, ("Error", 1, False)),
        (6.5, ("CrashLoopBackOff", 1, False)),
        (16.7, ("running", 2, True)),
        (17.7, ("Error", 2, False)),
        (18.7, ("CrashLoopBackOff", 2, False)),
        (38.9, ("running", 3, True)),
        (39.9, ("Error", 3, False)),
        (40.9, ("CrashLoopBackOff", 3, False)),
    ]
    status = container(ward.get(kinds.POD, "one"))
    assert status["lastState"]["terminated"]["exitCode"] == 3
    assert status["state"]["waiting"]["message"].startswith("back-off 40s restarting failed container=main")


def test_a_crash_loop_that_is_lifted_ends_with_the_next_start(ward: Ward) -> None:
    ward.pod("one")
    ward.settle()
    ward.fault("crash-loop", pod="one", seconds=20)
    ward.settle()
    status = container(ward.get(kinds.POD, "one"))
    assert (list(status["state"]), status["restartCount"], ward.cluster.clock.now) == (["running"], 3, 38.9)


def test_it_stays_lifted_when_the_container_has_just_ended(ward: Ward) -> None:
    ward.pod("one")
    ward.settle()
    ward.fault("crash-loop", pod="one", seconds=3.5)
    ward.settle()
    assert list(container(ward.get(kinds.POD, "one"))["state"]) == ["running"]


def test_the_last_line_of_the_log_says_what_ended_it(ward: Ward) -> None:
    ward.pod("one")
    ward.settle()
    ward.fault("crash-loop", pod="one")
    ward.advance(5)
    path = "/api/v1/namespaces/default/pods/one/log"
    log = ask(ward.gateway, "GET", path, query={"previous": "true"}).body.decode()
    assert log.splitlines()[-1] == "k8slab: the fault crash-loop ends this process with exit code 1"


def test_only_the_container_that_is_named_crashes(ward: Ward) -> None:
    ward.pod("one", spec={"initContainers": [{"name": "first", "image": "busybox", "command": ["true"]}]})
    ward.settle()
    refused = ward.refused("crash-loop", pod="one", container="second")
    assert "a container of pod one in namespace default, found 'second'" in refused
    assert "there are main, first" in refused
    assert ward.fault("crash-loop", pod="pod/one", container="first")["target"]["container"] == "first"
    ward.settle()
    assert container(ward.get(kinds.POD, "one"))["restartCount"] == 0
    assert content(ask(ward.gateway, "GET", "/k8slab/v1/faults"))["faults"][0]["description"] == (
        "Container first of pod one in namespace default ends 1 seconds after each start, with exit code 1."
    )


def test_a_crash_loop_that_began_behind_a_cut_shows_once_the_node_is_heard_again(ward: Ward) -> None:
    ward.pod("one", spec={"nodeName": "b"})
    ward.settle()
    ward.fault("network-cut", node="b", seconds=30)
    ward.fault("crash-loop", pod="one")
    ward.advance(20)
    assert container(ward.get(kinds.POD, "one"))["restartCount"] == 0
    ward.advance(20)
    assert container(ward.get(kinds.POD, "one"))["restartCount"] >= 1
