"""The DNS's guarantees, as numbered in its docstring."""

from __future__ import annotations

from typing import Any

from k8slab.objects import dns
from k8slab.objects.dns import Record, Zone, answer

PORTS = [
    {"name": "client", "port": 2181, "protocol": "TCP"},
    {"name": "election", "port": 3888, "protocol": "TCP"},
]


def service(name: str, **spec: Any) -> dict[str, Any]:
    return {"metadata": {"name": name, "namespace": "default"}, "spec": {"ports": PORTS, **spec}}


def endpoint(address: str, hostname: str = "", *, ready: bool = True) -> dict[str, Any]:
    named = {"hostname": hostname} if hostname else {}
    return {"addresses": [address], "conditions": {"ready": ready}, **named}


def slice_of(name: str, *endpoints: dict[str, Any], ports: Any = PORTS) -> dict[str, Any]:
    metadata = {
        "name": f"{name}-abc",
        "namespace": "default",
        "labels": {"kubernetes.io/service-name": name},
    }
    return {"metadata": metadata, "addressType": "IPv4", "endpoints": list(endpoints), "ports": ports}


ZONE = Zone(
    [
        service("web", clusterIP="10.96.7.7"),
        service("zk-hs", clusterIP="None"),
        service("idle", clusterIP="None"),
        service("bare", clusterIP="None", ports=[]),
        service("outside", type="ExternalName", externalName="db.example.com"),
        service("alias", type="ExternalName", externalName="web.default.svc.cluster.local"),
        service("loop", type="ExternalName", externalName="loop.default.svc.cluster.local"),
    ],
    [
        slice_of("zk-hs", endpoint("10.244.0.2", "zk-0"), endpoint("10.244.1.2", "zk-1")),
        slice_of("zk-hs", endpoint("10.244.2.2", "zk-2", ready=False), endpoint("10.244.2.3")),
        slice_of("idle", endpoint("10.244.0.9", ready=False)),
        slice_of("web", endpoint("10.244.0.5")),
        slice_of("bare", endpoint("10.244.0.6", "one"), ports=None),
    ],
    frozenset({"default"}),
)


def ask(name: str, kind: str = "A") -> dns.Answer:
    return answer(ZONE, f"{name}.svc.cluster.local", kind)


def test_1_a_service_is_its_address() -> None:
    assert ask("web.default").records == (Record("web.default.svc.cluster.local", "A", "10.96.7.7"),)
    assert ask("WEB.default").addresses() == ["10.96.7.7"]
    assert answer(ZONE, "web.default.svc.cluster.local.").addresses() == ["10.96.7.7"]


def test_1_5_a_headless_service_is_the_addresses_of_what_is_ready() -> None:
    assert ask("zk-hs.default").addresses() == ["10.244.0.2", "10.244.1.2", "10.244.2.3"]
    assert ask("bare.default").addresses() == ["10.244.0.6"]
    assert ask("idle.default") == dns.NOTHING


def test_2_endpoints_have_names() -> None:
    assert ask("zk-0.zk-hs.default").addresses() == ["10.244.0.2"]
    assert ask("10-244-2-3.zk-hs.default").addresses() == ["10.244.2.3"]
    assert ask("10-244-0-5.web.default").addresses() == ["10.244.0.5"]
    for name in ("zk-2.zk-hs.default", "zk-9.zk-hs.default", "10-244-0-2.zk-hs.default"):
        assert ask(name) == dns.NOTHING


def test_3_named_ports_lead_to_the_names_behind_them() -> None:
    name = "_client._tcp.zk-hs.default"
    found = ask(name, "SRV")
    targets = [f"{host}.zk-hs.default.svc.cluster.local" for host in ("zk-0", "zk-1", "10-244-2-3")]
    assert [record.value for record in found.records] == [f"0 33 2181 {target}" for target in targets]
    assert [(record.name, record.value) for record in found.extra] == [
        (targets[0], "10.244.0.2"),
        (targets[1], "10.244.1.2"),
        (targets[2], "10.244.2.3"),
    ]
    assert [record.value for record in ask("_client._tcp.web.default", "SRV").records] == [
        "0 100 2181 web.default.svc.cluster.local"
    ]
    assert len(ask("web.default", "SRV").records) == 2
    assert ask("_client._udp.web.default", "SRV") == dns.NOTHING


def test_4_an_external_name_is_an_alias() -> None:
    name = "outside.default.svc.cluster.local"
    assert ask("outside.default").records == (Record(name, "CNAME", "db.example.com"),)
    assert ask("alias.default").addresses() == ["10.96.7.7"]
    assert ask("sub.outside.default") == dns.NOTHING
    assert ask("loop.default").addresses() == []


def test_6_pods_and_addresses_have_names() -> None:
    assert answer(ZONE, "10-244-0-2.default.pod.cluster.local").addresses() == ["10.244.0.2"]
    assert answer(ZONE, "10-244-0-2.nowhere.pod.cluster.local") == dns.NOTHING
    assert answer(ZONE, "zk-0.default.pod.cluster.local") == dns.NOTHING
    names = {"10.96.7.7": "web", "10.244.0.2": "zk-0.zk-hs"}
    for address, owner in names.items():
        found = answer(ZONE, dns.reverse_name(address), "PTR")
        assert [record.value for record in found.records] == [f"{owner}.default.svc.cluster.local"]
    assert answer(ZONE, dns.reverse_name("10.244.0.5"), "PTR") == dns.NOTHING


def test_what_is_not_the_clusters_is_unknown() -> None:
    for name in ("example.com", "cluster.local", "web", "a.b.c.web.default.svc.cluster.local"):
        assert answer(ZONE, name) == dns.NOTHING


def test_a_name_exists_also_for_other_types() -> None:
    assert ask("web.default", "AAAA") == dns.Answer("NOERROR")


def test_a_pod_has_a_full_name_if_it_asks_for_one() -> None:
    pod = {"metadata": {"name": "zk-0", "namespace": "default"}, "spec": {}}
    assert dns.pod_name(pod) == "zk-0"
    pod["spec"] = {"hostname": "zk-0", "subdomain": "zk-hs"}
    assert dns.pod_name(pod) == "zk-0.zk-hs.default.svc.cluster.local"
