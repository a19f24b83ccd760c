"""The control API: time, history, nodes, verdicts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from k8slab.errors import K8slabError
from k8slab.sim.cluster import Cluster
from k8slab.sim.http.exchange import Response
from k8slab.sim.http.gateway import Gateway
from k8slab.sim.http.replay import replay
from k8slab.sim.kinds import NODE

POD = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "one"},
    "spec": {"containers": [{"name": "nginx", "image": "nginx:1.24"}]},
}


class Strict:
    """A referee that knows one check: is there a pod?"""

    def __init__(self) -> None:
        self.verdicts: list[dict[str, Any]] = []

    def check(self, name: str, story: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
        if name != "pod":
            raise K8slabError(f"there is no check {name!r}")
        passed = any(event["resource"] == "pods" for event in story)
        self.verdicts.append({"check": name, "passed": passed})
        return self.verdicts[-1]

    def hint(self, name: str, number: int, time: float) -> dict[str, Any]:
        if number > 3:
            raise K8slabError("there is no such hint")
        return {"check": name, "number": number, "time": time}

    def assignment(self, name: str) -> dict[str, Any]:
        return {"assignment": name}

    def results(self, assignment: str) -> dict[str, Any]:
        return {"assignment": assignment, "tasks": []}

    def predict(self, name: str, letter: str, time: float) -> dict[str, Any]:
        if letter not in ("", "a"):
            raise K8slabError("there is no such choice")
        return {"question": name, "letter": letter, "time": time}

    def predictions(self) -> dict[str, Any]:
        return {"predictions": []}

    def ledger(self) -> dict[str, Any]:
        return {"verdicts": self.verdicts}


@pytest.fixture
def gateway() -> Gateway:
    return Gateway(Cluster(seed=3), referee=Strict())


def ask(gateway: Gateway, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    data = b"" if body is None else json.dumps(body).encode()
    answer = gateway.request(method, path, headers={"content-type": "application/json"}, body=data)
    assert isinstance(answer, Response)
    return answer.status, json.loads(answer.body)


def control(gateway: Gateway, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    return ask(gateway, method, f"/k8slab/v1/{path}", body)


def create_pod(gateway: Gateway) -> None:
    assert ask(gateway, "POST", "/api/v1/namespaces/default/pods", POD)[0] == 201


def test_it_describes_the_cluster(gateway: Gateway) -> None:
    status, told = control(gateway, "GET", "cluster")
    assert status == 200
    assert told.pop("version")
    assert told == {
        "seed": 3,
        "nodes": ["k8s-m1", "k8s-m2", "k8s-m3"],
        "clock": "instant",
        "paused": False,
        "branch": 0,
        "start": "2026-01-01T00:00:00.000000Z",
        "time": 0.0,
        "settled": True,
    }


def test_settling_runs_to_the_end(gateway: Gateway) -> None:
    create_pod(gateway)
    assert control(gateway, "GET", "cluster")[1]["settled"] is False
    status, told = control(gateway, "POST", "settle")
    assert (status, told["settled"]) == (200, True)
    assert told["time"] > 0


def test_settling_can_have_a_limit(gateway: Gateway) -> None:
    create_pod(gateway)
    assert control(gateway, "POST", "settle", {"timeout": 0})[1] == {"time": 0.0, "settled": False}


def test_settling_that_comes_to_its_limit_stands_at_it_and_else_where_it_settled(gateway: Gateway) -> None:
    create_pod(gateway)
    assert control(gateway, "POST", "settle", {"timeout": 0.75})[1] == {"time": 0.75, "settled": False}
    told = control(gateway, "POST", "settle", {"timeout": 600})[1]
    assert told["settled"]
    assert told["time"] < 600


def test_time_can_be_advanced(gateway: Gateway) -> None:
    assert control(gateway, "POST", "advance", {"seconds": 90.5})[1] == {"time": 90.5, "settled": True}


def test_the_story_is_everything_that_happened(gateway: Gateway) -> None:
    create_pod(gateway)
    control(gateway, "POST", "settle")
    events = control(gateway, "GET", "story")[1]["events"]
    assert [event["revision"] for event in events] == list(range(1, len(events) + 1))
    pods = [event for event in events if event["resource"] == "pods"]
    assert (pods[0]["type"], pods[0]["time"]) == ("ADDED", 0.0)
    assert pods[-1]["object"]["status"]["phase"] == "Running"


def test_a_node_can_be_added(gateway: Gateway) -> None:
    assert control(gateway, "POST", "nodes", {"name": "k8s-m4"})[0] == 200
    assert control(gateway, "POST", "nodes", {"name": "k8s-m4"})[0] == 409
    control(gateway, "POST", "settle")
    assert control(gateway, "GET", "cluster")[1]["nodes"][-1] == "k8s-m4"


def test_results_are_those_of_an_assignment(gateway: Gateway) -> None:
    assert control(gateway, "POST", "results/zoo") == (200, {"assignment": "zoo", "tasks": []})
    assert control(gateway, "POST", "results")[0] == 404


def test_a_prediction_is_kept_with_its_virtual_time(gateway: Gateway) -> None:
    control(gateway, "POST", "advance", {"seconds": 5})
    kept = {"question": "what", "letter": "a", "time": 5.0}
    assert control(gateway, "POST", "predictions/what", {"letter": "a"}) == (200, kept)
    assert control(gateway, "POST", "predictions/what")[1]["letter"] == ""
    assert control(gateway, "POST", "predictions/what", {"letter": "z"})[0] == 404
    assert control(gateway, "POST", "predictions/what", {"letter": 1})[0] == 400
    assert control(gateway, "POST", "predictions")[0] == 404
    assert control(gateway, "GET", "predictions") == (200, {"predictions": []})
    assert control(gateway, "GET", "predictions/what")[0] == 404


def test_checks_are_judged_and_kept_in_the_ledger(gateway: Gateway) -> None:
    assert control(gateway, "POST", "checks/pod")[1] == {"check": "pod", "passed": False}
    create_pod(gateway)
    assert control(gateway, "POST", "checks/pod")[1] == {"check": "pod", "passed": True}
    assert len(control(gateway, "GET", "ledger")[1]["verdicts"]) == 2


def test_an_unknown_check_is_not_found_in_the_referees_words(gateway: Gateway) -> None:
    status, told = control(gateway, "POST", "checks/other")
    assert (status, told["message"]) == (404, "there is no check 'other'")


def test_a_hint_is_asked_for_at_a_virtual_second(gateway: Gateway) -> None:
    control(gateway, "POST", "advance", {"seconds": 7})
    asked = control(gateway, "POST", "hints/pod", {"number": 2})[1]
    assert (asked["check"], asked["number"], asked["time"]) == ("pod", 2, 7.0)
    assert control(gateway, "POST", "hints/pod")[1]["number"] == 1
    assert control(gateway, "POST", "hints/pod", {"number": 4})[0] == 404
    assert control(gateway, "POST", "hints/pod", {"number": "2"})[0] == 400
    assert control(gateway, "POST", "hints")[0] == 404


def test_an_assignment_is_told_by_the_referee(gateway: Gateway) -> None:
    assert control(gateway, "POST", "assignments/zoo")[1] == {"assignment": "zoo"}


def test_without_a_referee_nothing_is_judged() -> None:
    assert control(Gateway(Cluster()), "POST", "checks/pod")[0] == 404


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "nosuch", None, 404),
        ("GET", "cluster/more", None, 404),
        ("DELETE", "cluster", None, 404),
        ("POST", "advance", {}, 400),
        ("POST", "advance", {"seconds": -1}, 400),
        ("POST", "advance", {"seconds": "soon"}, 400),
        ("POST", "settle", [], 400),
        ("POST", "nodes", {"name": 7}, 400),
    ],
)
def test_what_makes_no_sense_is_refused(
    gateway: Gateway, method: str, path: str, body: Any, status: int
) -> None:
    answered, told = control(gateway, method, path, body)
    assert (answered, told["kind"]) == (status, "Status")


def test_a_broken_body_is_refused(gateway: Gateway) -> None:
    answer = gateway.request("POST", "/k8slab/v1/advance", body=b"{")
    assert isinstance(answer, Response)
    assert answer.status == 400


@pytest.mark.parametrize("failure", ["stop", "stop-kubelet"])
def test_a_node_fails_and_comes_back(gateway: Gateway, failure: str) -> None:
    name = gateway.cluster.nodes[0]
    for act in (failure, "start"):
        assert control(gateway, "POST", "nodes", {"name": name, "act": act}) == (200, {"name": name})
        control(gateway, "POST", "settle")
    entries = gateway.cluster.journal.entries
    assert [entry["body"]["act"] for entry in entries if "control" in entry] == [failure, "start"]
    again = Cluster(seed=3)
    replay(entries, Gateway(again))
    assert [each.object for each in again.store.log] == [each.object for each in gateway.cluster.store.log]


def test_an_act_that_nobody_knows_is_refused(gateway: Gateway) -> None:
    assert control(gateway, "POST", "nodes", {"name": "k8s-m1", "act": "burn"})[0] == 400
    assert control(gateway, "POST", "nodes", {"name": "none", "act": "stop"})[0] == 404


def test_an_image_is_built_on_one_node_and_loaded_on_another(gateway: Gateway) -> None:
    one, other, *_ = gateway.cluster.nodes
    built = {"node": one, "image": "mine:v1", "base": "kubebiz/zookeeper:3.5.8"}
    assert control(gateway, "POST", "images", built) == (200, {"node": one, "image": "mine:v1"})
    control(gateway, "POST", "images", {"node": other, "image": "nginx:1.27"})
    held = {each["metadata"]["name"]: each["status"].get("images") for each in gateway.cluster.api.list(NODE)}
    assert [each["names"] for each in held[one]] == [["mine:v1"]]
    assert [each["names"] for each in held[other]] == [["nginx:1.27"]]
    again = Cluster(seed=3)
    replay(gateway.cluster.journal.entries, Gateway(again))
    assert [each.object for each in again.store.log] == [each.object for each in gateway.cluster.store.log]
    assert control(gateway, "POST", "images", {"node": one})[0] == 400
    assert control(gateway, "POST", "images", {"node": "none", "image": "a"})[0] == 404
