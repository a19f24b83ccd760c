"""An API server of its own for each test, without controllers."""

from __future__ import annotations

import pytest

from k8slab.sim import kinds
from k8slab.sim.api import Api
from k8slab.sim.chance import Chance
from k8slab.sim.clock import Clock
from k8slab.sim.store import Store


@pytest.fixture
def api() -> Api:
    """The namespace `default` with its service account is there."""
    clock = Clock()
    store = Store(lambda: clock.now)
    server = Api(store, clock, Chance(0, lambda: store.revision), frozenset())
    server.create(kinds.NAMESPACE, {"metadata": {"name": "default"}})
    server.create(kinds.SERVICE_ACCOUNT, {"metadata": {"name": "default"}}, "default")
    return server
