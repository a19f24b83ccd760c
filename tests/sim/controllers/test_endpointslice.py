"""The EndpointSlice controller's guarantees, as numbered in its docstring."""

from __future__ import annotations

from typing import Any

from k8slab.objects import meta
from k8slab.sim import kinds
from k8slab.sim.node import Catalogue, Image

WEB = [{"name": "web", "port": 80}]


def slices(bench: Any, service: str = "web") -> list[dict[str, Any]]:
    found = bench.api.list(kinds.ENDPOINT_SLICE, "default")
    return [each for each in found if meta.labels(each)["kubernetes.io/service-name"] == service]


def listed(bench: Any) -> list[tuple[str, dict[str, bool]]]:
    return [
        (each["targetRef"]["name"], each["conditions"])
        for slice_ in slices(bench)
        for each in slice_["endpoints"] or ()
    ]


def conditions(ready: bool, serving: bool, terminating: bool) -> dict[str, bool]:
    return {"ready": ready, "serving": serving, "terminating": terminating}


def test_1_4_a_service_without_pods_has_one_empty_slice_that_it_owns(bench: Any) -> None:
    bench.service("web", {"app": "x"}, WEB, clusterIP="None")
    (slice_,) = slices(bench)
    metadata = slice_["metadata"]
    assert metadata["generateName"] == "web-"
    assert metadata["generation"] == 1
    assert metadata["labels"] == {
        "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io",
        "kubernetes.io/service-name": "web",
        "service.kubernetes.io/headless": "",
    }
    assert metadata["ownerReferences"] == [meta.owner_reference(bench.get(kinds.SERVICE, "web"))]
    assert (slice_["addressType"], slice_["endpoints"], slice_["ports"]) == ("IPv4", None, None)
    bench.delete(kinds.SERVICE, "web")
    bench.settle()
    assert slices(bench) == []


def test_1_pods_are_listed_with_what_a_reader_needs(bench: Any) -> None:
    bench.service("web", {"app": "x"}, WEB)
    bench.pod("p", labels={"app": "x"}, hostname="p", subdomain="web")
    bench.settle()
    (slice_,) = slices(bench)
    assert slice_["metadata"]["generation"] == 2
    assert slice_["ports"] == [{"name": "web", "port": 80, "protocol": "TCP"}]
    (endpoint,) = slice_["endpoints"]
    assert endpoint == {
        "addresses": ["10.244.0.2"],
        "conditions": conditions(ready=True, serving=True, terminating=False),
        "hostname": "p",
        "targetRef": {
            "kind": "Pod",
            "namespace": "default",
            "name": "p",
            "uid": meta.uid(bench.get(kinds.POD, "p")),
        },
        "nodeName": "a",
    }


def test_1_more_than_a_hundred_endpoints_take_more_slices(build: Any) -> None:
    bench = build(("a", "b"))
    bench.service("web", {"app": "x"}, WEB)
    for number in range(101):
        bench.pod(f"p{number:03}", labels={"app": "x"})
    bench.settle()
    assert [len(slice_["endpoints"]) for slice_ in slices(bench)] in ([100, 1], [1, 100])


def test_2_a_stopping_pod_is_listed_as_such_until_it_has_ended(build: Any) -> None:
    bench = build(["a"], Catalogue({"slow": Image(stop_seconds=4.0)}))
    bench.service("web", {"app": "x"}, WEB)
    bench.pod("p", "slow", labels={"app": "x"})
    bench.settle()
    bench.delete(kinds.POD, "p")
    assert listed(bench) == [("p", conditions(ready=False, serving=True, terminating=True))]
    bench.cluster.advance(4)
    assert listed(bench) == []
    assert slices(bench)[0]["endpoints"] is None


def test_3_endpoints_keep_their_places_and_new_ones_come_last(bench: Any) -> None:
    bench.service("web", {"app": "x"}, WEB)
    for name in ("b", "a"):
        bench.pod(name, labels={"app": "x"})
        bench.settle()
    assert [name for name, _ in listed(bench)] == ["b", "a"]
    bench.delete(kinds.POD, "b")
    bench.settle()
    bench.pod("b", labels={"app": "x"})
    bench.settle()
    assert [name for name, _ in listed(bench)] == ["a", "b"]


def test_unready_pods_count_as_ready_where_the_service_says_so(bench: Any) -> None:
    bench.service("web", {"app": "x"}, WEB, publishNotReadyAddresses=True)
    bench.pod("p", labels={"app": "x"}, readinessGates=[{"conditionType": "example.com/ready"}])
    bench.settle()
    assert listed(bench) == [("p", conditions(ready=True, serving=False, terminating=False))]


def test_a_service_whose_selector_changes_keeps_its_slice_with_other_endpoints(bench: Any) -> None:
    bench.service("web", {"app": "x"}, [{"port": 80, "targetPort": "http"}])
    for name, number in (("x", 8080), ("y", 8081)):
        bench.pod(name, container={"ports": [{"name": "http", "containerPort": number}]})
    bench.settle()
    seen = []
    for app in ("x", "y", "none"):
        bench.change(kinds.SERVICE, "web", lambda draft, app=app: draft["spec"].update(selector={"app": app}))
        bench.settle()
        (found,) = [
            each for each in bench.api.list(kinds.ENDPOINT_SLICE) if meta.name(each).startswith("web-")
        ]
        listed = [each["targetRef"]["name"] for each in found["endpoints"] or ()]
        seen.append((meta.uid(found), listed, [port["port"] for port in found["ports"] or ()]))
    uid = seen[0][0]
    assert seen == [(uid, ["x"], [8080]), (uid, ["y"], [8081]), (uid, [], [])]
