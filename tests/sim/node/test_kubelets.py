"""Kubelets: which pods they run, and what becomes of pods when nodes come and go."""

from __future__ import annotations

from typing import Any

from k8slab.objects import meta, pods
from k8slab.sim import kinds
from k8slab.sim.cluster import Cluster
from k8slab.sim.node.kubelet import Kubelet


def phase(pod: dict[str, Any]) -> str:
    return str(pod["status"]["phase"])


def test_a_pod_that_names_its_node_needs_no_scheduler(bench: Any) -> None:
    bench.pod("p", nodeName="c")
    bench.settle()
    assert phase(bench.get(kinds.POD, "p")) == "Running"
    assert "Scheduled" not in bench.reasons("p")


def test_a_pod_bound_to_a_node_that_comes_later_starts_then(bench: Any) -> None:
    bench.pod("p", nodeName="late")
    bench.cluster.run_due()
    assert phase(bench.get(kinds.POD, "p")) == "Pending"
    bench.cluster.add_node("late")
    bench.settle()
    assert phase(bench.get(kinds.POD, "p")) == "Running"


def test_a_second_pod_of_the_same_name_is_another_pod(bench: Any) -> None:
    bench.pod("p")
    bench.settle()
    first = bench.get(kinds.POD, "p")["status"]["containerStatuses"][0]["containerID"]
    bench.delete(kinds.POD, "p", gracePeriodSeconds=0)
    bench.pod("p")
    bench.settle()
    second = bench.get(kinds.POD, "p")["status"]["containerStatuses"][0]["containerID"]
    assert first != second


def test_nothing_runs_on_a_node_that_is_gone(bench: Any) -> None:
    bench.pod("p")
    bench.delete(kinds.NODE, "a")
    bench.mark()
    bench.cluster.advance(30)
    assert bench.log(kinds.POD, "p", phase) == []


def test_a_kubelet_notices_that_its_node_is_cordoned(bench: Any) -> None:
    bench.change(kinds.NODE, "a", lambda node: node["spec"].update(unschedulable=True))
    bench.settle()
    bench.change(kinds.NODE, "a", lambda node: node["spec"].pop("unschedulable"))
    bench.settle()
    assert bench.reasons("a") == ["NodeNotSchedulable", "NodeSchedulable"]


def test_pod_addresses_are_not_used_again_at_once() -> None:
    node = {"metadata": {"name": "a"}, "spec": {"podCIDR": "10.244.7.0/24"}, "status": {}}
    kubelet = Kubelet(node)
    first = kubelet.take_address()
    kubelet.give_back(first)
    second = kubelet.take_address()
    assert (first, second) == ("10.244.7.2", "10.244.7.3")
    rest = [kubelet.take_address() for _ in range(252)]
    assert rest[-2:] == ["10.244.7.254", "10.244.7.2"]


def test_the_same_seed_gives_the_same_history() -> None:
    def history() -> list[Any]:
        cluster = Cluster(nodes=("a", "b"), seed=7)
        spec = {"containers": [{"name": "main", "image": "nginx"}]}
        cluster.api.create(kinds.POD, {"metadata": {"generateName": "p-"}, "spec": spec}, "default")
        cluster.settle()
        return [(entry.time, entry.type, entry.object) for entry in cluster.store.log]

    assert history() == history()


def lost(pod: dict[str, Any]) -> tuple[object, ...]:
    """Address, restarts, and how the last run ended."""
    status = pod["status"]["containerStatuses"][0]
    ended = status["lastState"].get("terminated") or {}
    return pod["status"].get("podIP"), status["restartCount"], ended.get("reason")


def test_1_nothing_happens_on_a_node_that_has_failed(bench: Any) -> None:
    bench.pod("p", nodeName="a")
    bench.settle()
    bench.cluster.stop_node("a")
    bench.mark()
    bench.delete(kinds.POD, "p")
    bench.cluster.advance(40)
    assert len(bench.log(kinds.POD, "p", meta.is_terminating)) == 1


def test_2_lost_containers_run_again_when_the_machine_is_back(bench: Any) -> None:
    bench.pod("p", nodeName="a", tolerations=[{"operator": "Exists"}])
    bench.settle()
    bench.cluster.stop_node("a")
    bench.settle()
    bench.mark()
    bench.cluster.start_node("a")
    bench.settle()
    assert [shown for _, shown in bench.story(kinds.POD, "p", lost)] == [
        (None, 1, "ContainerStatusUnknown"),
        ("10.244.0.3", 1, "ContainerStatusUnknown"),
    ]
    assert pods.is_ready(bench.get(kinds.POD, "p"))


def test_2_pods_that_were_to_go_do_so_when_the_machine_is_back(bench: Any) -> None:
    bench.pod("p", nodeName="a")
    bench.settle()
    bench.cluster.stop_node("a")
    bench.settle()
    assert meta.is_terminating(bench.get(kinds.POD, "p"))
    bench.cluster.start_node("a")
    bench.settle()
    assert bench.find(kinds.POD, "p") is None
