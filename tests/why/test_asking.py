"""Questions: how objects are named, and what is said about those that are not there."""

from __future__ import annotations

from typing import Any

import pytest

from k8slab.errors import K8slabError
from k8slab.why import Given, explain
from tests.why.manifests import pod, statefulset
from tests.why.told import chain


@pytest.mark.parametrize("about", ["statefulset/web", "sts/web", "statefulsets/web", "StatefulSets.apps/web"])
def test_a_kind_has_all_its_names(ground: Any, about: str) -> None:
    ground.apply(statefulset("web", 1))
    ground.settle()
    assert ground.why(about).top.subject == "statefulset/web"


def test_an_object_that_is_not_there_is_answered_with_those_that_are(ground: Any) -> None:
    ground.apply(pod("one"), pod("two"))
    with pytest.raises(K8slabError) as refused:
        ground.why("pod/three")
    assert str(refused.value) == (
        "expected pod/three in namespace default, found no such object. pods in namespace default: one "
        "and two"
    )


def test_an_ordinal_that_is_not_wanted_is_not_there_either(ground: Any) -> None:
    ground.apply(statefulset("web", 1))
    ground.settle()
    with pytest.raises(K8slabError, match=r"pods in namespace default: web-0$"):
        ground.why("pod/web-7")


@pytest.mark.parametrize("about", ["zk-0", "pod/", "/zk-0", "pod/a/b"])
def test_what_is_no_kind_and_name_is_refused_with_an_example(about: str) -> None:
    with pytest.raises(K8slabError, match="expected a kind and a name, as in 'pod/zk-3'"):
        explain(Given([]), about)


@pytest.mark.parametrize("about", ["widget/w", "event/e"])
def test_a_kind_that_cannot_be_explained_is_refused_with_those_that_can(about: str) -> None:
    with pytest.raises(
        K8slabError, match=r"There are: daemonset, deployment, job, namespace, node, pdb, pod,"
    ):
        explain(Given([]), about)


def test_what_could_not_be_read_is_said_when_nothing_is_found() -> None:
    given = Given([])
    given.gaps.append("pods could not be read: forbidden")
    with pytest.raises(K8slabError, match="pods could not be read: forbidden"):
        explain(given, "pod/p")


def test_a_namespace_holds_for_what_is_in_one(ground: Any) -> None:
    ground.kubectl("create namespace zookeeper")
    there = pod("p")
    there["metadata"]["namespace"] = "zookeeper"
    ground.apply(there)
    ground.settle()
    why = ground.why("pod/p", "zookeeper")
    assert (why.top.namespace, why.top.next) == ("zookeeper", "kubectl describe pod p -n zookeeper")
    assert ground.why("node/a", "zookeeper").top.namespace == ""


def test_two_objects_that_wait_for_each_other_end_the_chain(ground: Any) -> None:
    """A claim that waits for its pod, and the pod that waits for its claim."""
    claimed = {
        "kind": "PersistentVolumeClaim",
        "metadata": named("data"),
        "spec": {"storageClassName": "late"},
    }
    late = {"kind": "StorageClass", "metadata": {"name": "late"}, "volumeBindingMode": "WaitForFirstConsumer"}
    user = {"volumes": [{"name": "v", "persistentVolumeClaim": {"claimName": "data"}}], "containers": []}
    waiting = {"kind": "Pod", "metadata": named("p"), "spec": user}
    node = {"kind": "Node", "metadata": {"name": "a"}, "spec": {}, "status": {"allocatable": {"pods": "10"}}}
    why = explain(Given([claimed, {**late, "provisioner": "", "spec": {}}, waiting, node]), "pvc/data")
    assert "1.1.1.1 pvc/data is explained above" in chain(why)


def named(name: str) -> dict[str, Any]:
    return {"name": name, "namespace": "default", "uid": name}


def test_unknown_fields_and_missing_ones_do_no_harm() -> None:
    """Objects of another version, and objects as bare as can be."""
    bare = [
        {"kind": "Pod", "metadata": named("p"), "spec": {"containers": [{"name": "c"}], "future": 1}},
        {"kind": "Node", "metadata": {"name": "n"}, "spec": {"future": {}}, "status": {"future": []}},
        {"kind": "StatefulSet", "metadata": named("s"), "spec": {"future": True}},
        {"kind": "DaemonSet", "metadata": named("d"), "spec": {"template": {"spec": {"containers": []}}}},
        {"kind": "Deployment", "metadata": named("e"), "spec": {}},
        {"kind": "ReplicaSet", "metadata": named("r"), "spec": {}},
        {"kind": "Job", "metadata": named("j"), "spec": {}},
        {"kind": "PersistentVolumeClaim", "metadata": named("c"), "spec": {}},
        {"kind": "PersistentVolume", "metadata": {"name": "v"}, "spec": {}},
        {"kind": "StorageClass", "metadata": {"name": "sc"}},
        {"kind": "Service", "metadata": named("svc"), "spec": {}},
        {"kind": "PodDisruptionBudget", "metadata": named("b"), "spec": {}},
        {"kind": "ResourceQuota", "metadata": named("q"), "spec": {}},
        {"kind": "Namespace", "metadata": {"name": "default"}, "spec": {}},
    ]
    for obj in bare:
        name = obj["metadata"]["name"]  # type: ignore[index]
        assert str(explain(Given(bare), f"{str(obj['kind']).lower()}/{name}")).startswith("Why ")
