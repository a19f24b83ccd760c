"""What Services are given, as numbered in the module's docstring."""

from __future__ import annotations

from typing import Any

import pytest

from k8slab.errors import ApiError
from k8slab.objects import meta
from k8slab.sim import kinds
from k8slab.sim.api import Api

Ports = list[dict[str, Any]]
MERGE_PATCH = "application/merge-patch+json"


def made(api: Api, name: str, ports: Ports | None = None, **spec: Any) -> dict[str, Any]:
    body = {"metadata": {"name": name}, "spec": {"ports": ports or [{"port": 80}], **spec}}
    spec_now: dict[str, Any] = api.create(kinds.SERVICE, body, "default")["spec"]
    return spec_now


def patched(api: Api, name: str, spec: dict[str, Any]) -> dict[str, Any]:
    changed: dict[str, Any] = api.patch(kinds.SERVICE, name, "default", {"spec": spec}, MERGE_PATCH)["spec"]
    return changed


def node_ports(spec: dict[str, Any]) -> list[int | None]:
    return [port.get("nodePort") for port in spec["ports"]]


def test_1_a_service_gets_an_address_of_its_own(api: Api) -> None:
    addresses = {made(api, f"web-{number}")["clusterIP"] for number in range(50)}
    assert len(addresses) == 50
    assert all(address.startswith("10.") for address in addresses)
    assert made(api, "headless", clusterIP="None")["clusterIPs"] == ["None"]
    assert "clusterIP" not in made(api, "alias", type="ExternalName", externalName="example.com")


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("10.96.7.7", "failed to allocate IP 10.96.7.7: provided IP is already allocated"),
        (
            "10.0.0.1",
            "failed to allocate IP 10.0.0.1: the provided network does not match the current range, the "
            "provided IP (10.0.0.1) is not in the valid range. The range of valid IPs is 10.96.0.0/12",
        ),
        ("seven", "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"),
    ],
)
def test_2_an_address_that_cannot_be_had_is_refused(api: Api, address: str, message: str) -> None:
    made(api, "first", clusterIP="10.96.7.7")
    with pytest.raises(ApiError) as caught:
        made(api, "second", clusterIP=address)
    assert caught.value.code == 422
    assert str(caught.value).endswith(message)


@pytest.mark.parametrize(
    ("port", "message"),
    [
        (30080, "spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated"),
        (
            80,
            "spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. "
            "The range of valid ports is 30000-32767",
        ),
    ],
)
def test_2_a_node_port_that_cannot_be_had_is_refused(api: Api, port: int, message: str) -> None:
    made(api, "first", [{"port": 80, "nodePort": 30080}], type="NodePort")
    with pytest.raises(ApiError) as caught:
        made(api, "second", [{"port": 80, "nodePort": port}], type="NodePort")
    assert str(caught.value) == f'Service "second" is invalid: {message}'


def test_2_only_published_services_have_node_ports(api: Api) -> None:
    with pytest.raises(ApiError, match="may not be used when `type` is 'ClusterIP'"):
        made(api, "web", [{"port": 80, "nodePort": 30080}])


def test_3_published_ports_get_free_node_ports_of_the_upper_part(api: Api) -> None:
    two = [{"name": "a", "port": 80}, {"name": "b", "port": 443}]
    found = node_ports(made(api, "web", two, type="NodePort")) + node_ports(
        made(api, "lb", two, type="LoadBalancer")
    )
    assert len(set(found)) == 4
    assert all(number is not None and 30086 <= number <= 32767 for number in found)
    assert node_ports(made(api, "bare", type="LoadBalancer", allocateLoadBalancerNodePorts=False)) == [None]


def test_4_an_update_keeps_address_and_node_port(api: Api) -> None:
    before = made(api, "web", type="NodePort")
    after = patched(api, "web", {"ports": [{"port": 80, "name": "http"}], "clusterIP": None})
    assert after["clusterIP"] == before["clusterIP"]
    assert node_ports(after) == node_ports(before)


def test_4_a_change_of_type_gives_back_what_it_has_no_use_for(api: Api) -> None:
    before = made(api, "web", type="NodePort")
    inside = patched(api, "web", {"type": "ClusterIP"})
    assert node_ports(inside) == [None]
    assert inside["clusterIP"] == before["clusterIP"]
    assert "externalTrafficPolicy" not in inside
    alias = patched(api, "web", {"type": "ExternalName", "externalName": "example.com"})
    assert "clusterIP" not in alias
    assert patched(api, "web", {"type": "ClusterIP"})["clusterIP"]
    assert node_ports(patched(api, "web", {"type": "NodePort"})) != [None]


def test_4_an_address_may_not_change(api: Api) -> None:
    made(api, "web", clusterIP="10.96.7.7")
    with pytest.raises(ApiError, match="may not change once set"):
        patched(api, "web", {"clusterIP": "10.0.0.1", "clusterIPs": ["10.0.0.1"]})


def test_5_what_a_deleted_service_had_is_free(api: Api) -> None:
    asked: Ports = [{"port": 80, "nodePort": 30080}]
    for name in ("first", "second"):
        made(api, name, meta.copy(asked), type="NodePort", clusterIP="10.96.7.7")
        api.delete(kinds.SERVICE, name, "default")


SINGLE = "this cluster is not configured for dual-stack services"
ONE_FAMILY = f'spec.ipFamilyPolicy: Invalid value: "RequireDualStack": {SINGLE}'
NO_IPV6 = 'Invalid value: "IPv6": not configured on this cluster'


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ({"ipFamilyPolicy": "RequireDualStack"}, ONE_FAMILY),
        ({"ipFamilies": ["IPv6"]}, f"spec.ipFamilies[0]: {NO_IPV6}"),
        ({"ipFamilies": ["IPv4", "IPv6"]}, f"[{ONE_FAMILY}, spec.ipFamilies[1]: {NO_IPV6}]"),
    ],
)
def test_6_another_address_family_is_refused(api: Api, spec: dict[str, Any], message: str) -> None:
    with pytest.raises(ApiError) as caught:
        made(api, "web", **spec)
    assert str(caught.value) == f'Service "web" is invalid: {message}'
    made(api, "web")
    with pytest.raises(ApiError) as caught:
        patched(api, "web", {"ipFamilyPolicy": None, "ipFamilies": None} | spec)
    assert message in str(caught.value)


def test_6_a_service_that_prefers_two_families_gets_one(api: Api) -> None:
    spec = made(api, "web", ipFamilyPolicy="PreferDualStack")
    assert (spec["ipFamilies"], len(spec["clusterIPs"])) == (["IPv4"], 1)


def test_6_a_headless_service_without_selector_may_have_any_family(api: Api) -> None:
    spec = made(api, "web", clusterIP="None")
    assert (spec["ipFamilies"], spec["ipFamilyPolicy"]) == (["IPv4", "IPv6"], "RequireDualStack")
