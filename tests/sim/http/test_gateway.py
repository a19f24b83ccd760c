"""The front door: unknown paths, deprecated kinds, and who moves time by asking."""

from __future__ import annotations

import pytest

from k8slab.sim.http.exchange import Response
from k8slab.sim.http.gateway import Gateway
from tests.sim.http.asking import SETS, ask, content, stateful_set, warnings


@pytest.mark.parametrize("path", ["/nosuch", "/api/v2", "/apis/apps/v9/pods", "/apis/x/v1"])
def test_where_no_api_is_there_is_no_page(gateway: Gateway, path: str) -> None:
    answer = ask(gateway, "GET", path)
    assert (answer.status, answer.body, answer.content_type) == (404, b"404 page not found\n", "text/plain")


@pytest.mark.parametrize("path", ["/api/v1/nosuch", f"{SETS}/web/nosuch"])
def test_what_an_api_does_not_have_could_not_be_found(gateway: Gateway, path: str) -> None:
    answer = ask(gateway, "GET", path)
    words = "the server could not find the requested resource"
    assert (answer.status, content(answer)["message"]) == (404, words)


def test_the_root_names_what_there_is(gateway: Gateway) -> None:
    paths = content(ask(gateway, "GET", "/"))["paths"]
    assert {"/api/v1", "/apis/apps/v1", "/openapi/v3", "/readyz/ping", "/version"} <= set(paths)


@pytest.mark.parametrize("path", ["/version", "/api", "/apis/apps/v1", "/openapi/v3"])
def test_documents_can_only_be_looked_at(gateway: Gateway, path: str) -> None:
    assert ask(gateway, "POST", path, {}).status == 405


@pytest.mark.parametrize("part", ["attach", "exec", "portforward"])
def test_a_stream_without_an_upgrade_is_refused_with_the_reason(gateway: Gateway, part: str) -> None:
    path = f"/api/v1/namespaces/default/pods/web-0/{part}"
    assert content(ask(gateway, "POST", path))["message"] == 'pods "web-0" not found'
    ask(gateway, "POST", SETS, stateful_set())
    gateway.cluster.settle()
    assert content(ask(gateway, "POST", path))["message"] == "Upgrade request required"


def test_endpoints_are_deprecated(gateway: Gateway) -> None:
    answer = ask(gateway, "GET", "/api/v1/namespaces/default/endpoints")
    [text] = warnings(answer)
    assert text.startswith('299 - "v1 Endpoints is deprecated in v1.33+')


def test_a_question_that_is_asked_again_moves_time(gateway: Gateway) -> None:
    ask(gateway, "POST", SETS, stateful_set())
    ready = []
    for _ in range(10):
        found = content(ask(gateway, "GET", f"{SETS}/web", user_agent="loop"))
        ready.append(found["status"].get("readyReplicas", 0))
    assert (ready[0], ready[-1]) == (0, 1)


def test_a_command_that_prepares_a_change_does_not_move_time(gateway: Gateway) -> None:
    ask(gateway, "POST", SETS, stateful_set())
    for _ in range(10):
        ask(gateway, "GET", f"{SETS}/web", kubectl_command="kubectl apply")
    assert gateway.cluster.clock.now == 0


def test_a_passive_client_does_not_move_time(gateway: Gateway) -> None:
    ask(gateway, "POST", SETS, stateful_set())
    for _ in range(10):
        ask(gateway, "GET", f"{SETS}/web", x_k8slab_passive="true")
    assert gateway.cluster.clock.now == 0


def test_a_kind_that_is_not_served_is_not_found_however_it_is_sent(gateway: Gateway) -> None:
    path = "/apis/example.com/v1/namespaces/default/widgets"
    headers = {"content-type": "application/vnd.kubernetes.protobuf"}
    answer = gateway.request("POST", path, None, headers, b"k8s\x00not a message")
    assert isinstance(answer, Response)
    assert answer.status == 404
