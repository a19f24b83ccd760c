"""Clusters that real clients talk to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from k8slab.backends.simulator import Served
from tests.clients.session import Kubectl, apply_all, find_kubectl


@pytest.fixture
def served() -> Iterator[Served]:
    with Served() as cluster:
        yield cluster


@pytest.fixture
def kubectl(served: Served) -> Kubectl:
    return Kubectl(find_kubectl("kubectl"), served.kubeconfig)


@pytest.fixture
def zookeeper(kubectl: Kubectl) -> Kubectl:
    """A cluster on which the article's StatefulSet runs."""
    kubectl("create", "ns", "zookeeper")
    apply_all(kubectl, ["pv-demo.yaml", "zookeeper-svc.yml", "zookeeper.yml"])
    kubectl("rollout", "status", "-n", "zookeeper", "sts/zk")
    return kubectl
