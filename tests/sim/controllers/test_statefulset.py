"""The StatefulSet controller's guarantees, as numbered in its docstring."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from k8slab.objects import meta
from k8slab.sim import kinds
from k8slab.sim.cluster import Cluster
from tests.sim.controllers.sets import (
    MERGE_PATCH,
    change,
    claims,
    deploy,
    images,
    milestone,
    milestones,
    new_image,
    owners,
    status,
    uids,
    with_volumes,
)


@pytest.fixture
def cluster() -> Cluster:
    return with_volumes()


def test_1_a_pod_that_is_made_again_has_the_same_name_and_another_uid(cluster: Cluster) -> None:
    deploy(cluster)
    before = uids(cluster)
    cluster.api.delete(kinds.POD, "web-1", "default")
    cluster.settle()
    after = uids(cluster)
    assert after.keys() == before.keys() == {"web-0", "web-1", "web-2"}
    assert {name for name in after if after[name] != before[name]} == {"web-1"}
    names = meta.labels(cluster.api.get(kinds.POD, "web-1", "default"))
    assert names["statefulset.kubernetes.io/pod-name"] == "web-1"
    assert names["apps.kubernetes.io/pod-index"] == "1"


def test_2_each_pod_has_its_own_claim_and_claims_outlive_the_set(cluster: Cluster) -> None:
    deploy(cluster)
    bound = {meta.name(claim): claim["spec"]["volumeName"] for claim in claims(cluster)}
    assert list(bound) == ["data-web-0", "data-web-1", "data-web-2"]
    assert len(set(bound.values())) == 3
    cluster.api.delete(kinds.STATEFULSET, "web", "default")
    cluster.settle()
    assert uids(cluster) == {}
    deploy(cluster)
    assert {meta.name(claim): claim["spec"]["volumeName"] for claim in claims(cluster)} == bound


def test_3_ordered_ready_makes_each_pod_after_the_one_before_it_is_ready(cluster: Cluster) -> None:
    deploy(cluster)
    assert milestones(cluster) == [
        *("web-0 created", "web-0 ready"),
        *("web-1 created", "web-1 ready"),
        *("web-2 created", "web-2 ready"),
    ]


def test_3_ordered_ready_takes_pods_away_from_the_top_one_by_one(cluster: Cluster) -> None:
    deploy(cluster)
    since = len(cluster.store.log)
    change(cluster, replicas=1)
    cluster.settle()
    assert milestones(cluster, since) == [
        *("web-2 deleting", "web-2 gone"),
        *("web-1 deleting", "web-1 gone"),
    ]


def test_4_parallel_makes_and_takes_away_all_at_once(cluster: Cluster) -> None:
    deploy(cluster, podManagementPolicy="Parallel")
    assert milestones(cluster)[:3] == ["web-0 created", "web-1 created", "web-2 created"]
    since = len(cluster.store.log)
    change(cluster, replicas=0)
    cluster.settle()
    assert milestones(cluster, since)[:3] == ["web-2 deleting", "web-1 deleting", "web-0 deleting"]


@pytest.mark.parametrize("policy", ["OrderedReady", "Parallel"])
def test_5_a_rolling_update_replaces_one_pod_at_a_time_from_the_top(cluster: Cluster, policy: str) -> None:
    deploy(cluster, podManagementPolicy=policy)
    since = len(cluster.store.log)
    change(cluster, template=new_image("nginx:1.25"))
    cluster.settle()
    expected = []
    for name in ("web-2", "web-1", "web-0"):
        expected += [f"{name} deleting", f"{name} gone", f"{name} created", f"{name} ready"]
    assert milestones(cluster, since) == expected
    assert status(cluster)["currentRevision"] == status(cluster)["updateRevision"]
    assert images(cluster) == ["nginx:1.25"] * 3


def test_5_the_partition_keeps_lower_ordinals_at_the_old_revision(cluster: Cluster) -> None:
    deploy(cluster, updateStrategy={"type": "RollingUpdate", "rollingUpdate": {"partition": 2}})
    before = uids(cluster)
    change(cluster, template=new_image("nginx:1.25"))
    cluster.settle()
    assert images(cluster) == ["nginx:1.24", "nginx:1.24", "nginx:1.25"]
    assert uids(cluster)["web-0"] == before["web-0"]
    assert (status(cluster)["currentReplicas"], status(cluster)["updatedReplicas"]) == (2, 1)
    cluster.api.delete(kinds.POD, "web-0", "default")
    cluster.settle()
    assert images(cluster) == ["nginx:1.24", "nginx:1.24", "nginx:1.25"]
    change(cluster, updateStrategy={"rollingUpdate": {"partition": 0}})
    cluster.settle()
    assert images(cluster) == ["nginx:1.25"] * 3


def test_5_an_update_that_cannot_start_stops_at_the_first_pod(cluster: Cluster) -> None:
    deploy(cluster)
    change(cluster, template=new_image("nginx:404"))
    cluster.settle()
    assert images(cluster) == ["nginx:1.24", "nginx:1.24", "nginx:404"]
    change(cluster, template=new_image("nginx:1.24"))
    cluster.settle()
    assert images(cluster) == ["nginx:1.24", "nginx:1.24", "nginx:404"], "OrderedReady waits for web-2"
    cluster.api.delete(kinds.POD, "web-2", "default")
    cluster.settle()
    assert images(cluster) == ["nginx:1.24"] * 3


def test_6_on_delete_a_pod_changes_when_somebody_deletes_it(cluster: Cluster) -> None:
    deploy(cluster, updateStrategy={"type": "OnDelete"})
    before = uids(cluster)
    change(cluster, template=new_image("nginx:1.25"))
    cluster.settle()
    assert uids(cluster) == before
    cluster.api.delete(kinds.POD, "web-1", "default")
    cluster.settle()
    assert images(cluster) == ["nginx:1.24", "nginx:1.25", "nginx:1.24"]


@pytest.mark.parametrize("policy", ["OrderedReady", "Parallel"])
@pytest.mark.parametrize("phase", ["Failed", "Succeeded"])
def test_7_a_finished_pod_is_made_again(cluster: Cluster, phase: str, policy: str) -> None:
    deploy(cluster, podManagementPolicy=policy)
    before = uids(cluster)

    def finish(pod: dict[str, Any]) -> None:
        pod["status"]["phase"] = phase

    cluster.api.modify(kinds.POD, "web-1", "default", finish, subresource="status")
    cluster.settle()
    after = uids(cluster)
    assert {name for name in after if after[name] != before[name]} == {"web-1"}
    events = [item["message"] for item in cluster.api.list(kinds.EVENT, "default")]
    assert "Delete Pod web-1 in StatefulSet web successful" in events


def test_8_deleting_the_set_deletes_its_pods_at_the_same_instant(cluster: Cluster) -> None:
    deploy(cluster)
    since = len(cluster.store.log)
    cluster.api.delete(kinds.STATEFULSET, "web", "default")
    cluster.settle()
    assert milestones(cluster, since)[:3] == ["web-0 deleting", "web-1 deleting", "web-2 deleting"]
    deleting = [entry.time for entry in cluster.store.log[since:] if entry.kind is kinds.POD][:3]
    assert len(set(deleting)) == 1
    assert cluster.api.list(kinds.CONTROLLER_REVISION, "default") == []


def test_going_back_to_an_old_template_uses_its_revision_again(cluster: Cluster) -> None:
    deploy(cluster)
    first = status(cluster)["updateRevision"]
    change(cluster, template=new_image("nginx:1.25"))
    cluster.settle()
    change(cluster, template=new_image("nginx:1.24"))
    cluster.settle()
    assert status(cluster)["updateRevision"] == first
    assert cluster.api.get(kinds.CONTROLLER_REVISION, first, "default")["revision"] == 3


def test_min_ready_seconds_pace_the_rollout(cluster: Cluster) -> None:
    deploy(cluster, minReadySeconds=20)
    changes = [entry for entry in cluster.store.log if entry.kind is kinds.POD]
    ready = [e.time for e in changes if milestone(e.type, e.object, e.previous) == "ready"]
    assert all(later - earlier >= 20 for earlier, later in pairwise(ready))
    assert status(cluster)["availableReplicas"] == 3


def test_orphans_that_match_are_adopted_and_pods_that_do_not_are_released(cluster: Cluster) -> None:
    deploy(cluster)
    before = uids(cluster)
    cluster.api.delete(kinds.STATEFULSET, "web", "default", options={"propagationPolicy": "Orphan"})
    cluster.settle()
    assert uids(cluster) == before
    deploy(cluster)
    assert uids(cluster) == before
    unlabelled = {"metadata": {"labels": {"app": "other"}}}
    cluster.api.patch(kinds.POD, "web-0", "default", unlabelled, MERGE_PATCH)
    cluster.settle()
    assert meta.controller_of(cluster.api.get(kinds.POD, "web-0", "default")) is None


@pytest.mark.parametrize(
    ("deleted", "scaled", "scaled_down", "after"),
    [
        ("Retain", "Retain", ["data-web-0", "data-web-1"], ["data-web-0", "data-web-1"]),
        ("Retain", "Delete", ["data-web-0"], ["data-web-0"]),
        ("Delete", "Retain", ["data-web-0", "data-web-1"], []),
        ("Delete", "Delete", ["data-web-0"], []),
    ],
)
def test_2_the_retention_policy_says_when_claims_go(
    cluster: Cluster, deleted: str, scaled: str, scaled_down: list[str], after: list[str]
) -> None:
    retention = {"whenDeleted": deleted, "whenScaled": scaled}
    deploy(cluster, replicas=2, persistentVolumeClaimRetentionPolicy=retention)
    owner = ["StatefulSet/web"] if deleted == "Delete" else []
    assert owners(cluster) == {"data-web-0": owner, "data-web-1": owner}
    change(cluster, replicas=1)
    cluster.run_due()
    going = ["Pod/web-1"] if scaled == "Delete" else owner
    assert owners(cluster) == {"data-web-0": owner, "data-web-1": going}
    cluster.settle()
    assert list(owners(cluster)) == scaled_down
    cluster.api.delete(kinds.STATEFULSET, "web", "default")
    cluster.settle()
    assert list(owners(cluster)) == after


def test_2_a_claim_that_goes_with_its_pod_is_waited_for(cluster: Cluster) -> None:
    deploy(cluster, persistentVolumeClaimRetentionPolicy={"whenScaled": "Delete"})
    before = {meta.name(claim): meta.uid(claim) for claim in claims(cluster)}
    change(cluster, replicas=2)
    while "web-2" in uids(cluster):
        cluster.step()
    change(cluster, replicas=3)
    cluster.settle()
    after = {meta.name(claim): meta.uid(claim) for claim in claims(cluster)}
    assert {name for name in after if after[name] != before[name]} == {"data-web-2"}
    assert status(cluster)["readyReplicas"] == 3


def test_2_a_changed_policy_changes_the_owners(cluster: Cluster) -> None:
    deploy(cluster, replicas=1)
    change(cluster, persistentVolumeClaimRetentionPolicy={"whenDeleted": "Delete"})
    cluster.settle()
    assert owners(cluster) == {"data-web-0": ["StatefulSet/web"]}
    change(cluster, persistentVolumeClaimRetentionPolicy={"whenDeleted": "Retain"})
    cluster.settle()
    assert owners(cluster) == {"data-web-0": []}


def test_5_going_back_cures_a_broken_update_of_a_parallel_set(cluster: Cluster) -> None:
    deploy(cluster, podManagementPolicy="Parallel")
    change(cluster, template=new_image("nginx:404"))
    cluster.settle()
    change(cluster, template=new_image("nginx:1.24"))
    cluster.settle()
    assert images(cluster) == ["nginx:1.24"] * 3


@pytest.mark.parametrize("policy", ["OrderedReady", "Parallel"])
def test_5_with_the_gate_several_pods_are_replaced_at_once(policy: str) -> None:
    cluster = Cluster(feature_gates={"MaxUnavailableStatefulSet": True})
    strategy = {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": "50%"}}
    deploy(cluster, replicas=4, volumeClaimTemplates=[], updateStrategy=strategy, podManagementPolicy=policy)
    since = len(cluster.store.log)
    change(cluster, template=new_image("nginx:404"))
    cluster.settle()
    assert milestones(cluster, since)[:2] == ["web-3 deleting", "web-2 deleting"]
    assert [name for name in milestones(cluster, since) if "deleting" in name][2:] == []
    change(cluster, template=new_image("nginx:1.24"))
    cluster.settle()
    assert images(cluster).count("nginx:404") > 0, "what is down uses up all that may be unavailable"


def test_the_first_ordinal_can_be_moved(cluster: Cluster) -> None:
    deploy(cluster, ordinals={"start": 3})
    assert list(uids(cluster)) == ["web-3", "web-4", "web-5"]
    since = len(cluster.store.log)
    change(cluster, ordinals={"start": 1})
    cluster.settle()
    made_and_taken = [text for text in milestones(cluster, since) if "created" in text or "deleting" in text]
    assert made_and_taken == ["web-1 created", "web-2 created", "web-5 deleting", "web-4 deleting"]


def test_a_pod_waits_for_a_claim_that_is_going(cluster: Cluster) -> None:
    deploy(cluster, replicas=1)
    cluster.api.delete(kinds.PERSISTENT_VOLUME_CLAIM, "data-web-0", "default")
    cluster.run_due()
    assert meta.is_terminating(claims(cluster)[0]), "a pod still uses it"
    old = meta.uid(claims(cluster)[0])
    cluster.api.delete(kinds.POD, "web-0", "default")
    cluster.settle()
    assert meta.uid(claims(cluster)[0]) != old
    assert status(cluster)["readyReplicas"] == 1
