"""NFS servers over the control API."""

from __future__ import annotations

from typing import Any

import pytest

from k8slab.sim.cluster import Cluster
from k8slab.sim.http.gateway import Gateway
from k8slab.sim.http.replay import replay
from tests.sim.http.asking import ask, content

NFS = "/k8slab/v1/nfs"
SERVER = "192.168.2.140"
PODS = "/api/v1/namespaces/default/pods"
POD = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "p"},
    "spec": {
        "containers": [{"name": "main", "image": "nginx"}],
        "volumes": [{"name": "data", "nfs": {"server": SERVER, "path": "/data"}}],
    },
}


@pytest.fixture
def gateway() -> Gateway:
    return Gateway(Cluster())


def phase(gateway: Gateway) -> str:
    ask(gateway, "POST", "/k8slab/v1/settle", {})
    return str(content(ask(gateway, "GET", f"{PODS}/p"))["status"]["phase"])


def test_a_declared_server_lets_pods_wait_for_a_directory(gateway: Gateway) -> None:
    shown = content(ask(gateway, "POST", NFS, {"server": SERVER, "exports": ["/other"]}))
    assert shown == {"servers": [{"server": SERVER, "exports": ["/other"], "answers": True}]}
    ask(gateway, "POST", PODS, POD)
    assert phase(gateway) == "Pending"
    ask(gateway, "POST", NFS, {"server": SERVER, "exports": ["/data", "/other"]})
    assert phase(gateway) == "Running"
    assert content(ask(gateway, "GET", NFS))["servers"][0]["exports"] == ["/data", "/other"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"server": ""},
        {"server": SERVER},
        {"server": SERVER, "exports": "/data"},
        {"server": SERVER, "exports": ["data"]},
        {"server": SERVER, "act": "explode"},
        {"server": SERVER, "act": "stop", "exports": []},
    ],
)
def test_a_body_that_makes_no_sense_is_refused(gateway: Gateway, body: dict[str, Any]) -> None:
    before = len(gateway.cluster.journal.entries)
    answer = ask(gateway, "POST", NFS, body)
    assert (answer.status, len(gateway.cluster.journal.entries)) == (400, before)
    assert "expected a body like" in content(answer)["message"]


def test_a_replayed_journal_declares_the_same(gateway: Gateway) -> None:
    ask(gateway, "POST", NFS, {"server": SERVER, "act": "stop"})
    ask(gateway, "POST", PODS, POD)
    assert phase(gateway) == "Pending"
    ask(gateway, "POST", NFS, {"server": SERVER, "act": "start"})
    assert phase(gateway) == "Running"
    again = Cluster()
    replay(gateway.cluster.journal.entries, Gateway(again))
    assert [change.object for change in again.store.log] == [
        change.object for change in gateway.cluster.store.log
    ]
