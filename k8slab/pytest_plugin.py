"""pytest fixtures: a Kubernetes cluster for a test, or for a whole session.

pytest finds this module by itself (entry point `pytest11`); nothing is loaded or started before a fixture is
used. The page docs/kubernetes-api-for-tests.md tells how.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from k8slab.lab import Lab

MARKER = "k8slab(nodes, seed, clock, feature_gates): what kind of cluster `k8slab_cluster` is in this test"


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line("markers", MARKER)


@pytest.fixture(scope="session")
def k8slab_options() -> dict[str, Any]:
    """What kind of clusters the tests get: options of `Lab`. Override it in a conftest.py."""
    return {}


@pytest.fixture
def k8slab_cluster(request: pytest.FixtureRequest, k8slab_options: dict[str, Any]) -> Iterator[Lab]:
    """A fresh cluster for this test; $KUBECONFIG leads to it."""
    from k8slab.lab import Lab

    marker = request.node.get_closest_marker("k8slab")
    with Lab(**(k8slab_options | (marker.kwargs if marker else {}))) as lab:
        yield lab


@pytest.fixture(scope="session")
def k8slab_session_cluster(k8slab_options: dict[str, Any]) -> Iterator[Lab]:
    """One cluster for all tests that use it; keep them apart by namespaces."""
    from k8slab.lab import Lab

    with Lab(**k8slab_options) as lab:
        yield lab
