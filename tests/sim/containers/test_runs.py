"""Which runs of containers are kept, and how they are found."""

from __future__ import annotations

from typing import Any

from k8slab.sim.containers.container import Running
from k8slab.sim.containers.runs import Runs
from k8slab.sim.containers.software import ORDINARY
from k8slab.sim.shell import Volume


def pod(name: str, node: str = "a", owner: str = "") -> dict[str, Any]:
    owners = [{"uid": owner, "controller": True}] if owner else []
    metadata = {"name": name, "uid": f"uid-{name}", "ownerReferences": owners}
    return {"metadata": metadata, "spec": {"nodeName": node}}


def run(identity: str, of: dict[str, Any]) -> Running:
    return Running(identity, "main", of, {}, ORDINARY, Volume(lambda: 0.0), 0.0)


def test_the_run_before_is_kept_and_older_ones_are_not() -> None:
    runs, one = Runs(), pod("one")
    for identity in ("1", "2", "3"):
        runs.add(run(identity, one))
    assert [runs.find(each) is not None for each in ("1", "2", "3")] == [False, True, True]
    assert [each.identity for each in runs.latest(one)] == ["3"]


def test_what_runs_on_a_node_is_what_is_alive_there() -> None:
    runs = Runs()
    for name, node in (("one", "a"), ("two", "b"), ("three", "a")):
        runs.add(run(name, pod(name, node)))
    found = runs.find("three")
    assert found is not None
    found.alive = False
    assert [each.identity for each in runs.on_node("a")] == ["one"]
    assert list(runs.on_node("nowhere")) == []


def test_pods_of_one_controller_are_alike_also_after_an_adoption() -> None:
    runs = Runs()
    first, second = run("1", pod("b", owner="set")), run("2", pod("a"))
    for each in (first, second):
        runs.add(each)
    assert [each.identity for each in runs.alike(first)] == ["1"]
    runs.update(second, pod("a", owner="set"))
    assert [each.identity for each in runs.alike(first)] == ["2", "1"], "by the pods' names"


def test_with_its_pod_all_is_forgotten() -> None:
    runs, one = Runs(), run("1", pod("one"))
    runs.add(one)
    assert runs.forget("uid-one") == ["1"]
    assert (one.alive, runs.find("1"), list(runs.on_node("a")), runs.alike(one)) == (False, None, [], [])
