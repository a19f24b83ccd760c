"""What a kubelet refuses, in its words: pods that name their node themselves."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from k8slab.objects import meta
from k8slab.sim import kinds

PORT = {"ports": [{"containerPort": 80, "hostPort": 8080}]}
GREEDY = {"resources": {"requests": {"cpu": "5"}}}
DEDICATED = {"key": "dedicated", "value": "x", "effect": "NoExecute"}


@pytest.mark.parametrize(
    ("spec", "reason", "message"),
    [
        (
            {"container": GREEDY},
            "OutOfcpu",
            "Node didn't have enough resource: cpu, requested: 5000, used: 0, capacity: 4000",
        ),
        (
            {"nodeSelector": {"disk": "ssd"}},
            "NodeAffinity",
            "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector",
        ),
        (
            {"container": PORT},
            "NodePorts",
            "Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports",
        ),
    ],
)
def test_a_pod_that_does_not_fit_fails(bench: Any, spec: dict[str, Any], reason: str, message: str) -> None:
    bench.pod("first", nodeName="a", container=PORT)
    bench.settle()
    bench.pod("p", nodeName="a", **spec)
    bench.settle()
    status = bench.get(kinds.POD, "p")["status"]
    assert (status["phase"], status["reason"]) == ("Failed", reason)
    assert status["message"] == f"Pod was rejected: {message}"
    assert "containerStatuses" not in status
    assert bench.events("p") == [f"{reason}: {message}"]


def test_the_place_of_a_pod_that_has_ended_is_free(bench: Any) -> None:
    bench.pod("first", nodeName="a", container=PORT)
    bench.settle()
    bench.delete(kinds.POD, "first")
    bench.settle()
    bench.pod("second", nodeName="a", container=PORT)
    bench.settle()
    assert bench.get(kinds.POD, "second")["status"]["phase"] == "Running"


def test_a_failed_pod_can_be_deleted(bench: Any) -> None:
    bench.pod("p", nodeName="a", container=GREEDY)
    bench.settle()
    bench.delete(kinds.POD, "p")
    bench.settle()
    assert bench.find(kinds.POD, "p") is None


def phase(pod: dict[str, Any]) -> str:
    text: str = pod["status"]["phase"]
    return text


def test_a_rejection_comes_a_second_later_unless_a_place_becomes_free_in_time(bench: Any) -> None:
    bench.pod("first", nodeName="a", container=PORT)
    bench.settle()
    bench.cluster.advance(100 - bench.cluster.clock.now)
    bench.pod("late", nodeName="a", container=PORT)
    bench.settle()
    assert bench.story(kinds.POD, "late", phase) == [(100, "Pending"), (101, "Failed")]
    bench.pod("lucky", nodeName="a", container=PORT)
    bench.delete(kinds.POD, "first", gracePeriodSeconds=0)
    bench.settle()
    assert bench.get(kinds.POD, "lucky")["status"]["phase"] == "Running"
    assert "NodePorts" not in bench.reasons("lucky")


def test_pods_that_are_made_again_only_to_be_rejected_do_not_keep_the_cluster_busy(bench: Any) -> None:
    bench.pod("first", nodeName="a", container=PORT)
    template = {"metadata": {"labels": {"app": "web"}}, "spec": {"nodeName": "a"}}
    template["spec"] |= {"containers": [{"name": "main", "image": "server", **PORT}]}
    spec = {"selector": {"matchLabels": {"app": "web"}}, "template": template}
    bench.create(kinds.STATEFULSET, {"metadata": {"name": "web"}, "spec": spec})
    bench.settle()
    created = [entry for entry in bench.log(kinds.POD, "web-0", meta.uid) if entry[1] == "ADDED"]
    assert [round(after[0] - before[0]) for before, after in pairwise(created)] == 10 * [1]
    bench.cluster.advance(10)
    later = [entry for entry in bench.log(kinds.POD, "web-0", meta.uid) if entry[1] == "ADDED"]
    assert len(later) == len(created) + 10
    bench.delete(kinds.POD, "first")
    bench.settle()
    assert bench.get(kinds.POD, "web-0")["status"]["phase"] == "Running"
