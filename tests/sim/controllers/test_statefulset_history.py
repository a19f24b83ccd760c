"""A StatefulSet's revisions: which are kept, whose they are, and what they are used for."""

from __future__ import annotations

import pytest

from k8slab.objects import meta
from k8slab.sim import kinds
from k8slab.sim.cluster import Cluster
from tests.sim.controllers.sets import MERGE_PATCH, change, deploy, new_image, status, with_volumes


@pytest.fixture
def cluster() -> Cluster:
    return with_volumes()


def numbers(cluster: Cluster) -> list[int]:
    return sorted(item["revision"] for item in cluster.api.list(kinds.CONTROLLER_REVISION, "default"))


def roll_out(cluster: Cluster, *images: str) -> None:
    for image in images:
        change(cluster, template=new_image(image))
        cluster.settle()


@pytest.mark.parametrize(("limit", "kept"), [(2, [2, 3, 4]), (1, [3, 4]), (0, [4]), (-1, [1, 2, 3, 4])])
def test_as_many_old_revisions_are_kept_as_asked_for(cluster: Cluster, limit: int, kept: list[int]) -> None:
    deploy(cluster, revisionHistoryLimit=limit)
    roll_out(cluster, "nginx:1.25", "nginx:1.26", "nginx:1.27")
    assert numbers(cluster) == kept


def test_a_revision_that_a_pod_has_is_kept_whatever_the_limit(cluster: Cluster) -> None:
    deploy(cluster, revisionHistoryLimit=0)
    first = status(cluster)["currentRevision"]
    roll_out(cluster, "nginx:404", "broken:1")
    assert numbers(cluster) == [1, 2, 3], "the broken pod has the second, the others the first"
    assert status(cluster)["currentRevision"] == first
    cluster.api.delete(kinds.POD, "web-2", "default")
    cluster.settle()
    assert numbers(cluster) == [1, 3]


def test_old_revisions_go_also_while_pods_cannot_be_made(cluster: Cluster) -> None:
    deploy(cluster, revisionHistoryLimit=2)
    roll_out(cluster, "nginx:1.25", "nginx:1.26")
    cluster.api.create(
        kinds.POD,
        {"metadata": {"name": "web-3"}, "spec": {"containers": [{"name": "a", "image": "busybox"}]}},
        "default",
    )
    change(cluster, replicas=4, revisionHistoryLimit=0)
    cluster.settle()
    assert numbers(cluster) == [3]


def test_a_revision_whose_label_is_taken_away_stays_the_sets_and_in_use(cluster: Cluster) -> None:
    deploy(cluster)
    before = status(cluster)
    name = before["updateRevision"]
    unlabelled = {"metadata": {"labels": {"app": "other"}}}
    cluster.api.patch(kinds.CONTROLLER_REVISION, name, "default", unlabelled, MERGE_PATCH)
    change(cluster, replicas=2)
    cluster.settle()
    revision = cluster.api.get(kinds.CONTROLLER_REVISION, name, "default")
    owner = meta.controller_of(revision)
    assert owner is not None
    assert owner["name"] == "web"
    assert status(cluster)["updateRevision"] == name
    cluster.api.delete(kinds.STATEFULSET, "web", "default")
    cluster.settle()
    assert numbers(cluster) == [], "it goes with its owner"


def test_orphaned_revisions_are_adopted_and_used_again(cluster: Cluster) -> None:
    deploy(cluster)
    roll_out(cluster, "nginx:1.25")
    before = {meta.name(item): meta.uid(item) for item in cluster.api.list(kinds.CONTROLLER_REVISION)}
    cluster.api.delete(kinds.STATEFULSET, "web", "default", options={"propagationPolicy": "Orphan"})
    cluster.settle()
    assert not any(meta.owners(item) for item in cluster.api.list(kinds.CONTROLLER_REVISION))
    deploy(cluster)
    after = {meta.name(item): meta.uid(item) for item in cluster.api.list(kinds.CONTROLLER_REVISION)}
    assert after == before
    assert numbers(cluster) == [2, 3], "the first template is the newest revision now"
