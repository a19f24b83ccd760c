"""The ReplicaSet controller's guarantees, as numbered in its docstring."""

from __future__ import annotations

from typing import Any

import pytest

from k8slab.objects import meta
from k8slab.sim import kinds
from k8slab.sim.controllers.replicaset.ranking import DELETION_COST, least_first
from k8slab.sim.node import Catalogue, Image
from tests.sim.controllers.rollout import happened, template


def replicate(bench: Any, replicas: int = 3, image: str = "server", **spec: Any) -> None:
    """ReplicaSet web."""
    body = {
        "replicas": replicas,
        "selector": {"matchLabels": {"app": "web"}},
        "template": template(image),
        **spec,
    }
    bench.create(kinds.REPLICASET, {"metadata": {"name": "web"}, "spec": body})


def scale(bench: Any, replicas: int) -> None:
    bench.change(kinds.REPLICASET, "web", lambda draft: draft["spec"].update(replicas=replicas))


def status(bench: Any) -> dict[str, Any]:
    found: dict[str, Any] = bench.get(kinds.REPLICASET, "web")["status"]
    return found


def names(bench: Any) -> list[str]:
    return [meta.name(pod) for pod in bench.api.list(kinds.POD)]


def lives(bench: Any, since: int = 0) -> list[tuple[float, str]]:
    """What happened to pods, and when."""
    told = []
    for change in bench.cluster.store.log:
        if change.kind is kinds.POD and change.revision > since:
            word = happened(change.type, change.object, change.previous)
            told += [(round(change.time, 3), word)] if word else []
    return told


def test_1_a_pod_that_goes_is_replaced_at_once(bench: Any) -> None:
    replicate(bench, 2)
    bench.settle()
    since = bench.cluster.store.revision
    bench.delete(kinds.POD, names(bench)[0])
    bench.settle()
    assert lives(bench, since)[:2] == [(1.8, "deleting"), (1.8, "created")]
    assert sorted(word for _, word in lives(bench, since)[2:]) == ["gone", "ready"]
    assert len(names(bench)) == 2


@pytest.mark.parametrize("phase", ["Failed", "Succeeded"])
def test_1_a_finished_pod_stays_and_another_takes_its_place(bench: Any, phase: str) -> None:
    replicate(bench, 1)
    bench.settle()
    (first,) = names(bench)
    done = {"phase": phase}
    bench.api.modify(
        kinds.POD, first, "default", lambda draft: draft["status"].update(done), subresource="status"
    )
    bench.cluster.run_due()
    assert len(names(bench)) == 2
    assert bench.get(kinds.POD, first)["status"]["phase"] == phase
    assert status(bench)["replicas"] == 1


def test_1_an_evicted_pod_is_replaced(bench: Any) -> None:
    replicate(bench, 1, template=template("server", nodeSelector={"kubernetes.io/hostname": "a"}))
    bench.settle()
    taint = {"key": "gone", "effect": "NoExecute"}
    bench.change(kinds.NODE, "a", lambda draft: draft["spec"].update(taints=[taint]))
    bench.settle()
    assert [word for _, word in lives(bench)][:4] == ["created", "ready", "deleting", "created"]


def test_2_pods_are_made_in_growing_batches_until_one_fails(bench: Any) -> None:
    replicate(bench, 7, template=template("server", serviceAccountName="nobody"))
    assert names(bench) == []
    (failure,) = status(bench)["conditions"]
    why = 'error looking up service account default/nobody: serviceaccount "nobody" not found'
    assert (failure["type"], failure["status"], failure["reason"]) == (
        "ReplicaFailure",
        "True",
        "FailedCreate",
    )
    assert failure["message"].endswith(why)
    assert {text.partition("web-")[0] for text in bench.events("web")} == {
        'FailedCreate: Error creating: pods "',
    }
    bench.create(kinds.SERVICE_ACCOUNT, {"metadata": {"name": "nobody"}})
    bench.settle()
    assert len(names(bench)) == 7
    assert "conditions" not in status(bench)


def test_2_attempts_that_fail_come_later_and_later(bench: Any) -> None:
    replicate(bench, 1, template=template("server", serviceAccountName="nobody"))
    bench.cluster.advance(1)
    (event,) = [each for each in bench.api.list(kinds.EVENT) if each["reason"] == "FailedCreate"][:1]
    assert event["type"] == "Warning"
    tried = {change.time for change in bench.cluster.store.log if change.kind is kinds.EVENT}
    assert [round(time, 3) for time in sorted(tried)] == [0.0, 0.01, 0.03, 0.07, 0.15, 0.31, 0.63]


