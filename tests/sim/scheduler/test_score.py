"""Which node is the best one: what each scoring plugin prefers, and what weighs more."""

from __future__ import annotations

from typing import Any

from k8slab.objects import meta
from k8slab.sim import kinds

HOST, ZONE = "kubernetes.io/hostname", "topology.kubernetes.io/zone"
MEGABYTE = 1024 * 1024


def asking(**requests: str) -> dict[str, Any]:
    return {"container": {"resources": {"requests": requests}}}


def replicas(bench: Any, name: str, number: int) -> list[str]:
    """The nodes of a new ReplicaSet's pods, in the order of their creation."""
    labels = {"app": name}
    template = {
        "metadata": {"labels": labels},
        "spec": {"containers": [{"name": "main", "image": "server"}]},
    }
    spec = {"replicas": number, "selector": {"matchLabels": labels}, "template": template}
    bench.create(kinds.REPLICASET, {"metadata": {"name": name}, "spec": spec})
    found = [pod for pod in bench.api.list(kinds.POD) if meta.labels(pod).get("app") == name]
    return sorted(pod["spec"]["nodeName"] for pod in found)


def report(bench: Any, node: str, images: list[dict[str, Any]]) -> None:
    bench.api.modify(
        kinds.NODE, node, "", lambda draft: draft["status"].update(images=images), subresource="status"
    )


def test_a_node_with_more_left_is_better_and_containers_without_requests_count_as_small(bench: Any) -> None:
    bench.pod("a1", nodeName="a", **asking(cpu="1", memory="2Gi"))
    bench.pod("b1", nodeName="b")
    bench.pod("p")
    bench.pod("q")
    assert [bench.node_of(name) for name in ("p", "q")] == ["c", "b"]


def test_cpu_and_memory_are_used_up_evenly(bench: Any) -> None:
    bench.pod("a1", nodeName="a", **asking(cpu="2", memory="1Gi"))
    bench.pod("b1", nodeName="b", **asking(cpu="1", memory="3Gi"))
    bench.pod("c1", nodeName="c", **asking(cpu="3", memory="6Gi"))
    bench.pod("p", **asking(cpu="100m", memory="2Gi"))
    assert bench.node_of("p") == "a"


def test_replicas_are_spread_over_zones_first_then_nodes(build: Any) -> None:
    bench = build(["a", "b", "c", "d"])
    for node, zone in (("a", "east"), ("b", "east"), ("c", "east"), ("d", "west")):
        bench.change(
            kinds.NODE, node, lambda draft, zone=zone: draft["metadata"]["labels"].update({ZONE: zone})
        )
    assert replicas(bench, "x", 2) == ["a", "d"]


def test_pods_behind_a_service_are_spread_and_those_that_are_not_do_not_count(bench: Any) -> None:
    bench.service("web", {"app": "web"}, [{"port": 80}])
    bench.pod("web1", labels={"app": "web"}, nodeName="a")
    for node in "bbcc":
        bench.pod(f"other-{node}-{len(bench.api.list(kinds.POD))}", nodeName=node)
    bench.pod("web2", labels={"app": "web"})
    assert bench.node_of("web2") == "b"


def test_an_image_that_is_there_draws_pods(bench: Any) -> None:
    for node in "abc":
        there = [{"names": ["registry/big:1"], "sizeBytes": 900 * MEGABYTE}] if node != "a" else []
        report(bench, node, there)
    bench.pod("p", "registry/big:1")
    bench.pod("q", "registry/small:1")
    assert [bench.node_of(name) for name in ("p", "q")] == ["b", "a"]


def test_running_pods_draw_and_repel_those_that_arrive(bench: Any) -> None:
    def wish(which: str, app: str) -> dict[str, Any]:
        term = {"labelSelector": {"matchLabels": {"app": app}}, "topologyKey": HOST}
        return {
            which: {
                "preferredDuringSchedulingIgnoredDuringExecution": [{"weight": 50, "podAffinityTerm": term}]
            }
        }

    bench.pod("host", nodeName="c", affinity=wish("podAffinity", "guest"))
    bench.pod("loner", nodeName="a", affinity=wish("podAntiAffinity", "stranger"))
    bench.pod("guest")
    bench.pod("stranger")
    assert (bench.node_of("guest"), bench.node_of("stranger")) == ("c", "b")


def test_a_soft_taint_weighs_more_than_emptiness(bench: Any) -> None:
    soft = {"taints": [{"key": "k", "effect": "PreferNoSchedule"}]}
    bench.change(kinds.NODE, "a", lambda draft: draft["spec"].update(soft))
    for node in "bc":
        bench.pod(f"full-{node}", nodeName=node, **asking(cpu="3500m", memory="7Gi"))
    bench.pod("p")
    assert bench.node_of("p") == "b"
