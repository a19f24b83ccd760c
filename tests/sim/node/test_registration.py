"""Nodes that are there from the start, and nodes that join."""

from __future__ import annotations

from typing import Any

import pytest

from k8slab.objects import pods
from k8slab.sim import kinds
from k8slab.sim.node import machine


def test_a_node_from_the_start_is_ready_and_has_its_network(bench: Any) -> None:
    node = bench.get(kinds.NODE, "b")
    assert pods.is_ready(node)
    assert node["spec"] == {"podCIDR": "10.244.1.0/24", "podCIDRs": ["10.244.1.0/24"]}
    assert node["status"]["addresses"] == [
        {"type": "InternalIP", "address": "192.168.2.141"},
        {"type": "Hostname", "address": "b"},
    ]
    assert node["metadata"]["labels"]["kubernetes.io/hostname"] == "b"
    assert node["metadata"]["annotations"] == {"node.alpha.kubernetes.io/ttl": "0"}
    assert node["status"]["nodeInfo"]["kubeletVersion"] == "v1.36.2"
    assert bench.events("b") == []


def test_a_node_that_joins_becomes_ready_and_loses_its_taint(bench: Any) -> None:
    bench.cluster.add_node("d")
    bench.settle()

    def shown(node: dict[str, Any]) -> tuple[str, list[str]]:
        ready = pods.condition(node, "Ready") or {}
        return ready["reason"], [taint["key"] for taint in node["spec"].get("taints", ())]

    assert bench.story(kinds.NODE, "d", shown) == [
        (0.0, ("KubeletNotReady", ["node.kubernetes.io/not-ready"])),
        (0.3, ("KubeletReady", ["node.kubernetes.io/not-ready"])),
        (0.3, ("KubeletReady", [])),
    ]
    assert bench.get(kinds.NODE, "d")["spec"]["podCIDR"] == "10.244.3.0/24"
    assert bench.reasons("d") == [
        "Starting",
        "NodeHasSufficientMemory",
        "NodeHasNoDiskPressure",
        "NodeHasSufficientPID",
        "NodeReady",
        "RegisteredNode",
    ]


def test_five_thousand_nodes_have_networks_of_their_own() -> None:
    networks = {machine.pod_network(index) for index in range(5000)}
    assert len(networks) == 5000
    assert machine.host_address(300) == "192.168.3.184"
    with pytest.raises(ValueError, match="at most 5120 nodes"):
        machine.pod_network(6000)


def test_a_machine_keeps_its_identity() -> None:
    one, again = (machine.manifest("a", 0, 1, 0.0, ready=True)["status"]["nodeInfo"] for _ in range(2))
    other = machine.manifest("a", 0, 2, 0.0, ready=True)["status"]["nodeInfo"]
    assert one == again
    assert one["machineID"] != other["machineID"]
