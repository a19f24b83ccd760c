"""A cluster in this very process, behind the same Transport as any other."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from k8slab.backends.simulator import InProcess, Settings, new_cluster
from k8slab.errors import ApiError
from k8slab.objects.timestamps import to_virtual
from k8slab.sim.http.gateway import Gateway

PODS = "/api/v1/namespaces/default/pods"
POD = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "one"},
    "spec": {"containers": [{"name": "nginx", "image": "nginx:1.24"}]},
}


@pytest.fixture
def transport() -> InProcess:
    return InProcess(Gateway(new_cluster(Settings())))


def create(transport: InProcess) -> int:
    body = json.dumps(POD).encode()
    return transport.request("POST", PODS, body=body, content_type="application/json").status


def test_requests_are_answered(transport: InProcess) -> None:
    assert create(transport) == 201
    assert create(transport) == 409
    reply = transport.request("GET", PODS, query={"fieldSelector": "metadata.name=one"})
    assert [item["metadata"]["name"] for item in reply.json()["items"]] == ["one"]
    assert reply.headers["content-type"] == "application/json"


def test_a_stream_ends_when_nothing_more_will_come(transport: InProcess) -> None:
    create(transport)
    events = list(transport.stream(PODS))
    assert events[-1]["object"]["status"]["phase"] == "Running"
    seen = events[-1]["object"]["metadata"]["resourceVersion"]
    assert list(transport.stream(PODS, query={"resourceVersion": seen})) == []


def test_a_stream_that_is_refused_raises(transport: InProcess) -> None:
    with pytest.raises(ApiError) as refused:
        list(transport.stream("/api/v1/widgets"))
    assert refused.value.code == 404


def test_warnings_come_in_one_header(transport: InProcess) -> None:
    body = json.dumps({**POD, "one": 1, "two": 2}).encode()
    reply = transport.request("POST", PODS, body=body, content_type="application/json")
    assert reply.headers["warning"] == '299 - "unknown field \\"one\\"", 299 - "unknown field \\"two\\""'


def test_a_passive_client_moves_nothing() -> None:
    gateway = Gateway(new_cluster(Settings()))
    create(InProcess(gateway))
    viewer = InProcess(gateway, passive=True)
    assert [event["type"] for event in viewer.stream(PODS)] == ["ADDED"]
    assert gateway.cluster.clock.now == 0


def test_seed_nodes_and_gates_make_the_cluster() -> None:
    cluster = new_cluster(Settings(nodes=("a",), seed=9, feature_gates={"MaxUnavailableStatefulSet": True}))
    assert (list(cluster.nodes), cluster.seed) == (["a"], 9)
    assert "MaxUnavailableStatefulSet" in cluster.api.features


def test_settings_become_options() -> None:
    gates = {"One": True, "Two": False}
    settings = Settings(
        ("a", "b"), clock="live:2", seed=3, feature_gates=gates, default_class=True, start=1.5
    )
    assert settings.arguments() == [
        *("--nodes", "a,b"),
        *("--clock", "live:2"),
        *("--seed", "3"),
        *("--feature-gates", "One=true,Two=false"),
        "--default-storage-class",
        *("--start", "2026-01-01T00:00:01.500000Z"),
    ]


def test_a_live_cluster_begins_now_and_an_instant_one_at_the_epoch() -> None:
    before = to_virtual(datetime.now(UTC))
    live = new_cluster(Settings(clock="live"))
    assert before <= live.clock.start <= to_virtual(datetime.now(UTC))
    assert new_cluster(Settings()).clock.start == 0
    assert new_cluster(Settings(start=60.5)).clock.start == 60.5


def test_what_tools_are_told_counts_from_the_clusters_start() -> None:
    transport = InProcess(Gateway(new_cluster(Settings(start=86400.25))))
    create(transport)
    transport.request("POST", "/k8slab/v1/settle")
    told = transport.request("GET", "/k8slab/v1/cluster").json()
    assert (told["start"], told["time"]) == (
        "2026-01-02T00:00:00.250000Z",
        transport.gateway.cluster.clock.passed,
    )
    events = transport.request("GET", "/k8slab/v1/story").json()["events"]
    assert (
        0 <= min(event["time"] for event in events) <= max(event["time"] for event in events) <= told["time"]
    )


def test_a_default_storage_class_is_there_if_it_is_asked_for() -> None:
    def classes(**asked: bool) -> list[str]:
        gateway = Gateway(new_cluster(Settings(**asked)))
        found = InProcess(gateway).request("GET", "/apis/storage.k8s.io/v1/storageclasses").json()
        return [item["metadata"]["name"] for item in found["items"]]

    assert (classes(), classes(default_class=True)) == ([], ["standard"])
