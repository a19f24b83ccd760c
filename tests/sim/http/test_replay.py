"""A journal, replayed, gives the same objects and the same history, byte for byte."""

from __future__ import annotations

import copy

import orjson
import pytest

from k8slab.sim import journal
from k8slab.sim.cluster import Cluster
from k8slab.sim.http.exchange import Response
from k8slab.sim.http.gateway import Gateway
from k8slab.sim.http.replay import ReplayError, replay

SETS = "/apis/apps/v1/namespaces/default/statefulsets"
PODS = "/api/v1/namespaces/default/pods"
LABELS = {"app": "web"}
SET = {
    "apiVersion": "apps/v1",
    "kind": "StatefulSet",
    "metadata": {"name": "web"},
    "spec": {
        "replicas": 3,
        "selector": {"matchLabels": LABELS},
        "template": {
            "metadata": {"labels": LABELS},
            "spec": {"containers": [{"name": "nginx", "image": "nginx:1.24"}]},
        },
    },
}
JSON = {"content-type": "application/json"}
MERGE = {"content-type": "application/merge-patch+json"}


def history(cluster: Cluster) -> bytes:
    """The store's whole log."""
    return b"\n".join(
        orjson.dumps((change.revision, change.type, change.kind.qualified, change.object, change.time))
        for change in cluster.store.log
    )


def a_session(gateway: Gateway) -> None:
    """Every way in which time moves, and requests that are refused."""
    gateway.request("POST", SETS, headers=JSON, body=orjson.dumps(SET))
    for _ in range(3):
        gateway.request("GET", PODS)
    gateway.request("GET", PODS, {"watch": "1"})
    gateway.request("POST", SETS, headers=JSON, body=orjson.dumps(SET))
    gateway.request("POST", SETS, headers=JSON, body=b"\xff\x00")
    gateway.request("PATCH", f"{SETS}/web", headers=MERGE, body=b'{"spec": {"replicas": 1}}')
    gateway.request("POST", "/k8slab/v1/advance", body=b'{"seconds": 0.1}')
    gateway.request("DELETE", f"{PODS}/web-0")
    gateway.request("POST", "/k8slab/v1/nodes", body=b'{"name": "k8s-m4"}')
    gateway.request("POST", "/k8slab/v1/settle", body=b'{"timeout": 1}')
    gateway.request("POST", "/k8slab/v1/settle")
    gateway.request("DELETE", f"{SETS}/web", {"propagationPolicy": "Orphan"})
    gateway.request("POST", "/k8slab/v1/settle")


def test_the_same_history_comes_out() -> None:
    first, second = Cluster(seed=7), Cluster(seed=7)
    a_session(Gateway(first))
    replay(first.journal.entries, Gateway(second))
    assert history(second) == history(first)
    assert (second.clock.now, second.clock.count) == (first.clock.now, first.clock.count)
    assert list(second.journal.lines()) == list(first.journal.lines())


def test_so_it_does_with_a_live_clock() -> None:
    first, second = Cluster(), Cluster()
    gateway = Gateway(first, clock="live:10")
    gateway.request("POST", SETS, headers=JSON, body=orjson.dumps(SET))
    for _ in range(7):
        gateway.timekeeper.elapsed(0.137)
    gateway.request("PATCH", f"{SETS}/web", headers=MERGE, body=b'{"spec": {"replicas": 1}}')
    gateway.timekeeper.elapsed(0.1)
    gateway.request("DELETE", f"{SETS}/web")
    replay(first.journal.entries, Gateway(second))
    assert history(second) == history(first)


def test_a_journal_from_a_file_is_as_good() -> None:
    first, second = Cluster(), Cluster()
    a_session(Gateway(first))
    replay(journal.load(first.journal.lines()).entries, Gateway(second))
    assert history(second) == history(first)


def test_another_topology_is_noticed() -> None:
    first = Cluster()
    a_session(Gateway(first))
    with pytest.raises(ReplayError, match="Was it written by another version, seed or set of nodes"):
        replay(first.journal.entries, Gateway(Cluster(nodes=["k8s-m1", "k8s-m4"])))


def test_an_edited_answer_is_noticed() -> None:
    first = Cluster()
    a_session(Gateway(first))
    entries = copy.deepcopy(first.journal.entries)
    entries[0]["status"] = 409
    with pytest.raises(ReplayError, match="journal entry 1"):
        replay(entries, Gateway(Cluster()))


def test_questions_leave_no_trace() -> None:
    cluster = Cluster()
    response = Gateway(cluster).request("GET", PODS)
    assert isinstance(response, Response)
    assert cluster.journal.entries == []
