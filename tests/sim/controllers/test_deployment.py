"""The Deployment controller's guarantees about its ReplicaSets, revisions and status (1, 4, 5, 9 and 10)."""

from __future__ import annotations

import re
from typing import Any

import pytest

from k8slab.errors import ApiError
from k8slab.objects import meta
from k8slab.sim import kinds
from k8slab.sim.cluster import Cluster
from k8slab.sim.kinds.kind import Kind
from tests.sim.conftest import Manifest
from tests.sim.controllers.rollout import FIRST, SECOND, Rollout, image_of, size, template

REVISION = "deployment.kubernetes.io/revision"
PAST = "deployment.kubernetes.io/revision-history"


def revisions(rollout: Rollout) -> dict[str, tuple[str | None, str | None]]:
    """By image the number of the revision and those that the set had before."""
    found = rollout.bench.api.list(kinds.REPLICASET, "default")
    return {image_of(each): tuple(map(meta.annotations(each).get, (REVISION, PAST))) for each in found}


def test_1_the_hash_of_the_template_names_and_selects_the_set_and_its_pods(bench: Any) -> None:
    rollout = Rollout(bench)
    rollout.settle()
    made = rollout.set_of(FIRST)
    digest = meta.labels(made)["pod-template-hash"]
    assert re.fullmatch("[bcdfghjklmnpqrstvwxz2456789]{8,10}", digest)
    assert meta.name(made) == f"web-{digest}"
    labels = {"app": "web", "pod-template-hash": digest}
    assert meta.labels(made) == made["spec"]["selector"]["matchLabels"] == labels
    assert meta.controller_of(made) == meta.owner_reference(rollout.deployment)
    for pod in bench.api.list(kinds.POD):
        assert meta.labels(pod) == labels
        assert re.fullmatch(f"{meta.name(made)}-[a-z0-9]{{5}}", meta.name(pod))


def test_1_the_hash_depends_on_the_template_alone(build: Any) -> None:
    names = set()
    for seed in range(2):
        bench = build(["a"])
        bench.cluster = Cluster(nodes=["a"], seed=seed)
        bench.api = bench.cluster.api
        names.add(meta.name(Rollout(bench, replicas=seed).set_of(FIRST)))
    assert len(names) == 1


def test_1_a_name_that_another_set_has_is_avoided_and_the_collision_counted(bench: Any) -> None:
    rollout = Rollout(bench)
    name = meta.name(rollout.set_of(FIRST))
    bench.delete(kinds.DEPLOYMENT, "web")
    rollout.settle()
    other = {
        "selector": {"matchLabels": {"app": "other"}},
        "template": template(FIRST, "other"),
        "replicas": 0,
    }
    bench.create(kinds.REPLICASET, {"metadata": {"name": name}, "spec": other})
    again = Rollout(bench)
    again.settle()
    (made,) = [each for each in bench.api.list(kinds.REPLICASET) if meta.name(each) != name]
    assert meta.controller_of(made) == meta.owner_reference(again.deployment)
    assert (again.status["collisionCount"], again.status["readyReplicas"]) == (1, 3)


def test_1_sets_are_adopted_when_a_deployment_comes_back(bench: Any) -> None:
    rollout = Rollout(bench)
    rollout.settle()
    before = meta.uid(rollout.set_of(FIRST))
    bench.delete(kinds.DEPLOYMENT, "web", propagationPolicy="Orphan")
    assert meta.owners(rollout.set_of(FIRST)) == []
    again = Rollout(bench)
    again.mark()
    again.settle()
    adopted = again.set_of(FIRST)
    assert meta.uid(adopted) == before
    assert meta.controller_of(adopted) == meta.owner_reference(again.deployment)
    assert again.pods() == []
    progress = again.condition("Progressing")
    assert progress is not None
    assert progress["reason"] == "NewReplicaSetAvailable"


