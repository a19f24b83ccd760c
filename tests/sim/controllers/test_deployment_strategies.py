"""The Deployment controller: Recreate, pause, scaling and deadlines (guarantees 3, 6, 7 and 8)."""

from __future__ import annotations

from typing import Any

import pytest

from k8slab.objects import meta
from k8slab.sim import kinds
from k8slab.sim.controllers.deployment.proportions import new_sizes
from tests.sim.controllers.rollout import FIRST, SECOND, Rollout, size

BROKEN = "server:404"


def progress(rollout: Rollout) -> tuple[str, str]:
    found = rollout.condition("Progressing")
    assert found is not None
    return found["status"], found["reason"]


def test_3_recreate_waits_until_the_last_old_pod_has_stopped(bench: Any) -> None:
    rollout = Rollout(bench, strategy={"type": "Recreate"})
    rollout.settle()
    rollout.mark()
    rollout.use(SECOND)
    rollout.settle()
    assert rollout.sizes() == [(1.8, "v1 3/0"), (1.8, ""), (2.1, "v2 0/3"), (3.9, "v2 3/3")]
    assert rollout.pods() == [
        *["v1 deleting"] * 3,
        *["v2 created"] * 3,
        *["v1 gone"] * 3,
        *["v2 ready"] * 3,
    ]


def test_6_a_paused_deployment_is_scaled_but_not_rolled_out(bench: Any) -> None:
    rollout = Rollout(bench)
    rollout.settle()
    rollout.mark()
    rollout.change(paused=True)
    assert progress(rollout) == ("Unknown", "DeploymentPaused")
    rollout.use(SECOND)
    rollout.change(replicas=5)
    rollout.settle()
    assert rollout.sizes() == [(1.8, "v1 3/5"), (2.6, "v1 5/5")]
    rollout.change(paused=False)
    rollout.settle()
    assert rollout.sizes()[-1][1] == "v2 5/5"
    assert progress(rollout) == ("True", "NewReplicaSetAvailable")


def test_6_a_deployment_that_starts_paused_makes_nothing(bench: Any) -> None:
    rollout = Rollout(bench, paused=True)
    rollout.settle()
    assert rollout.sizes() == []
    assert progress(rollout) == ("Unknown", "DeploymentPaused")


def test_6_the_time_in_which_it_is_paused_does_not_count(bench: Any) -> None:
    rollout = Rollout(bench, progressDeadlineSeconds=60)
    rollout.settle()
    rollout.use(BROKEN)
    bench.cluster.advance(50)
    rollout.change(paused=True)
    bench.cluster.advance(100)
    assert progress(rollout) == ("Unknown", "DeploymentPaused")
    rollout.change(paused=False)
    assert progress(rollout) == ("Unknown", "DeploymentResumed")
    bench.cluster.advance(50)
    assert progress(rollout) == ("Unknown", "DeploymentResumed")
    bench.cluster.advance(20)
    assert progress(rollout) == ("False", "ProgressDeadlineExceeded")


def test_7_scaling_changes_the_only_set_and_its_notes(bench: Any) -> None:
    rollout = Rollout(bench)
    rollout.settle()
    rollout.change(replicas=8)
    rollout.settle()
    made = rollout.set_of(FIRST)
    notes = meta.annotations(made)
    assert size(made) == 8
    assert notes["deployment.kubernetes.io/desired-replicas"] == "8"
    assert notes["deployment.kubernetes.io/max-replicas"] == "10"
    assert bench.events("web")[1:] == [
        f"ScalingReplicaSet: Scaled up replica set {meta.name(made)} from 3 to 8"
    ]
    rollout.change(replicas=0)
    rollout.settle()
    assert bench.api.list(kinds.POD) == []
    rollout.change(replicas=1)
    rollout.settle()
    assert size(rollout.set_of(FIRST)) == 1


