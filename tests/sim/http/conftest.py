"""A gateway to a fresh cluster."""

from __future__ import annotations

import pytest

from k8slab.sim.cluster import Cluster
from k8slab.sim.http.gateway import Gateway


@pytest.fixture
def gateway() -> Gateway:
    return Gateway(Cluster())