def test_2_every_pod_is_told(bench: Any) -> None:
    replicate(bench, 3)
    assert sorted(bench.events("web")) == [f"SuccessfulCreate: Created pod: {name}" for name in names(bench)]
    bench.settle()
    before = set(names(bench))
    scale(bench, 2)
    bench.settle()
    (gone,) = before - set(names(bench))
    assert bench.events("web")[-1] == f"SuccessfulDelete: Deleted pod: {gone}"


def test_3_pods_that_do_not_run_yet_go_before_others(build: Any) -> None:
    bench = build(["a", "b"], Catalogue({"slow": Image(start_seconds=60.0)}))
    replicate(bench, 2)
    bench.settle()
    ready = names(bench)
    bench.change(
        kinds.REPLICASET, "web", lambda draft: draft["spec"].update(replicas=4, template=template("slow"))
    )
    bench.cluster.advance(5)
    assert len(names(bench)) == 4
    scale(bench, 2)
    bench.settle()
    assert names(bench) == ready


def a_pod(name: str, **changes: Any) -> dict[str, Any]:
    """A pod that has been running and ready on node a since second 10."""
    since = f"2026-01-01T00:00:{changes.get('since', 10)}Z"
    ready = {"type": "Ready", "status": str(changes.get("ready", True)), "lastTransitionTime": since}
    cost = {DELETION_COST: changes["cost"]} if "cost" in changes else {}
    return {
        "metadata": {
            "name": name,
            "uid": name,
            "annotations": cost,
            "creationTimestamp": changes.get("created", "2026-01-01T00:00:10Z"),
        },
        "spec": {"nodeName": changes.get("node", "a")},
        "status": {
            "phase": changes.get("phase", "Running"),
            "conditions": [ready],
            "containerStatuses": [{"restartCount": changes.get("restarts", 0)}],
        },
    }


@pytest.mark.parametrize(
    "least",
    [
        {"node": ""},
        {"phase": "Pending"},
        {"ready": False},
        {"cost": "-1"},
        {"node": "crowded"},
        {"since": 58},
        {"restarts": 2},
        {"created": "2026-01-01T00:00:58Z"},
    ],
)
def test_3_what_matters_least_goes_first(least: dict[str, Any]) -> None:
    pods = [a_pod("1"), a_pod("2", **least), a_pod("3")]
    crowd = [*pods, a_pod("4", node="crowded"), a_pod("5", node="crowded"), a_pod("6", node="crowded")]
    assert [meta.name(pod) for pod in least_first(pods, crowd, 60.0)] == ["2", "1", "3"]


@pytest.mark.parametrize("cost", ["+9", "09", "9_9", " 9", "9.0", "2147483648", "much"])
def test_3_a_cost_that_is_not_plainly_a_number_counts_as_none(cost: str) -> None:
    pods = [a_pod("1", cost=cost), a_pod("2", cost="1"), a_pod("3", cost="-1"), a_pod("4", cost="0")]
    order = [meta.name(pod) for pod in least_first(pods, pods, 60.0)]
    assert (order[0], order[-1], set(order[1:3])) == ("3", "2", {"1", "4"})


def test_3_of_pods_that_were_restarted_as_often_the_one_with_restarted_sidecars_goes_first() -> None:
    def with_init(name: str, policy: str | None) -> dict[str, Any]:
        pod = a_pod(name, restarts=1)
        pod["spec"]["initContainers"] = [{"name": "side", "restartPolicy": policy}]
        pod["status"]["initContainerStatuses"] = [{"name": "side", "restartCount": 5}]
        return pod

    pods = [with_init("1", None), with_init("2", "Always"), a_pod("3", restarts=2)]
    assert [meta.name(pod) for pod in least_first(pods, pods, 60.0)] == ["3", "2", "1"]


def test_3_each_reason_weighs_more_than_all_that_follow() -> None:
    worse: list[dict[str, Any]] = [
        {"node": ""},
        {"phase": "Pending", "ready": False},
        {"ready": False, "cost": "5"},
        {"cost": "-1"},
        {"node": "crowded"},
        {"since": 58},
        {"since": 30},
        {"since": 10, "restarts": 1},
        {"created": "2026-01-01T00:00:05Z"},
    ]
    pods = [a_pod(str(number), **changes) for number, changes in enumerate(worse)]
    crowd = [a_pod(name, node=name) for name in ("a", "crowded", "crowded")]
    ordered = least_first(reversed(pods), crowd, 60.0)
    assert [meta.name(pod) for pod in ordered] == [str(number) for number in range(len(worse))]


