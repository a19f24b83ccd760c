"""Volumes of a zone."""

from __future__ import annotations

from typing import Any

from k8slab.sim import kinds

ZONE = "topology.kubernetes.io/zone"
MOUNTING = {"volumes": [{"name": "data", "persistentVolumeClaim": {"claimName": "data"}}]}


def zones(bench: Any, **zone_of: str) -> None:
    for node, zone in zone_of.items():
        bench.change(
            kinds.NODE, node, lambda draft, zone=zone: draft["metadata"]["labels"].update({ZONE: zone})
        )


def test_a_pod_goes_to_the_zone_of_its_volume(bench: Any) -> None:
    zones(bench, a="east", b="west", c="east")
    bench.volume("pv", labels={ZONE: "west__north"})
    bench.claim("data")
    bench.pod("p", **MOUNTING)
    assert bench.node_of("p") == "b"


def test_without_a_node_in_the_zone_the_pod_says_so(bench: Any) -> None:
    zones(bench, a="east", b="east", c="east")
    bench.volume("pv", labels={ZONE: "west"})
    bench.claim("data")
    bench.pod("p", **MOUNTING)
    assert bench.events("p")[-1].startswith(
        "FailedScheduling: 0/3 nodes are available: 3 node(s) had no available volume zone."
    )


def test_a_node_without_a_zone_is_asked_nothing(bench: Any) -> None:
    zones(bench, a="east")
    bench.volume("pv", labels={ZONE: "west"})
    bench.claim("data")
    bench.pod("p", **MOUNTING)
    assert bench.node_of("p") == "b"
