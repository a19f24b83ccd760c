"""What commands and logs say when the kubelet of their pod's node does not answer."""

from __future__ import annotations

import pytest

from k8slab.sim.http.containers import EXEC_PATH
from k8slab.sim.http.gateway import Gateway
from tests.sim.http.asking import ask, content

PODS = "/api/v1/namespaces/default/pods"
SPEC = {"nodeName": "k8s-m1", "containers": [{"name": "main", "image": "nginx"}]}


@pytest.fixture
def pod(gateway: Gateway) -> Gateway:
    ask(gateway, "POST", PODS, {"metadata": {"name": "one"}, "spec": SPEC})
    gateway.movement.settle("test")
    return gateway


@pytest.mark.parametrize(
    ("fail", "silence"),
    [("stop_node", "connect: no route to host"), ("stop_kubelet", "connect: connection refused")],
)
def test_neither_commands_nor_logs_reach_a_node_that_is_silent(pod: Gateway, fail: str, silence: str) -> None:
    address = "192.168.2.140"
    getattr(pod.cluster, fail)("k8s-m1")
    refused = f"dial tcp {address}:10250: {silence}"
    executed = ask(pod, "POST", EXEC_PATH, {"pod": "one", "command": ["ls"]})
    assert (executed.status, content(executed)["message"]) == (500, f"error dialing backend: {refused}")
    logged = ask(pod, "GET", f"{PODS}/one/log")
    where = f'Get "https://{address}:10250/containerLogs/default/one/main"'
    assert (logged.status, content(logged)["message"]) == (500, f"{where}: {refused}")
