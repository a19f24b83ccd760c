"""The Transport over HTTP, against a real server."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from k8slab.backends.kubeconfig import Access
from k8slab.backends.simulator import Served
from k8slab.backends.transport import HttpTransport, Reply, raise_for_status, target
from k8slab.errors import ApiError, K8slabError

PODS = "/api/v1/namespaces/default/pods"
POD = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "one"},
    "spec": {"containers": [{"name": "nginx", "image": "nginx:1.24"}]},
}


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with Served() as cluster:
        yield cluster


def test_requests_and_streams(served: Served) -> None:
    transport = HttpTransport.from_kubeconfig(served.kubeconfig)
    body = json.dumps(POD).encode()
    assert transport.request("POST", PODS, body=body, content_type="application/json").status == 201
    phases = [event["object"]["status"].get("phase") for event in transport.stream(PODS)]
    assert phases[-1] == "Running"
    transport.close()


def test_a_second_stream_of_a_settled_cluster_ends_too(served: Served) -> None:
    transport = HttpTransport.from_kubeconfig(served.kubeconfig)
    for _ in range(3):
        seen = transport.request("GET", PODS).json()["metadata"]["resourceVersion"]
        assert list(transport.stream(PODS, query={"resourceVersion": seen})) == []
    transport.close()


def test_a_refused_stream_raises(served: Served) -> None:
    transport = HttpTransport.from_kubeconfig(served.kubeconfig)
    with pytest.raises(ApiError, match="field label not supported"):
        list(transport.stream(PODS, query={"fieldSelector": "spec.bogus=1"}))
    transport.close()


def test_an_abandoned_stream_can_be_closed(served: Served) -> None:
    transport = HttpTransport.from_kubeconfig(served.kubeconfig, passive=True)
    stream = transport.stream("/api/v1/nodes")
    assert next(stream)["type"] == "ADDED"
    stream.close()  # type: ignore[attr-defined]
    assert transport.request("GET", "/version").status == 200
    transport.close()


def test_without_the_token_the_server_refuses(served: Served) -> None:
    access = HttpTransport.from_kubeconfig(served.kubeconfig).access
    stranger = HttpTransport(Access(access.server, access.ca))
    with pytest.raises(ApiError, match="Unauthorized"):
        raise_for_status(stranger.request("GET", "/version"))
    stranger.close()


def test_no_server_is_told_with_what_to_do() -> None:
    with pytest.raises(K8slabError, match="Is the cluster still running"):
        HttpTransport(Access("https://127.0.0.1:9")).request("GET", "/version")


def test_a_failure_without_a_status_gets_one() -> None:
    with pytest.raises(ApiError) as raised:
        raise_for_status(Reply(502, {}, b"bad gateway"))
    assert (raised.value.code, str(raised.value)) == (502, "bad gateway")


def test_paths_and_queries_are_quoted() -> None:
    assert target("/api/v1/pods", None) == "/api/v1/pods"
    assert target("/a b", {"labelSelector": "a in (b,c)"}) == "/a%20b?labelSelector=a+in+%28b%2Cc%29"
