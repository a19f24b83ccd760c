"""Who reaches whom when a node is cut off."""

from __future__ import annotations

import pytest

from k8slab.objects import pods
from k8slab.sim import kinds
from tests.sim.faults.ward import LABELS, Ward

SLEEP = ["sleep", "infinity"]
SERVICES = "/api/v1/namespaces/default/services"


@pytest.fixture
def linked(ward: Ward) -> Ward:
    """A web server on node b, clients on a and on b."""
    ward.pod("web", spec={"nodeName": "b"})
    for node in "ab":
        spec = {"nodeName": node, "containers": [{"name": "main", "image": "busybox", "command": SLEEP}]}
        ward.create("/api/v1/namespaces/default/pods", {"metadata": {"name": f"on-{node}"}, "spec": spec})
    ward.create(
        SERVICES, {"metadata": {"name": "web"}, "spec": {"selector": LABELS, "ports": [{"port": 80}]}}
    )
    ward.settle()
    return ward


def address(ward: Ward) -> str:
    return str(ward.get(kinds.POD, "web")["status"]["podIP"])


def test_nobody_reaches_a_pod_behind_a_cut_but_those_beside_it(linked: Ward) -> None:
    fetch = f"wget -q -O /dev/null {address(linked)}"
    assert linked.run("on-a", fetch) == (0, "")
    linked.fault("network-cut", node="b")
    assert linked.inside("on-b", fetch) == (0, "")
    began = linked.cluster.clock.now
    assert linked.run("on-a", f"{fetch} -T 5") == (1, "wget: download timed out\n")
    assert linked.cluster.clock.now == began + 5
    silent = (1, f"wget: can't connect to remote host ({address(linked)}): Connection timed out\n")
    assert linked.run("on-a", fetch) == silent
    assert linked.cluster.clock.now == began + 135
    linked.lift()
    assert linked.run("on-a", fetch) == (0, "")


def test_a_pod_behind_a_cut_asks_for_names_in_vain(linked: Ward) -> None:
    linked.fault("network-cut", node="b")
    assert linked.inside("on-b", "nslookup web") == (
        1,
        ";; connection timed out; no servers could be reached\n\n",
    )
    assert linked.run("on-a", "nslookup web.default.svc.cluster.local")[0] == 0


def test_a_service_loses_the_endpoint_once_its_node_is_not_ready(linked: Ward) -> None:
    linked.fault("network-cut", node="b")
    assert linked.run("on-a", "curl -m 2 web") == (
        28,
        "curl: (28) Connection timed out after 2000 milliseconds\n",
    )
    linked.advance(60)
    assert not pods.is_ready(linked.get(kinds.POD, "web"))
    assert linked.run("on-a", "curl -m 2 web")[0] == 7


def test_from_a_machine_that_is_off_the_network_says_so(linked: Ward) -> None:
    linked.fault("node-down", node="b")
    assert linked.run("on-a", f"wget -q {address(linked)}") == (
        1,
        f"wget: can't connect to remote host ({address(linked)}): No route to host\n",
    )
    assert linked.run("on-a", f"ping -c 1 {address(linked)}")[1].endswith("100% packet loss\n")
