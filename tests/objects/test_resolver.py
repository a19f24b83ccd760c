"""How pods look for names."""

from __future__ import annotations

from typing import Any

import pytest

from k8slab.objects import dns, resolver

ZONE = dns.Zone(
    [
        {
            "metadata": {"name": "web", "namespace": "shop"},
            "spec": {"clusterIP": "10.96.7.7", "ports": [{"port": 80}]},
        }
    ],
    [],
)


def pod(namespace: str = "shop", **spec: Any) -> dict[str, Any]:
    return {
        "metadata": {"name": "p", "namespace": namespace},
        "spec": spec,
        "status": {"podIP": "10.244.0.2"},
    }


def test_1_a_pod_searches_its_namespace_then_all_then_the_cluster() -> None:
    assert resolver.of_pod(pod()).text() == (
        "search shop.svc.cluster.local svc.cluster.local cluster.local\n"
        "nameserver 10.96.0.10\noptions ndots:5\n"
    )


@pytest.mark.parametrize(
    ("spec", "text"),
    [
        ({"dnsPolicy": "Default"}, "nameserver 192.168.2.1\n"),
        ({"hostNetwork": True}, "nameserver 192.168.2.1\n"),
        (
            {"dnsPolicy": "None", "dnsConfig": {"nameservers": ["1.2.3.4"], "options": [{"name": "edns0"}]}},
            "nameserver 1.2.3.4\noptions edns0\n",
        ),
        (
            {"dnsConfig": {"searches": ["corp"], "options": [{"name": "ndots", "value": "2"}]}},
            "search shop.svc.cluster.local svc.cluster.local cluster.local corp\n"
            "nameserver 10.96.0.10\noptions ndots:2\n",
        ),
    ],
)
def test_2_policy_and_configuration_change_that(spec: dict[str, Any], text: str) -> None:
    assert resolver.of_pod(pod(**spec)).text() == text


def test_2_with_host_network_the_cluster_may_still_be_asked() -> None:
    found = resolver.of_pod(pod(hostNetwork=True, dnsPolicy="ClusterFirstWithHostNet"))
    assert found.nameservers == ("10.96.0.10",)


def test_3_few_dots_mean_search_first() -> None:
    mine = resolver.of_pod(pod())
    assert mine.candidates("web") == [
        "web.shop.svc.cluster.local",
        "web.svc.cluster.local",
        "web.cluster.local",
        "web",
    ]
    assert mine.candidates("a.b.c.d.e.f")[0] == "a.b.c.d.e.f"
    assert mine.candidates("web.") == ["web"]


@pytest.mark.parametrize(
    ("namespace", "name", "found"),
    [
        ("shop", "web", True),
        ("default", "web", False),
        ("default", "web.shop", True),
        ("default", "web.shop.svc", True),
        ("default", "web.shop.svc.cluster.local", True),
        ("default", "web.shop.", False),
    ],
)
def test_3_a_short_name_is_found_in_its_own_namespace_alone(namespace: str, name: str, found: bool) -> None:
    expected = ("web.shop.svc.cluster.local", ["10.96.7.7"]) if found else (name.rstrip("."), [])
    full, answer = resolver.lookup(ZONE, resolver.of_pod(pod(namespace)), name)
    assert (full, answer.addresses()) == expected


def test_the_hosts_file_has_the_pods_own_names() -> None:
    named = pod(
        hostname="zk-0", subdomain="zk-hs", hostAliases=[{"ip": "1.2.3.4", "hostnames": ["db", "db2"]}]
    )
    lines = resolver.hosts_file(named).splitlines()
    assert lines[-2:] == ["10.244.0.2\tzk-0.zk-hs.shop.svc.cluster.local\tzk-0", "1.2.3.4\tdb\tdb2"]
