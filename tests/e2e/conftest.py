"""The cluster that the specs of a module share, as the suite's specs share one."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from k8slab.backends.simulator import Served, Settings
from tests.e2e.framework import Framework, Pace

CLOCK = os.environ.get("K8SLAB_E2E_CLOCK", "instant")
"""`live:20`, say, to see the specs on a cluster whose time follows the wall clock."""


@pytest.fixture(scope="module")
def suite() -> Iterator[Served]:
    """A cluster with a default StorageClass."""
    with Served(Settings(clock=CLOCK, default_class=True)) as served:
        yield served


@pytest.fixture(scope="module")
def pace(suite: Served) -> Pace:
    """The time of the suite, which begins with a few looks at the cluster."""
    name, _, speed = CLOCK.partition(":")
    pace = Pace(float(speed or name == "live"))
    start(Framework(suite.kubeconfig, "BeforeSuite", pace))
    return pace


def start(framework: Framework) -> None:
    assert framework.cluster("nodes").items()
    assert framework.client("pods").list()["kind"] == "PodList"
    framework.transport.close()


@pytest.fixture
def framework(suite: Served, pace: Pace, request: pytest.FixtureRequest) -> Iterator[Framework]:
    """A spec's namespace, and its end."""
    framework = Framework(suite.kubeconfig, request.node.name, pace)
    framework.begin()
    yield framework
    framework.end()