def test_3_pods_of_sets_with_the_same_owner_are_spread_together(bench: Any) -> None:
    shared = {"apiVersion": "v1", "kind": "ConfigMap", "name": "owner", "controller": True}
    bench.create(kinds.CONFIG_MAP, {"metadata": {"name": "owner"}})
    owner = {**shared, "uid": meta.uid(bench.get(kinds.CONFIG_MAP, "owner"))}
    for app, replicas in (("one", 3), ("two", 1)):
        spec = {
            "replicas": replicas,
            "selector": {"matchLabels": {"app": app}},
            "template": template("server", app),
        }
        bench.create(kinds.REPLICASET, {"metadata": {"name": app, "ownerReferences": [owner]}, "spec": spec})
    bench.settle()
    (other,) = [pod for pod in bench.api.list(kinds.POD) if meta.labels(pod)["app"] == "two"]
    bench.change(kinds.REPLICASET, "one", lambda draft: draft["spec"].update(replicas=2))
    bench.settle()
    left = [bench.node_of(name) for name in names(bench) if name != meta.name(other)]
    assert len(left) == 2
    assert bench.node_of(meta.name(other)) not in left


def test_4_a_pod_without_owner_is_adopted_and_counts(bench: Any) -> None:
    bench.pod("mine", labels={"app": "web"})
    replicate(bench, 2)
    bench.settle()
    assert "mine" in names(bench)
    assert len(names(bench)) == 2
    assert meta.controller_of(bench.get(kinds.POD, "mine")) == meta.owner_reference(
        bench.get(kinds.REPLICASET, "web")
    )


def test_4_a_pod_whose_labels_no_longer_match_is_released_and_replaced(bench: Any) -> None:
    replicate(bench, 1)
    bench.settle()
    (first,) = names(bench)
    bench.change(kinds.POD, first, lambda draft: draft["metadata"].update(labels={"app": "debug"}))
    bench.settle()
    assert meta.owners(bench.get(kinds.POD, first)) == []
    assert len(names(bench)) == 2


def test_4_a_surplus_pod_that_would_be_adopted_goes(bench: Any) -> None:
    replicate(bench, 1)
    bench.settle()
    bench.pod("extra", labels={"app": "web"})
    bench.settle()
    assert len(names(bench)) == 1


def test_5_the_status_is_written_step_by_step(bench: Any) -> None:
    replicate(bench, 2)
    bench.settle()
    scale(bench, 1)
    bench.settle()

    def shown(replicas: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = replicas["status"]
        return found

    def counts(number: int, *fields: str) -> dict[str, int]:
        return dict.fromkeys(("replicas", "fullyLabeledReplicas", *fields), number)

    ready = ("readyReplicas", "availableReplicas")
    assert bench.story(kinds.REPLICASET, "web", shown) == [
        (0.0, {"replicas": 0}),
        (0.0, {"replicas": 0, "terminatingReplicas": 0, "observedGeneration": 1}),
        (0.0, {**counts(2), "terminatingReplicas": 0, "observedGeneration": 1}),
        (1.8, {**counts(2, *ready), "terminatingReplicas": 0, "observedGeneration": 1}),
        (1.8, {**counts(2, *ready), "terminatingReplicas": 0, "observedGeneration": 2}),
        (1.8, {**counts(1, *ready), "terminatingReplicas": 1, "observedGeneration": 2}),
        (2.1, {**counts(1, *ready), "terminatingReplicas": 0, "observedGeneration": 2}),
    ]


def test_5_pods_without_all_labels_of_the_template_are_counted_apart(bench: Any) -> None:
    bench.pod("mine", labels={"app": "web"})
    more = template("server")
    more["metadata"]["labels"]["tier"] = "front"
    replicate(bench, 2, template=more)
    assert (status(bench)["replicas"], status(bench)["fullyLabeledReplicas"]) == (2, 1)


def test_6_a_pod_is_available_when_it_has_been_ready_for_long_enough(bench: Any) -> None:
    replicate(bench, 1, minReadySeconds=20)
    bench.settle()

    def shown(replicas: dict[str, Any]) -> tuple[int, int]:
        found = replicas["status"]
        return found.get("readyReplicas", 0), found.get("availableReplicas", 0)

    assert bench.story(kinds.REPLICASET, "web", shown) == [(0.0, (0, 0)), (1.8, (1, 0)), (21.0, (1, 1))]


def test_7_a_set_that_is_being_deleted_only_counts(bench: Any) -> None:
    replicate(bench, 2)
    bench.settle()
    since = bench.cluster.store.revision
    bench.delete(kinds.REPLICASET, "web", propagationPolicy="Foreground")
    bench.settle()
    assert [word for _, word in lives(bench, since)] == ["deleting", "deleting", "gone", "gone"]
    assert bench.find(kinds.REPLICASET, "web") is None


def test_7_orphaned_pods_stay_and_are_adopted_again(bench: Any) -> None:
    replicate(bench, 2)
    bench.settle()
    before = names(bench)
    bench.delete(kinds.REPLICASET, "web", propagationPolicy="Orphan")
    assert names(bench) == before
    replicate(bench, 2)
    bench.settle()
    assert names(bench) == before
