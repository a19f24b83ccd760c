"""Logs: which run's, which part of it, and how long they are followed."""

from __future__ import annotations

from typing import Any

import pytest

from k8slab.sim.cluster import Cluster
from k8slab.sim.http.gateway import Gateway
from k8slab.sim.http.logs import Following
from tests.sim.http.asking import ask, content

PODS = "/api/v1/namespaces/default/pods"


def pod(*containers: dict[str, Any], inits: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    return {
        "metadata": {"name": "one"},
        "spec": {"containers": list(containers), "initContainers": list(inits)},
    }


def busybox(name: str, script: str) -> dict[str, Any]:
    return {"name": name, "image": "busybox", "command": ["sh", "-c", script]}


def running(*containers: dict[str, Any], clock: str = "instant", **more: Any) -> Gateway:
    gateway = Gateway(Cluster(), clock=clock)
    assert ask(gateway, "POST", PODS, pod(*containers, **more)).status == 201
    gateway.cluster.advance(3.0)
    return gateway


def log(gateway: Gateway, **query: str) -> str:
    return ask(gateway, "GET", f"{PODS}/one/log", query=query).body.decode()


def refusal(gateway: Gateway, **query: str) -> tuple[int, str]:
    answer = content(ask(gateway, "GET", f"{PODS}/one/log", query=query))
    return answer["code"], answer["message"]


def follow(gateway: Gateway, **query: str) -> Following:
    answer = gateway.request("GET", f"{PODS}/one/log", {"follow": "true", **query}, {})
    assert isinstance(answer, Following)
    return answer


def test_a_log_is_told_as_far_as_it_is_asked_for() -> None:
    gateway = running(busybox("a", "echo one; echo two; sleep infinity"))
    assert log(gateway) == "one\ntwo\n"
    assert log(gateway, tailLines="1") == "two\n"
    assert log(gateway, tailLines="0") == ""
    assert log(gateway, limitBytes="2") == "on"
    assert log(gateway, timestamps="true").startswith("2026-01-01T00:00:")
    gateway.cluster.advance(60)
    assert (log(gateway, sinceSeconds="5"), log(gateway, sinceTime="2026-01-01T00:00:00Z")) == (
        "",
        "one\ntwo\n",
    )


@pytest.mark.parametrize(
    ("query", "code", "message"),
    [
        ({"tailLines": "x"}, 400, 'strconv.ParseInt: parsing "x": invalid syntax'),
        ({"tailLines": "-1"}, 422, "tailLines: Invalid value: -1: must be greater than or equal to 0"),
        ({"limitBytes": "0"}, 422, "limitBytes: Invalid value: 0: must be greater than 0"),
        ({"sinceSeconds": "0"}, 422, "sinceSeconds: Invalid value: 0: must be greater than 0"),
        (
            {"sinceSeconds": "1", "sinceTime": "2026-01-01T00:00:00Z"},
            422,
            "Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified",
        ),
        ({"container": "x"}, 400, "container x is not valid for pod one"),
        ({"previous": "true"}, 400, 'previous terminated container "a" in pod "one" not found'),
    ],
)
def test_a_portion_that_makes_no_sense_is_refused(query: dict[str, str], code: int, message: str) -> None:
    gateway = running(busybox("a", "sleep infinity"))
    start = 'PodLogOptions "one" is invalid: ' if code == 422 else ""
    assert refusal(gateway, **query) == (code, start + message)


def test_the_container_must_be_clear() -> None:
    init = {"name": "i", "image": "busybox", "command": ["true"]}
    gateway = running(busybox("a", "sleep infinity"), busybox("b", "sleep infinity"), inits=(init,))
    assert refusal(gateway) == (
        400,
        "a container name must be specified for pod one, "
        "choose one of: [a b] or one of the init containers: [i]",
    )
    assert log(gateway, container="i") == ""


@pytest.mark.parametrize(
    ("image", "seconds", "why"),
    [
        ("nginx", 0.5, "ContainerCreating"),
        ("registry.example.com/broken", 1.6, "image can't be pulled"),
        ("registry.example.com/broken", 20.0, "trying and failing to pull image"),
    ],
)
def test_a_container_that_waits_says_for_what(image: str, seconds: float, why: str) -> None:
    gateway = Gateway(Cluster())
    ask(gateway, "POST", PODS, pod({"name": "a", "image": image}))
    gateway.cluster.advance(seconds)
    assert refusal(gateway) == (400, f'container "a" in pod "one" is waiting to start: {why}')


def test_a_pod_without_a_node_has_an_empty_log() -> None:
    gateway = Gateway(Cluster())
    body = pod({"name": "a", "image": "nginx"})
    ask(gateway, "POST", PODS, {**body, "spec": {**body["spec"], "nodeSelector": {"no": "where"}}})
    gateway.cluster.settle()
    assert (log(gateway), log(gateway, follow="true")) == ("", "")


def test_a_crashed_container_shows_its_last_run_until_the_next_begins() -> None:
    gateway = Gateway(Cluster())
    ask(gateway, "POST", PODS, pod(busybox("a", "date +%T; exit 1")))
    gateway.cluster.advance(10)
    first = log(gateway)
    assert log(gateway, previous="true") == first
    gateway.cluster.advance(30)
    assert log(gateway, previous="true") != first


def test_a_followed_log_ends_when_the_cluster_has_settled() -> None:
    gateway = running(busybox("a", "echo one; sleep 30; echo two; sleep infinity"))
    assert log(gateway) == "one\n"
    following = follow(gateway)
    assert (following.ending, following.pull(), following.pull()) == (True, b"one\ntwo\n", b"")


def test_with_a_live_clock_a_log_is_followed_as_it_grows() -> None:
    gateway = running(
        busybox("a", "for i in 1 2 3; do echo $i; sleep 10; done; printf end; sleep 1"), clock="live"
    )
    following = follow(gateway, tailLines="1", timestamps="true", limitBytes="1000")
    told = [following.pull()]
    for _ in range(4):
        gateway.timekeeper.elapsed(10.0)
        told.append(following.pull())
    assert [piece[31:] for piece in told] == [b"1\n", b"2\n", b"3\n", b"end\n", b""]
    assert following.ending


def test_a_followed_log_ends_with_its_limit() -> None:
    gateway = running(busybox("a", "echo one; sleep 1; echo two; sleep infinity"), clock="live")
    following = follow(gateway, limitBytes="5")
    gateway.timekeeper.elapsed(5.0)
    assert (following.pull(), following.ending) == (b"one\nt", True)
