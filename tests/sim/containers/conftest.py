"""A cluster whose containers can be asked."""

from __future__ import annotations

import pytest

from tests.sim.containers.cluster import Pods


@pytest.fixture
def pods() -> Pods:
    return Pods()
