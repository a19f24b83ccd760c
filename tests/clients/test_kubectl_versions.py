"""kubectl of several minor versions, each through the same short session."""

from __future__ import annotations

import pytest

from k8slab.backends.simulator import Served
from tests.clients.session import Kubectl, apply_all, beside_kubectl, find_kubectl

VERSIONS = [f"kubectl.1.{minor}" for minor in range(27, 34)]
IN_ZOOKEEPER = ("-n", "zookeeper")


@pytest.mark.parametrize("version", VERSIONS)
def test_a_short_session(served: Served, version: str) -> None:
    find_kubectl("kubectl")
    binary = beside_kubectl(version)
    if binary is None:
        pytest.skip(f"{version} is not installed")
    kubectl = Kubectl(binary, served.kubeconfig)
    kubectl("create", "ns", "zookeeper")
    apply_all(kubectl, ["pv-demo.yaml", "zookeeper-svc.yml", "zookeeper.yml"])
    rows = kubectl("get", "po", "-w", *IN_ZOOKEEPER).rows
    assert rows[-1][1:3] == ["1/1", "Running"]
    kubectl("scale", "sts/zk", "--replicas=2", *IN_ZOOKEEPER)
    kubectl("wait", "--for=delete", "po/zk-2", *IN_ZOOKEEPER)
    kubectl("rollout", "status", "sts/zk", *IN_ZOOKEEPER)
    assert "Replicas:" in kubectl("describe", "sts", "zk", *IN_ZOOKEEPER).out
    assert "StatefulSet" in kubectl("explain", "sts").out
    kubectl("delete", "-f", "zookeeper.yml")
    kubectl("delete", "po", "--all", *IN_ZOOKEEPER)
    assert kubectl.names("po,pvc", *IN_ZOOKEEPER) == [
        f"persistentvolumeclaim/datadir-zk-{n}" for n in range(3)
    ]
