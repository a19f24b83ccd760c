"""How images come to a node, as numbered in the module's docstring."""

from __future__ import annotations

from typing import Any

import pytest

from k8slab.sim import kinds
from k8slab.sim.node import Catalogue
from k8slab.sim.node.pulls import invalid_name

CHECKED = {"imagePullPolicy": "Always"}


def waiting(bench: Any) -> dict[str, str]:
    state: dict[str, dict[str, str]] = bench.get(kinds.POD, "p")["status"]["containerStatuses"][0]["state"]
    return state["waiting"]


def test_1_an_image_built_on_one_node_is_on_no_other(bench: Any) -> None:
    bench.cluster.build_image("a", "zookeeper:mine", "kubebiz/zookeeper:v1")
    bench.pod("here", "zookeeper:mine", nodeName="a")
    bench.pod("p", "zookeeper:mine", nodeName="b")
    bench.settle()
    assert bench.get(kinds.POD, "here")["status"]["phase"] == "Running"
    assert "Pulling" not in bench.reasons("here")
    assert waiting(bench)["reason"] == "ImagePullBackOff"
    assert (
        "pull access denied, repository does not exist or may require authorization"
        in waiting(bench)["message"]
    )


def test_1_an_image_that_was_pushed_can_be_pulled() -> None:
    catalogue = Catalogue()
    built = catalogue.build("registry.example.com/mine:1", "kubebiz/zookeeper", pushed=True)
    assert catalogue.find("registry.example.com/mine:1") == built
    assert built.pullable
    assert built.stop_seconds == catalogue.find("kubebiz/zookeeper").stop_seconds


def test_2_a_name_that_is_no_reference_is_refused(bench: Any) -> None:
    bench.pod("p", "Nginx:latest")
    bench.settle()
    why = (
        'Failed to apply default image tag "Nginx:latest": couldn\'t parse image name "Nginx:latest": '
        "invalid reference format: repository name (library/Nginx) must be lowercase"
    )
    assert waiting(bench) == {"reason": "InvalidImageName", "message": why}
    assert bench.events("p")[1:] == [f"InspectFailed: {why}", "Failed: Error: InvalidImageName"]


@pytest.mark.parametrize("name", ["nginx", "a/b/c:1.2-3", "localhost:5000/x", "r.io/x@sha256:" + "0" * 64])
def test_2_references_are_taken_for_what_they_are(name: str) -> None:
    assert invalid_name(name) == ""


def test_3_a_private_registry_wants_credentials(bench: Any) -> None:
    bench.pod("p", "registry.example.com/private/app:1")
    bench.settle()
    assert "failed to fetch oauth token: unexpected status: 401 Unauthorized" in waiting(bench)["message"]
