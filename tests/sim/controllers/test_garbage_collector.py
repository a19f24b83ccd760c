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
