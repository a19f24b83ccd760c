"""The garbage collector's guarantees, as numbered in its docstring."""

from __future__ import annotations

from typing import Any

import pytest

from k8slab.objects import meta
from k8slab.sim import kinds
from k8slab.sim.cluster import Cluster


@pytest.fixture
def cluster() -> Cluster:
    return Cluster(nodes=[])


def make(cluster: Cluster, name: str, *owners: dict[str, Any], blocking: bool = True) -> dict[str, Any]:
    references = [{**meta.owner_reference(owner), "blockOwnerDeletion": blocking} for owner in owners]
    for position, reference in enumerate(references):
        reference["controller"] = position == 0
    made = cluster.api.create(
        kinds.CONFIG_MAP, {"metadata": {"name": name, "ownerReferences": references}}, "default"
    )
    cluster.settle()
    return made


def names(cluster: Cluster) -> list[str]:
    found = [meta.name(item) for item in cluster.api.list(kinds.CONFIG_MAP, "default")]
    return [name for name in found if name != "kube-root-ca.crt"]


def delete(cluster: Cluster, name: str, policy: str) -> list[str]:
    """What was deleted, in order."""
    since = len(cluster.store.log)
    cluster.api.delete(kinds.CONFIG_MAP, name, "default", options={"propagationPolicy": policy})
    cluster.settle()
    return [meta.name(entry.object) for entry in cluster.store.log[since:] if entry.type == "DELETED"]


def test_1_background_the_owner_goes_first_then_all_below_it(cluster: Cluster) -> None:
    child = make(cluster, "child", make(cluster, "owner"))
    make(cluster, "grandchild", child)
    assert delete(cluster, "owner", "Background") == ["owner", "child", "grandchild"]


def test_2_orphaned_dependents_lose_the_reference_and_stay(cluster: Cluster) -> None:
    make(cluster, "child", make(cluster, "owner"))
    assert delete(cluster, "owner", "Orphan") == ["owner"]
    assert meta.owners(cluster.api.get(kinds.CONFIG_MAP, "child", "default")) == []


def test_3_foreground_what_blocks_the_owner_goes_first(cluster: Cluster) -> None:
    make(cluster, "child", make(cluster, "owner"))
    assert delete(cluster, "owner", "Foreground") == ["child", "owner"]


def test_3_foreground_what_does_not_block_the_owner_is_not_waited_for(cluster: Cluster) -> None:
    owner = make(cluster, "owner")
    child = make(cluster, "child", owner, blocking=False)
    hold = {"finalizers": ["example.com/hold"]}
    change = {"metadata": hold}
    cluster.api.patch(kinds.CONFIG_MAP, "child", "default", change, "application/merge-patch+json")
    assert delete(cluster, "owner", "Foreground") == ["owner"]
    assert meta.is_terminating(cluster.api.get(kinds.CONFIG_MAP, meta.name(child), "default"))


def test_4_a_dependent_with_another_living_owner_stays(cluster: Cluster) -> None:
    one, two = make(cluster, "one"), make(cluster, "two")
    make(cluster, "shared", one, two)
    assert delete(cluster, "one", "Background") == ["one"]
    left = meta.owners(cluster.api.get(kinds.CONFIG_MAP, "shared", "default"))
    assert [owner["name"] for owner in left] == ["two"]


def test_what_is_made_for_an_owner_that_is_gone_is_deleted(cluster: Cluster) -> None:
    owner = make(cluster, "owner")
    delete(cluster, "owner", "Background")
    make(cluster, "late", owner)
    assert names(cluster) == []


def test_3_foreground_a_dependent_with_another_living_owner_stays(cluster: Cluster) -> None:
    one, two = make(cluster, "one"), make(cluster, "two")
    make(cluster, "shared", one, two)
    assert delete(cluster, "one", "Foreground") == ["one"]
    assert [
        owner["name"] for owner in meta.owners(cluster.api.get(kinds.CONFIG_MAP, "shared", "default"))
    ] == ["two"]


def test_4_an_owner_that_waits_for_its_dependents_does_not_hold_them(cluster: Cluster) -> None:
    one, two = make(cluster, "one"), make(cluster, "two")
    make(cluster, "shared", one, two)
    hold = {"metadata": {"finalizers": ["example.com/hold"]}}
    cluster.api.patch(kinds.CONFIG_MAP, "shared", "default", hold, "application/merge-patch+json")
    assert delete(cluster, "one", "Foreground") == ["one"]
    assert delete(cluster, "two", "Foreground") == []
    assert meta.is_terminating(cluster.api.get(kinds.CONFIG_MAP, "shared", "default"))


def test_5_an_owner_in_another_namespace_is_absent(cluster: Cluster) -> None:
    owner = make(cluster, "owner")
    cluster.api.create(kinds.NAMESPACE, {"metadata": {"name": "team"}})
    references = [meta.owner_reference(owner)]
    body = {"metadata": {"name": "child", "ownerReferences": references}}
    cluster.api.create(kinds.CONFIG_MAP, body, "team")
    cluster.settle()
    assert cluster.api.find(kinds.CONFIG_MAP, "child", "team") is None
    (event,) = cluster.api.list(kinds.EVENT, "team")
    uid = meta.uid(owner)
    stranger = f"[v1/ConfigMap, namespace: team, name: owner, uid: {uid}]"
    assert event["reason"] == "OwnerRefInvalidNamespace"
    assert event["message"] == f'ownerRef {stranger} does not exist in namespace "team"'


def test_5_what_has_no_namespace_is_left_alone_by_an_owner_that_has_one(cluster: Cluster) -> None:
    references = [meta.owner_reference(make(cluster, "owner"))]
    spec = {"capacity": {"storage": "1Gi"}, "accessModes": ["ReadWriteOnce"], "hostPath": {"path": "/x"}}
    body = {"metadata": {"name": "pv", "ownerReferences": references}, "spec": spec}
    cluster.api.create(kinds.PERSISTENT_VOLUME, body)
    cluster.settle()
    assert delete(cluster, "owner", "Background") == ["owner"]
    assert cluster.api.find(kinds.PERSISTENT_VOLUME, "pv") is not None