def test_1_a_set_whose_labels_no_longer_match_is_released_and_replaced(bench: Any) -> None:
    rollout = Rollout(bench)
    rollout.settle()
    name = meta.name(rollout.set_of(FIRST))
    bench.change(kinds.REPLICASET, name, lambda draft: draft["metadata"]["labels"].update(app="else"))
    assert meta.owners(bench.get(kinds.REPLICASET, name)) == []
    rollout.settle()
    assert rollout.status["collisionCount"] == 1
    assert rollout.status["readyReplicas"] == 3


def test_4_each_template_gets_the_next_number_and_one_that_comes_back_the_newest(bench: Any) -> None:
    rollout = Rollout(bench)
    rollout.settle()
    rollout.use(SECOND)
    rollout.settle()
    assert revisions(rollout) == {FIRST: ("1", None), SECOND: ("2", None)}
    rollout.use(FIRST)
    rollout.settle()
    assert revisions(rollout) == {FIRST: ("3", "1"), SECOND: ("2", None)}
    rollout.use(SECOND)
    rollout.use(FIRST)
    rollout.settle()
    assert revisions(rollout) == {FIRST: ("5", "1,3"), SECOND: ("4", "2")}
    assert meta.annotations(rollout.deployment)[REVISION] == "5"


def test_4_a_deployments_own_annotations_are_copied_to_the_present_set(bench: Any) -> None:
    rollout = Rollout(bench)
    rollout.settle()

    def annotate(draft: dict[str, Any]) -> None:
        draft["metadata"]["annotations"]["kubernetes.io/change-cause"] = "because"

    bench.change(kinds.DEPLOYMENT, "web", annotate)
    assert meta.annotations(rollout.set_of(FIRST)) == {
        "deployment.kubernetes.io/desired-replicas": "3",
        "deployment.kubernetes.io/max-replicas": "4",
        "deployment.kubernetes.io/revision": "1",
        "kubernetes.io/change-cause": "because",
    }


def test_5_old_sets_are_kept_up_to_the_limit_once_a_rollout_is_complete(bench: Any) -> None:
    rollout = Rollout(bench, revisionHistoryLimit=1)
    for image in (FIRST, SECOND, "server:v3"):
        rollout.use(image)
        rollout.settle()
    assert set(revisions(rollout)) == {SECOND, "server:v3"}
    rollout.change(revisionHistoryLimit=0)
    rollout.settle()
    assert set(revisions(rollout)) == {"server:v3"}


def test_9_the_status_is_written_step_by_step(bench: Any) -> None:
    rollout = Rollout(bench)
    rollout.settle()

    def shown(deployment: dict[str, Any]) -> dict[str, Any]:
        status = deployment["status"]
        told = {each["type"]: f"{each['status']} {each['reason']}" for each in status.get("conditions", ())}
        return {**{field: count for field, count in status.items() if field != "conditions"}, **told}

    created, available, unavailable = "True NewReplicaSetCreated", "MinimumReplicasAvailable", 3
    lacking = {"Available": "False MinimumReplicasUnavailable", "unavailableReplicas": unavailable}
    seen = {"observedGeneration": 1, "terminatingReplicas": 0}
    assert bench.story(kinds.DEPLOYMENT, "web", shown) == [
        (0.0, {}),
        (0.0, {"Progressing": created}),
        (0.0, {"Progressing": created, **seen, **lacking}),
        (
            0.0,
            {**seen, "Progressing": "True ReplicaSetUpdated", **lacking, "replicas": 3, "updatedReplicas": 3},
        ),
        (
            1.8,
            {
                **seen,
                "Available": f"True {available}",
                "Progressing": "True NewReplicaSetAvailable",
                **dict.fromkeys(("replicas", "updatedReplicas", "readyReplicas", "availableReplicas"), 3),
            },
        ),
    ]


