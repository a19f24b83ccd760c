"""What a kubelet refuses, in its words: pods that name their node themselves."""

from __future__ import annotations

from typing import Any

import pytest

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
