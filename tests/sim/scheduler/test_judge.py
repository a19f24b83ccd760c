"""The scheduler's verdict, asked of any objects."""

from __future__ import annotations

from typing import Any

from k8slab.objects import meta
from k8slab.objects.placement import KINDS, Refused
from k8slab.sim import kinds
from k8slab.sim.scheduler.judge import judge


def apart(app: str) -> dict[str, Any]:
    term = {"labelSelector": {"matchLabels": {"app": app}}, "topologyKey": "kubernetes.io/hostname"}
    return {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}}


def everything(bench: Any) -> list[tuple[str, dict[str, Any]]]:
    rows = [kind for kind in kinds.KINDS if kind.kind in KINDS]
    return [(kind.kind, obj) for kind in rows for obj in bench.api.list(kind)]


def failed_scheduling(bench: Any, name: str) -> str:
    return next(text for text in bench.events(name) if text.startswith("FailedScheduling: "))[18:]


def test_it_says_what_the_event_says_and_which_plugin_refuses_each_node(bench: Any) -> None:
    for name in ("p0", "p1"):
        bench.pod(name, labels={"app": "zk"}, affinity=apart("zk"))
    bench.change(kinds.NODE, "c", lambda node: node["spec"].update(unschedulable=True))
    bench.pod("p2", labels={"app": "zk"}, affinity=apart("zk"))
    verdict = judge(bench.get(kinds.POD, "p2"), everything(bench))
    assert verdict.message == failed_scheduling(bench, "p2")
    unwanted = ("node(s) didn't match pod anti-affinity rules",)
    assert verdict.refused == (
        Refused("a", "InterPodAffinity", unwanted),
        Refused("b", "InterPodAffinity", unwanted),
        Refused("c", "NodeUnschedulable", ("node(s) were unschedulable",)),
    )
    assert (verdict.feasible, verdict.obstacle) == ((), "")


def test_an_obstacle_for_all_nodes_is_told_before_any_is_asked(bench: Any) -> None:
    bench.claim("data")
    volume = {"name": "data", "persistentVolumeClaim": {"claimName": "data"}}
    bench.pod("p", volumes=[volume])
    verdict = judge(bench.get(kinds.POD, "p"), everything(bench))
    assert verdict.message == failed_scheduling(bench, "p")
    assert verdict.obstacle == "pod has unbound immediate PersistentVolumeClaims"
    assert verdict.refused == ()


def test_the_words_about_preemption_agree_too(bench: Any) -> None:
    bench.create(kinds.PRIORITY_CLASS, {"metadata": {"name": "high"}, "value": 1000})
    need = {"resources": {"requests": {"cpu": "3"}}}
    for name in ("p0", "p1", "p2"):
        bench.pod(name, container=need)
    bench.pod("vip", container={"resources": {"requests": {"cpu": "64"}}}, priorityClassName="high")
    verdict = judge(bench.get(kinds.POD, "vip"), everything(bench))
    assert verdict.message == failed_scheduling(bench, "vip")
    assert {each.reasons for each in verdict.refused} == {("Insufficient cpu",)}


def test_a_pod_that_names_its_node_is_refused_by_all_others(bench: Any) -> None:
    field = {"key": "metadata.name", "operator": "In", "values": ["b"]}
    required = {"nodeSelectorTerms": [{"matchFields": [field]}]}
    affinity = {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": required}}
    bench.pod("p", affinity=affinity)
    verdict = judge(bench.get(kinds.POD, "p"), everything(bench))
    assert (verdict.message, verdict.feasible) == ("", ("b",))
    assert [(each.node, each.plugin) for each in verdict.refused] == [
        ("a", "NodeAffinity"),
        ("c", "NodeAffinity"),
    ]


def test_a_placed_pod_is_judged_as_if_it_had_no_node(bench: Any) -> None:
    bench.pod("big", container={"resources": {"requests": {"cpu": "2"}}})
    bench.pod("p", container={"resources": {"requests": {"cpu": "100m"}}})
    bench.settle()
    verdict = judge(bench.get(kinds.POD, "p"), everything(bench))
    assert verdict.feasible[0] == bench.node_of("p") == "b"
    assert set(verdict.points) == {"a", "b", "c"}
    assert verdict.points["b"] > verdict.points["a"]


def test_a_place_that_is_kept_for_another_pod_is_taken(bench: Any) -> None:
    for name in ("p0", "p1"):
        bench.pod(name, labels={"app": "zk"}, affinity=apart("zk"))
    objects = everything(bench)
    waiting = meta.copy(bench.get(kinds.POD, "p1"))
    waiting["metadata"] |= {"name": "p9", "uid": "9"}
    del waiting["spec"]["nodeName"]
    waiting["status"]["nominatedNodeName"] = "c"
    verdict = judge(bench.get(kinds.POD, "p1"), [*objects, ("Pod", waiting)])
    assert verdict.feasible == ("b",)


def test_what_it_is_given_stays_as_it_is_and_unknown_fields_do_no_harm(bench: Any) -> None:
    bench.pod("p")
    objects = [(kind, meta.copy(obj)) for kind, obj in everything(bench)]
    for _, obj in objects:
        obj["future"] = obj["metadata"]["future"] = {"field": 1}
    objects += [
        ("Widget", {"metadata": {"name": "w"}}),
        ("Node", {"metadata": {"name": "bare"}, "status": {}}),
    ]
    before = meta.copy(objects)
    verdict = judge(bench.get(kinds.POD, "p"), objects)
    assert objects == before
    assert verdict.feasible == ("a", "b", "c")
