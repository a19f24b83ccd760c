"""The Endpoints controller's guarantees, as numbered in its docstring."""

from __future__ import annotations

from typing import Any

from k8slab.objects import meta
from k8slab.sim import kinds

TRIGGER = "endpoints.kubernetes.io/last-change-trigger-time"
WEB = [{"name": "web", "port": 80}]


def names(endpoints: dict[str, Any], field: str) -> list[str]:
    return [
        each["targetRef"]["name"] for subset in endpoints.get("subsets", ()) for each in subset.get(field, ())
    ]


def test_1_a_service_gets_endpoints_with_its_labels(bench: Any) -> None:
    body = {"metadata": {"name": "web", "labels": {"app": "x"}}}
    bench.create(
        kinds.SERVICE, body | {"spec": {"clusterIP": "None", "selector": {"app": "x"}, "ports": WEB}}
    )
    found = bench.get(kinds.ENDPOINTS, "web")
    assert meta.labels(found) == {
        "app": "x",
        "endpoints.kubernetes.io/managed-by": "endpoint-controller",
        "service.kubernetes.io/headless": "",
    }
    assert meta.annotations(found) == {TRIGGER: "2026-01-01T00:00:00Z"}
    assert "subsets" not in found


def test_1_a_service_without_selector_has_none(bench: Any) -> None:
    bench.service("web", None, WEB)
    bench.settle()
    assert bench.find(kinds.ENDPOINTS, "web") is None


def test_2_ready_pods_are_addresses_sorted_the_others_are_not(bench: Any) -> None:
    bench.service("web", {"app": "x"}, WEB)
    for name in ("p0", "p1"):
        bench.pod(name, labels={"app": "x"}, hostname=name, subdomain="web")
    gate = [{"conditionType": "example.com/ready"}]
    bench.pod("held", labels={"app": "x"}, readinessGates=gate)
    bench.settle()
    found = bench.get(kinds.ENDPOINTS, "web")
    assert names(found, "addresses") == ["p0", "p1"]
    assert names(found, "notReadyAddresses") == ["held"]
    (subset,) = found["subsets"]
    assert subset["ports"] == [{"name": "web", "port": 80, "protocol": "TCP"}]
    assert subset["addresses"][0] == {
        "ip": "10.244.0.2",
        "hostname": "p0",
        "nodeName": "a",
        "targetRef": {
            "kind": "Pod",
            "namespace": "default",
            "name": "p0",
            "uid": meta.uid(bench.get(kinds.POD, "p0")),
        },
    }


def test_2_a_named_target_port_is_found_in_the_pod(bench: Any) -> None:
    bench.service("web", {"app": "x"}, [{"port": 80, "targetPort": "http"}])
    bench.pod("p", labels={"app": "x"}, container={"ports": [{"name": "http", "containerPort": 8080}]})
    bench.settle()
    (subset,) = bench.get(kinds.ENDPOINTS, "web")["subsets"]
    assert subset["ports"] == [{"port": 8080, "protocol": "TCP"}]


def test_3_a_pod_that_is_being_deleted_is_not_listed(bench: Any) -> None:
    bench.service("web", {"app": "x"}, WEB)
    bench.service("all", {"app": "x"}, WEB, publishNotReadyAddresses=True)
    bench.pod("p", labels={"app": "x"})
    bench.settle()
    bench.delete(kinds.POD, "p")
    assert names(bench.get(kinds.ENDPOINTS, "web"), "addresses") == []
    assert names(bench.get(kinds.ENDPOINTS, "all"), "addresses") == ["p"]
    bench.settle()
    assert "subsets" not in bench.get(kinds.ENDPOINTS, "all")


def test_a_pod_that_gets_or_loses_the_label_comes_or_goes(bench: Any) -> None:
    bench.service("web", {"app": "x"}, WEB)
    bench.pod("p")
    bench.settle()
    bench.change(kinds.POD, "p", lambda pod: pod["metadata"]["labels"].update(app="x"))
    assert names(bench.get(kinds.ENDPOINTS, "web"), "addresses") == ["p"]
    bench.change(kinds.POD, "p", lambda pod: pod["metadata"]["labels"].update(app="y"))
    assert "subsets" not in bench.get(kinds.ENDPOINTS, "web")


def test_a_service_whose_selector_changes_changes_its_backends_and_keeps_the_last_without_one(
    bench: Any,
) -> None:
    bench.service("web", {"app": "x"}, [{"port": 80, "targetPort": "http"}])
    for name, number in (("x", 8080), ("y", 8081)):
        bench.pod(name, container={"ports": [{"name": "http", "containerPort": number}]})
    bench.settle()
    seen = []
    for selector in ({"app": "x"}, {"app": "y"}, {"app": "none"}, {"app": "y"}, None):
        bench.change(kinds.SERVICE, "web", lambda draft, new=selector: draft["spec"].update(selector=new))
        bench.settle()
        found = bench.get(kinds.ENDPOINTS, "web")
        ports = [port["port"] for subset in found.get("subsets", ()) for port in subset["ports"]]
        seen.append((names(found, "addresses"), ports))
    assert seen == [(["x"], [8080]), (["y"], [8081]), ([], []), (["y"], [8081]), (["y"], [8081])]


def test_4_endpoints_go_with_their_service_but_not_those_of_others(bench: Any) -> None:
    bench.service("web", {"app": "x"}, WEB)
    bench.create(kinds.ENDPOINTS, {"metadata": {"name": "mine"}})
    bench.service("mine", None, WEB)
    for name in ("web", "mine"):
        bench.delete(kinds.SERVICE, name)
    assert bench.find(kinds.ENDPOINTS, "web") is None
    assert bench.find(kinds.ENDPOINTS, "mine") is not None
