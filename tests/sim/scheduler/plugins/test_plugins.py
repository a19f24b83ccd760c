"""Each reason for which a node is ruled out, in the scheduler's words."""

from __future__ import annotations

from typing import Any

import pytest

from k8slab.sim import kinds


def why(bench: Any, pod: str) -> str:
    """The reasons in the pod's last FailedScheduling message."""
    message: str = bench.events(pod)[-1]
    return message.partition("available: ")[2].partition(".")[0]


def test_cordoned_nodes_take_no_pods(bench: Any) -> None:
    for node in "abc":
        bench.change(kinds.NODE, node, lambda draft: draft["spec"].update(unschedulable=True))
    bench.pod("p")
    assert why(bench, "p") == "3 node(s) were unschedulable"
    toleration = {"key": "node.kubernetes.io/unschedulable", "operator": "Exists", "effect": "NoSchedule"}
    bench.pod("q", tolerations=[toleration])
    assert bench.node_of("q") == "a"


def taint(bench: Any, node: str, effect: str) -> None:
    spec = {"taints": [{"key": "dedicated", "value": "x", "effect": effect}]}
    bench.change(kinds.NODE, node, lambda draft: draft["spec"].update(spec))


def test_a_taint_keeps_pods_out_that_do_not_tolerate_it(bench: Any) -> None:
    for node in "abc":
        taint(bench, node, "NoSchedule")
    bench.pod("p")
    assert why(bench, "p") == "3 node(s) had untolerated taint(s)"
    bench.pod("q", tolerations=[{"key": "dedicated", "value": "x", "effect": "NoSchedule"}])
    assert bench.node_of("q") == "a"


def test_a_soft_taint_makes_a_node_the_last_choice(bench: Any) -> None:
    taint(bench, "a", "PreferNoSchedule")
    bench.pod("p")
    assert bench.node_of("p") == "b"


def test_node_selector_and_affinity_ask_for_labels(bench: Any) -> None:
    bench.pod("p", nodeSelector={"disk": "ssd"})
    assert why(bench, "p") == "3 node(s) didn't match Pod's node affinity/selector"
    expression = {"key": "kubernetes.io/hostname", "operator": "NotIn", "values": ["a", "b"]}
    bench.pod("q", affinity=required([{"matchExpressions": [expression]}]))
    assert bench.node_of("q") == "c"


def required(terms: list[dict[str, Any]]) -> dict[str, Any]:
    rule = {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": terms}}
    return {"nodeAffinity": rule}


def test_match_fields_name_the_node_as_daemon_sets_do(bench: Any) -> None:
    field = {"key": "metadata.name", "operator": "In", "values": ["b"]}
    bench.pod("p", affinity=required([{"matchFields": [field]}]))
    assert bench.node_of("p") == "b"
    taint(bench, "b", "NoSchedule")
    bench.pod("q", affinity=required([{"matchFields": [field]}]))
    assert why(bench, "q") == (
        "1 node(s) had untolerated taint(s), 2 node(s) didn't satisfy plugin(s) [NodeAffinity]"
    )


def test_a_preference_for_a_node_wins_over_emptiness(bench: Any) -> None:
    expression = {"key": "kubernetes.io/hostname", "operator": "In", "values": ["c"]}
    preferred = [{"weight": 1, "preference": {"matchExpressions": [expression]}}]
    rule = {"nodeAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": preferred}}
    bench.pod("p", affinity=rule)
    bench.pod("q", affinity=rule)
    assert (bench.node_of("p"), bench.node_of("q")) == ("c", "c")


def test_a_host_port_is_taken_once_per_node(bench: Any) -> None:
    port = {"ports": [{"containerPort": 80, "hostPort": 80}]}
    for name in ("p0", "p1", "p2", "p3"):
        bench.pod(name, container=port)
    assert [bench.node_of(name) for name in ("p0", "p1", "p2")] == ["a", "b", "c"]
    assert why(bench, "p3") == "3 node(s) didn't have free ports for the requested pod ports"


@pytest.mark.parametrize(
    ("wanted", "reasons", "preemption"),
    [
        ({"cpu": "3"}, "3 Insufficient cpu", "No preemption victims found for incoming pod"),
        ({"cpu": "64"}, "3 Insufficient cpu", "Preemption is not helpful for scheduling"),
        (
            {"cpu": "64", "memory": "1Ti"},
            "3 Insufficient cpu, 3 Insufficient memory",
            "Preemption is not helpful for scheduling",
        ),
    ],
)
def test_a_node_must_have_left_what_is_requested(
    bench: Any, wanted: dict[str, str], reasons: str, preemption: str
) -> None:
    for name in ("p0", "p1", "p2"):
        bench.pod(name, container={"resources": {"requests": {"cpu": "2"}}})
    bench.pod("p", container={"resources": {"requests": wanted}})
    assert why(bench, "p") == reasons
    assert bench.events("p")[0].endswith(f"0/3 nodes are available: 3 {preemption}.")


def test_a_node_takes_only_so_many_pods(build: Any) -> None:
    bench = build(["a"])
    limit = {"allocatable": {"cpu": "4", "memory": "8Gi", "pods": "2"}}
    bench.api.modify(kinds.NODE, "a", "", lambda node: node["status"].update(limit), subresource="status")
    for name in ("p0", "p1", "p2"):
        bench.pod(name)
    assert why(bench, "p2") == "1 Too many pods"


