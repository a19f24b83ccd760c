"""The registry as the nodes reach it."""

from __future__ import annotations

import pytest

from k8slab.sim.node.images import Catalogue
from k8slab.sim.node.registry import EVERY_NODE, Registry


@pytest.fixture
def registry() -> Registry:
    return Registry(Catalogue())


def test_1_a_pull_that_is_slowed_down_takes_as_long_as_is_said(registry: Registry) -> None:
    usual = registry.image("a", "nginx:1.27").pull_seconds
    registry.slow_down("nginx:1.27", "a", 90)
    assert [registry.image(node, "nginx:1.27").pull_seconds for node in "ab"] == [90, usual]
    registry.clear("nginx:1.27", "a")
    assert registry.image("a", "nginx:1.27").pull_seconds == usual


def test_2_a_blocked_pull_is_refused_after_a_time_that_fits_the_reason(registry: Registry) -> None:
    registry.block("nginx", EVERY_NODE, "timeout")
    found = registry.image("a", "nginx")
    assert (found.pullable, found.refusal, found.pull_seconds) == (False, "timeout", 30.0)
    registry.block("nginx", EVERY_NODE, "denied")
    assert registry.image("a", "nginx").pull_seconds == 0.5


@pytest.mark.parametrize(
    "same", ["nginx", "nginx:latest", "docker.io/library/nginx", "docker.io/nginx:latest"]
)
def test_all_names_of_an_image_are_meant(registry: Registry, same: str) -> None:
    registry.block("nginx", EVERY_NODE, "denied")
    assert not registry.image("a", same).pullable
    assert registry.image("a", "nginx:1.27").pullable


def test_what_is_said_of_one_node_comes_before_what_is_said_of_all(registry: Registry) -> None:
    registry.block("nginx", EVERY_NODE, "denied")
    registry.slow_down("nginx", "a", 5)
    assert registry.image("a", "nginx").pullable
    assert not registry.image("b", "nginx").pullable
