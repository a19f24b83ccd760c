"""The scheduler's counts follow every change of pods and nodes."""

from __future__ import annotations

from typing import Any

from k8slab.objects import meta
from k8slab.sim import kinds
from k8slab.sim.scheduler.topology import Sort, Term
from k8slab.sim.scheduler.view import View

HOST = "kubernetes.io/hostname"
OF_X = Term((Sort('{"matchLabels": {"app": "x"}}', ("default",)),), HOST)


def watched(bench: Any) -> View:
    view = View(bench.api)

    def follow(change: Any) -> None:
        pod = None if change.type == "DELETED" else change.object
        if change.kind is kinds.POD:
            view.replace_pod(change.previous, pod)
        elif change.kind is kinds.NODE and pod is not None:
            view.put_node(change.object)
        elif change.kind is kinds.NODE:
            view.remove_node(change.object)

    bench.cluster.store.subscribe(follow)
    return view


def test_requests_are_added_up_and_given_back(bench: Any) -> None:
    view = watched(bench)
    bench.pod("p", container={"resources": {"requests": {"cpu": "250m", "memory": "1Gi"}}})
    assert view.nodes["a"].requested == {"cpu": 250, "memory": 2**30}
    bench.settle()
    bench.delete(kinds.POD, "p")
    bench.settle()
    assert sum(view.nodes["a"].requested.values()) == 0
    assert view.nodes["a"].pods == {}


def test_a_pod_that_has_ended_takes_no_room(bench: Any) -> None:
    view = watched(bench)
    bench.pod("p", "busybox", restartPolicy="Never")
    assert len(view.nodes["a"].pods) == 1
    bench.settle()
    assert view.nodes["a"].pods == {}


def test_counts_by_topology_follow_pods_and_labels(bench: Any) -> None:
    view = watched(bench)
    bench.pod("p", labels={"app": "x"})
    node = bench.get(kinds.NODE, "a")
    assert view.runs_at(OF_X, node)
    assert not view.runs_at(OF_X, bench.get(kinds.NODE, "b"))
    bench.change(kinds.POD, "p", lambda pod: pod["metadata"]["labels"].update(app="y"))
    assert not view.runs_anywhere(OF_X)


def test_pods_of_a_node_that_comes_later_are_counted_then(bench: Any) -> None:
    view = watched(bench)
    bench.pod("p", labels={"app": "x"}, nodeName="late")
    assert not view.runs_anywhere(OF_X)
    bench.cluster.add_node("late")
    assert [meta.name(pod) for pod in view.nodes["late"].pods.values()] == ["p"]
    assert view.runs_anywhere(OF_X)
    bench.delete(kinds.NODE, "late")
    assert not view.runs_anywhere(OF_X)


def test_a_term_means_pods_of_its_namespaces() -> None:
    pod = {"metadata": {"name": "p", "namespace": "other", "labels": {"app": "x"}}}
    assert not OF_X.means(pod)
    assert OF_X._replace(sorts=(OF_X.sorts[0]._replace(namespaces=None),)).means(pod)
