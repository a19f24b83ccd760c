"""What a node's status tells of the images that it holds."""

from __future__ import annotations

from typing import Any

import pytest

from k8slab.sim import kinds
from k8slab.sim.node import Catalogue, Image

IMAGES = {"large": Image(size=300), "small": Image(size=100), "also-small": Image(size=100)}


def images(node: dict[str, Any]) -> Any:
    return [(each["names"], each.get("sizeBytes")) for each in node["status"].get("images", ())]


def test_each_pull_adds_an_image_the_largest_comes_first(build: Any) -> None:
    bench = build(["a"], Catalogue(IMAGES))
    for name in ("small", "large:1", "also-small"):
        bench.pod(name.partition(":")[0], name)
        bench.settle()
    assert [shown for _, shown in bench.story(kinds.NODE, "a", images)] == [
        [(["small:latest"], 100)],
        [(["large:1"], 300), (["small:latest"], 100)],
        [(["large:1"], 300), (["small:latest"], 100), (["also-small:latest"], 100)],
    ]


def test_an_image_that_is_there_or_cannot_be_pulled_changes_nothing(build: Any) -> None:
    bench = build(["a"])
    bench.pod("p", "docker.io/library/nginx:1.24")
    bench.settle()
    bench.mark()
    bench.pod("q", "nginx:1.24")
    bench.pod("r", "nginx:broken")
    bench.settle()
    assert bench.log(kinds.NODE, "a", images) == []


def test_only_the_node_that_built_an_image_holds_it(bench: Any) -> None:
    bench.cluster.build_image("b", "mine:v1", "nginx:1.24")
    held = {name: images(bench.get(kinds.NODE, name)) for name in ("a", "b", "c")}
    assert held == {"a": [], "b": [(["mine:v1"], 72_000_000)], "c": []}


def test_an_image_can_be_brought_to_a_node_without_a_pull(bench: Any) -> None:
    bench.cluster.load_image("b", "nginx:1.24")
    bench.pod("p", "nginx:1.24", nodeName="b")
    bench.settle()
    assert "Pulling" not in bench.reasons("p")


@pytest.mark.parametrize("policy", ["IfNotPresent", "Never"])
def test_who_lacked_an_image_that_is_brought_is_tried_again_and_awaited(bench: Any, policy: str) -> None:
    bench.cluster.build_image("a", "mine:v1", "nginx:1.24")
    bench.pod("p", "mine:v1", nodeName="b", container={"imagePullPolicy": policy})
    bench.settle()
    before = bench.cluster.clock.now
    bench.cluster.load_image("b", "mine:v1")
    bench.settle()
    assert bench.get(kinds.POD, "p")["status"]["phase"] == "Running"
    assert before < bench.cluster.clock.now <= before + 10


def test_who_must_ask_the_registry_is_not_awaited_when_an_image_is_brought(bench: Any) -> None:
    bench.cluster.build_image("a", "mine:v1", "nginx:1.24")
    bench.pod("p", "mine:v1", nodeName="b", container={"imagePullPolicy": "Always"})
    bench.settle()
    before = bench.cluster.clock.now
    bench.cluster.load_image("b", "mine:v1")
    bench.settle()
    assert bench.cluster.clock.now == before


def test_a_status_shows_at_most_fifty_images(build: Any) -> None:
    bench = build(["a"])
    for number in range(52):
        bench.cluster.build_image("a", f"mine:{number}", "busybox")
    assert len(images(bench.get(kinds.NODE, "a"))) == 50
