"""Nodes that fail, as the API shows them."""

from __future__ import annotations

import pytest

from k8slab.objects import pods
from k8slab.sim import kinds
from tests.sim.faults.ward import Manifest, Ward
from tests.sim.http.asking import ask, content

UNREACHABLE = "node.kubernetes.io/unreachable"
ON_B = {"nodeName": "b"}


def ready(node: Manifest) -> tuple[str, str]:
    condition = pods.condition(node, "Ready") or {}
    return condition["status"], condition["reason"]


def taints(node: Manifest) -> list[str]:
    return [f"{each['key']}:{each['effect']}" for each in node["spec"].get("taints") or ()]


@pytest.mark.parametrize("kind", ["node-down", "kubelet-down", "network-cut"])
def test_a_silent_node_is_not_ready_after_its_grace_period_and_ready_when_it_is_back(
    ward: Ward, kind: str
) -> None:
    ward.advance(2)
    fault = ward.fault(kind, node="b")
    ward.advance(100)
    ward.lift(fault["id"])
    ward.settle()
    assert ward.story(kinds.NODE, "b", ready) == [
        (0.0, ("True", "KubeletReady")),
        (55.0, ("Unknown", "NodeStatusUnknown")),
        (102.1, ("True", "KubeletReady")),
    ]
    assert (UNREACHABLE + ":NoExecute") in [
        text for _, each in ward.story(kinds.NODE, "b", taints) for text in each
    ]
    assert ward.get(kinds.NODE, "b")["spec"].get("taints") is None


def test_a_kubelet_that_never_stopped_does_not_say_that_it_starts(ward: Ward) -> None:
    ward.fault("network-cut", node="b", seconds=100)
    ward.settle()
    assert [text for _, text in ward.events("b")] == [
        "NodeNotReady: Node b status is now: NodeNotReady",
        "NodeReady: Node b status is now: NodeReady",
    ]
    ward.fault("kubelet-down", node="b", seconds=100)
    ward.settle()
    assert "Starting: Starting kubelet." in [text for _, text in ward.events("b")]


def test_containers_end_with_their_machine_but_go_on_without_network(ward: Ward) -> None:
    ward.pod("one", spec=ON_B)
    ward.settle()
    identity = ward.get(kinds.POD, "one")["status"]["containerStatuses"][0]["containerID"]
    ward.fault("network-cut", node="b", seconds=100)
    ward.settle()
    status = ward.get(kinds.POD, "one")["status"]["containerStatuses"][0]
    assert (status["containerID"], status["restartCount"]) == (identity, 0)
    ward.fault("node-down", node="b", seconds=100)
    ward.settle()
    status = ward.get(kinds.POD, "one")["status"]["containerStatuses"][0]
    assert (status["restartCount"], status["lastState"]["terminated"]["exitCode"]) == (1, 137)


def test_a_pod_behind_a_cut_is_evicted_and_stays_terminating_until_the_node_is_back(ward: Ward) -> None:
    ward.pod("one", spec=ON_B)
    ward.settle()
    ward.fault("network-cut", node="b")
    ward.advance(400)
    pod = ward.get(kinds.POD, "one")
    assert pod["metadata"]["deletionTimestamp"]
    assert not pods.is_ready(pod)
    ward.lift()
    ward.settle()
    assert ward.api.find(kinds.POD, "one", "default") is None


@pytest.mark.parametrize(
    ("kind", "silence"),
    [
        ("node-down", "connect: no route to host"),
        ("kubelet-down", "connect: connection refused"),
        ("network-cut", "i/o timeout"),
    ],
)
def test_logs_say_how_the_node_is_silent(ward: Ward, kind: str, silence: str) -> None:
    ward.pod("one", spec=ON_B)
    ward.settle()
    ward.fault(kind, node="b")
    answer = ask(ward.gateway, "GET", "/api/v1/namespaces/default/pods/one/log")
    assert answer.status == 500
    assert content(answer)["message"].endswith(f": dial tcp 192.168.2.141:10250: {silence}")


def test_starting_a_node_lifts_its_fault(ward: Ward) -> None:
    ward.fault("node-down", node="b")
    ask(ward.gateway, "POST", "/k8slab/v1/nodes", {"name": "b", "act": "start"})
    assert ward.faults() == []


def test_a_node_that_was_removed_meanwhile_does_not_come_back(ward: Ward) -> None:
    ward.fault("network-cut", node="b", seconds=60)
    ask(ward.gateway, "DELETE", "/api/v1/nodes/b")
    ward.settle()
    assert (ward.faults(), ward.cluster.nodes) == ([], ["a", "c"])
