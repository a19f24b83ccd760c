"""Paths that name no resource."""

from __future__ import annotations

import pytest

from k8slab.sim.http.gateway import Gateway
from tests.sim.http.asking import ask, content


@pytest.mark.parametrize("path", ["/healthz", "/livez", "/readyz"])
def test_the_server_is_healthy(gateway: Gateway, path: str) -> None:
    assert ask(gateway, "GET", path).body == b"ok"


def test_the_version_is_that_of_kubernetes(gateway: Gateway) -> None:
    assert content(ask(gateway, "GET", "/version"))["gitVersion"] == "v1.36.2"


def test_discovery_and_openapi_are_there(gateway: Gateway) -> None:
    assert content(ask(gateway, "GET", "/api"))["kind"] == "APIVersions"
    assert content(ask(gateway, "GET", "/apis/apps"))["kind"] == "APIGroup"
    assert content(ask(gateway, "GET", "/apis/apps/v1"))["kind"] == "APIResourceList"
    aggregated = ask(
        gateway, "GET", "/apis", accept="application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"
    )
    assert content(aggregated)["kind"] == "APIGroupDiscoveryList"
    assert aggregated.content_type.endswith("as=APIGroupDiscoveryList")
    assert "apis/apps/v1" in content(ask(gateway, "GET", "/openapi/v3"))["paths"]


def test_there_are_no_custom_kinds(gateway: Gateway) -> None:
    path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
    assert content(ask(gateway, "GET", path))["items"] == []
