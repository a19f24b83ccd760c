"""The scheduler's verdict, asked of any objects."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from k8slab.objects import meta
from k8slab.objects.placement import KINDS, Refused
from k8slab.sim import kinds
from k8slab.sim.scheduler.judge import judge
from tests.sim.conftest import Bench


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


APART = apart("x")
WISHES = st.fixed_dictionaries(
    {
        "labels": st.sampled_from([{"app": "x"}, {"app": "y"}]),
        "affinity": st.sampled_from([{}, APART]),
        "nodeSelector": st.sampled_from([{}, {"disk": "ssd"}]),
        "tolerations": st.sampled_from([[], [{"key": "key", "operator": "Exists"}]]),
        "container": st.sampled_from([{}, {"resources": {"requests": {"cpu": "3"}}}]),
        "volumes": st.sampled_from([[], [{"name": "v", "persistentVolumeClaim": {"claimName": "data"}}]]),
    }
)
NODES = st.lists(st.sampled_from(["plain", "labelled", "tainted", "cordoned"]), min_size=1, max_size=4)
CHANGES: dict[str, Callable[[dict[str, Any]], object]] = {
    "plain": lambda node: None,
    "labelled": lambda node: node["metadata"]["labels"].update(disk="ssd"),
    "tainted": lambda node: node["spec"].update(taints=[{"key": "key", "effect": "NoSchedule"}]),
    "cordoned": lambda node: node["spec"].update(unschedulable=True),
}


@settings(max_examples=60, deadline=None)
@given(nodes=NODES, wishes=st.lists(WISHES, min_size=1, max_size=6))
def test_it_agrees_with_the_scheduler_about_every_pod(nodes: list[str], wishes: list[dict[str, Any]]) -> None:
    """The same words where there is no place, and the same place where there is one."""
    bench = Bench(tuple(f"n{number}" for number in range(len(nodes))))
    for number, kind in enumerate(nodes):
        bench.change(kinds.NODE, f"n{number}", CHANGES[kind])
    bench.claim("data")
    for number, wish in enumerate(wishes):
        name = f"p{number}"
        bench.pod(name, **wish)
        verdict = judge(bench.get(kinds.POD, name), everything(bench))
        if bench.node_of(name) is None:
            assert verdict.message == failed_scheduling(bench, name)
        else:
            assert verdict.feasible[0] == bench.node_of(name)