def test_9_a_set_that_cannot_make_pods_is_told_and_taken_back(bench: Any) -> None:
    rollout = Rollout(bench, template=template(FIRST, serviceAccountName="nobody"))
    failure = rollout.condition("ReplicaFailure")
    assert failure is not None
    assert (failure["status"], failure["reason"]) == ("True", "FailedCreate")
    assert 'serviceaccount "nobody" not found' in failure["message"]
    bench.create(kinds.SERVICE_ACCOUNT, {"metadata": {"name": "nobody"}})
    rollout.settle()
    assert rollout.condition("ReplicaFailure") is None
    assert rollout.status["readyReplicas"] == 3


def refuse_sets(bench: Any, monkeypatch: pytest.MonkeyPatch, cause: str = "") -> None:
    create, details = bench.api.create, {"causes": [{"reason": cause}]}

    def refuse(kind: Kind, obj: Manifest, *rest: Any, **options: Any) -> Manifest:
        if kind is not kinds.REPLICASET:
            return create(kind, obj, *rest, **options)
        raise ApiError({"code": 403, "reason": "Forbidden", "message": "no sets today", "details": details})

    monkeypatch.setattr(bench.api, "create", refuse)


def test_9_a_set_that_cannot_be_made_is_told(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse_sets(bench, monkeypatch)
    rollout = Rollout(bench)
    bench.cluster.advance(1)
    told = rollout.condition("Progressing")
    assert told is not None
    message = told["message"]
    assert (told["status"], told["reason"]) == ("False", "ReplicaSetCreateError")
    assert re.fullmatch(r'Failed to create new replica set "web-\w+": no sets today', message)
    found = [each for each in bench.api.list(kinds.EVENT) if each["reason"] == "ReplicaSetCreateError"]
    assert [(each["type"], each["message"]) for each in found] == [("Warning", message)]
    monkeypatch.undo()
    rollout.settle()
    told = rollout.condition("Progressing")
    assert told is not None
    assert told["reason"] == "NewReplicaSetAvailable"


def test_9_in_a_namespace_that_ends_nothing_is_said(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse_sets(bench, monkeypatch, "NamespaceTerminating")
    rollout = Rollout(bench)
    bench.cluster.advance(1)
    assert rollout.condition("Progressing") is None
    assert bench.api.list(kinds.EVENT) == []


def test_1_a_long_name_is_cut_so_that_its_sets_can_be_made(bench: Any) -> None:
    body = {"selector": {"matchLabels": {"app": "web"}}, "template": template(FIRST)}
    bench.create(kinds.DEPLOYMENT, {"metadata": {"name": "x" * 253}, "spec": body})
    bench.settle()
    (made,) = bench.api.list(kinds.REPLICASET)
    digest = meta.labels(made)["pod-template-hash"]
    assert meta.name(made) == "x" * (252 - len(digest)) + f"-{digest}"
    assert made["status"]["readyReplicas"] == 1


def test_9_a_set_scaled_by_hand_is_put_right(bench: Any) -> None:
    rollout = Rollout(bench)
    rollout.settle()
    bench.change(
        kinds.REPLICASET, meta.name(rollout.set_of(FIRST)), lambda draft: draft["spec"].update(replicas=5)
    )
    rollout.settle()
    assert size(rollout.set_of(FIRST)) == 3
    assert bench.events("web")[1:] == [
        f"ScalingReplicaSet: Scaled down replica set {meta.name(rollout.set_of(FIRST))} from 5 to 3"
    ]


def test_10_a_deployment_that_is_being_deleted_only_counts(bench: Any) -> None:
    rollout = Rollout(bench)
    rollout.settle()
    rollout.mark()
    bench.delete(kinds.DEPLOYMENT, "web", propagationPolicy="Foreground")
    rollout.settle()
    assert rollout.pods() == ["v1 deleting"] * 3 + ["v1 gone"] * 3
    assert bench.find(kinds.DEPLOYMENT, "web") is None
    assert bench.api.list(kinds.REPLICASET) == []