def test_7_amid_a_rollout_all_sets_grow_in_proportion(bench: Any) -> None:
    strategy = {"rollingUpdate": {"maxSurge": 3, "maxUnavailable": 2}}
    rollout = Rollout(bench, replicas=10, strategy=strategy)
    rollout.settle()
    rollout.use(BROKEN)
    assert (size(rollout.set_of(FIRST)), size(rollout.set_of(BROKEN))) == (8, 5)
    rollout.change(replicas=15)
    assert (size(rollout.set_of(FIRST)), size(rollout.set_of(BROKEN))) == (11, 7)
    rollout.mark()
    rollout.change(replicas=5)
    assert [shown for _, shown in rollout.sizes()] == [
        "404 0/7, v1 8/5",
        "404 0/3, v1 8/5",
        "404 0/3, v1 5/5",
        "404 0/3, v1 5/3",
        "404 0/5, v1 5/3",
        "404 0/5, v1 3/3",
    ]


def replica_set(name: str, wanted: int, most: int) -> dict[str, Any]:
    notes = {"deployment.kubernetes.io/max-replicas": str(most)}
    created = f"2026-01-01T00:00:0{name[-1]}Z"
    return {
        "metadata": {"name": name, "annotations": notes, "creationTimestamp": created},
        "spec": {"replicas": wanted},
    }


@pytest.mark.parametrize(
    ("wanted", "before", "sizes", "after"),
    [
        (20, 10, {"a1": 5, "b2": 5}, {"b2": 10, "a1": 10}),
        (5, 10, {"a1": 5, "b2": 5}, {"a1": 2, "b2": 3}),
        (4, 10, {"a1": 8, "b2": 2}, {"a1": 3, "b2": 1}),
        (0, 10, {"a1": 8, "b2": 2}, {"a1": 0, "b2": 0}),
        (11, 10, {"a1": 4, "b2": 3, "c3": 3}, {"a1": 5, "c3": 3, "b2": 3}),
    ],
)
def test_7_the_largest_set_gets_what_rounding_leaves_over(
    wanted: int, before: int, sizes: dict[str, int], after: dict[str, int]
) -> None:
    rolling = {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 0, "maxUnavailable": 1}}
    deployment = {"spec": {"replicas": wanted, "strategy": rolling}, "status": {}}
    sets = [replica_set(name, count, before) for name, count in sizes.items()]
    found = {meta.name(each): count for each, count in new_sizes(deployment, sets)}
    assert list(found.items()) == list(after.items())


def test_8_a_rollout_that_stands_still_is_reported_and_goes_on_when_it_can(bench: Any) -> None:
    rollout = Rollout(bench, progressDeadlineSeconds=60)
    rollout.settle()
    rollout.use(BROKEN)
    rollout.settle()

    def told(deployment: dict[str, Any]) -> str:
        conditions = {each["type"]: each for each in deployment["status"].get("conditions", ())}
        return " ".join(conditions[kind]["reason"] for kind in ("Progressing",) if kind in conditions)

    story = bench.story(kinds.DEPLOYMENT, "web", told)
    assert story[-3:] == [
        (1.8, "NewReplicaSetCreated"),
        (1.8, "ReplicaSetUpdated"),
        (62.0, "ProgressDeadlineExceeded"),
    ]
    found = rollout.condition("Progressing")
    assert found is not None
    name = meta.name(rollout.set_of(BROKEN))
    assert found["message"] == f'ReplicaSet "{name}" has timed out progressing.'
    rollout.use(SECOND)
    rollout.settle()
    assert progress(rollout) == ("True", "NewReplicaSetAvailable")


def test_8_without_a_deadline_nothing_is_said_about_progress(bench: Any) -> None:
    rollout = Rollout(bench, progressDeadlineSeconds=2**31 - 1)
    rollout.settle()
    assert [each["type"] for each in rollout.status["conditions"]] == ["Available"]
    assert meta.annotations(rollout.deployment)["deployment.kubernetes.io/revision"] == "1"


def test_8_a_rollout_that_was_finished_is_over_even_if_a_pod_finds_no_node_later(bench: Any) -> None:
    rollout = Rollout(bench)
    rollout.settle()
    for name in bench.cluster.nodes:
        bench.api.modify(kinds.NODE, name, "", lambda node: node["spec"].update(unschedulable=True))
    bench.delete(kinds.POD, meta.name(bench.api.list(kinds.POD, "default")[0]))
    assert bench.cluster.settle()
    assert bench.cluster.clock.now < 600
    assert "Pending" in [pod["status"]["phase"] for pod in bench.api.list(kinds.POD, "default")]