def together(app: str, key: str = "kubernetes.io/hostname") -> dict[str, Any]:
    term = {"labelSelector": {"matchLabels": {"app": app}}, "topologyKey": key}
    return {"podAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}}


def apart(app: str) -> dict[str, Any]:
    term = {"labelSelector": {"matchLabels": {"app": app}}, "topologyKey": "kubernetes.io/hostname"}
    return {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}}


def test_pod_affinity_wants_company(bench: Any) -> None:
    bench.pod("p", affinity=together("db"))
    assert why(bench, "p") == "3 node(s) didn't match pod affinity rules"
    bench.pod("filler")
    bench.pod("db")
    assert bench.node_of("p") == bench.node_of("db") == "b"


def test_the_first_of_its_kind_may_start_alone(bench: Any) -> None:
    bench.pod("p0", labels={"app": "x"}, affinity=together("x"))
    bench.pod("p1", labels={"app": "x"}, affinity=together("x"))
    assert (bench.node_of("p0"), bench.node_of("p1")) == ("a", "a")


def test_company_must_be_of_all_sorts_at_once(bench: Any) -> None:
    terms = [
        {"labelSelector": {"matchLabels": {key: "x"}}, "topologyKey": "kubernetes.io/hostname"}
        for key in ("app", "tier")
    ]
    rule = {"podAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": terms}}
    bench.pod("one", labels={"app": "x"}, nodeName="b")
    bench.pod("other", labels={"tier": "x"}, nodeName="b")
    bench.pod("p", affinity=rule)
    assert why(bench, "p") == "3 node(s) didn't match pod affinity rules"
    bench.pod("both", labels={"app": "x", "tier": "x"}, nodeName="c")
    assert bench.node_of("p") == "c"


def test_a_pod_that_asks_for_nothing_fits_on_a_node_that_is_too_full(build: Any) -> None:
    bench = build(["a"])
    bench.pod("big", container={"resources": {"requests": {"cpu": "3"}}})
    limit = {"allocatable": {"cpu": "2", "memory": "8Gi", "pods": "110"}}
    bench.api.modify(kinds.NODE, "a", "", lambda node: node["status"].update(limit), subresource="status")
    bench.pod("p", container={"resources": {"requests": {"cpu": "0", "memory": "1Gi"}}})
    assert bench.node_of("p") == "a"


def test_pods_that_want_to_be_alone_refuse_others(build: Any) -> None:
    bench = build(["a"])
    bench.pod("loner", affinity=apart("guest"))
    bench.pod("guest")
    assert why(bench, "guest") == "1 node(s) didn't satisfy existing pods anti-affinity rules"


def test_soft_anti_affinity_spreads_but_does_not_refuse(bench: Any) -> None:
    term = {"labelSelector": {"matchLabels": {"app": "x"}}, "topologyKey": "kubernetes.io/hostname"}
    preferred = [{"weight": 100, "podAffinityTerm": term}]
    rule = {"podAntiAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": preferred}}
    for name in ("p0", "p1", "p2", "p3"):
        bench.pod(name, labels={"app": "x"}, affinity=rule)
    assert [bench.node_of(name) for name in ("p0", "p1", "p2", "p3")] == ["a", "b", "c", "a"]


def test_topology_follows_the_labels_of_nodes(bench: Any) -> None:
    for node, zone in (("a", "east"), ("b", "east"), ("c", "west")):
        bench.change(kinds.NODE, node, lambda draft, zone=zone: draft["metadata"]["labels"].update(zone=zone))
    term = {"labelSelector": {"matchLabels": {"app": "x"}}, "topologyKey": "zone"}
    rule = {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}}
    for name in ("p0", "p1", "p2"):
        bench.pod(name, labels={"app": "x"}, affinity=rule)
    assert [bench.node_of(name) for name in ("p0", "p1", "p2")] == ["a", "c", None]
    bench.change(kinds.NODE, "b", lambda draft: draft["metadata"]["labels"].update(zone="north"))
    assert bench.node_of("p2") == "b"


def test_a_claim_that_does_not_exist_is_named(bench: Any) -> None:
    bench.pod("p", volumes=[{"name": "data", "persistentVolumeClaim": {"claimName": "none"}}])
    assert bench.events("p") == [
        'FailedScheduling: 0/3 nodes are available: persistentvolumeclaim "none" not found. not found'
    ]


def test_a_pod_goes_where_its_volume_is(bench: Any) -> None:
    expression = {"key": "kubernetes.io/hostname", "operator": "In", "values": ["c"]}
    terms = {"nodeSelectorTerms": [{"matchExpressions": [expression]}]}
    bench.volume("pv", nodeAffinity={"required": terms})
    bench.claim("data")
    bench.pod("p", volumes=[{"name": "data", "persistentVolumeClaim": {"claimName": "data"}}])
    assert bench.node_of("p") == "c"
    bench.change(kinds.NODE, "c", lambda node: node["spec"].update(unschedulable=True))
    bench.pod("q", volumes=[{"name": "data", "persistentVolumeClaim": {"claimName": "data"}}])
    assert why(bench, "q") == (
        "1 node(s) were unschedulable, 2 node(s) didn't match PersistentVolume's node affinity"
    )
