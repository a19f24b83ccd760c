"""Eviction: the guarantees of its docstring."""

from __future__ import annotations

from typing import Any

import pytest

from k8slab.errors import ApiError
from k8slab.objects import meta, pods
from k8slab.sim import kinds
from k8slab.sim.api import eviction
from tests.sim.conftest import Bench

BUDGET = kinds.POD_DISRUPTION_BUDGET
GATE = "example.com/open"


@pytest.fixture
def bench() -> Bench:
    """Three pods of a ReplicaSet, running and ready."""
    made = Bench(("a", "b", "c"))
    container = {"name": "main", "image": "server"}
    spec = {"containers": [container], "readinessGates": [{"conditionType": GATE}]}
    body = {
        "replicas": 3,
        "selector": {"matchLabels": {"app": "web"}},
        "template": {"metadata": {"labels": {"app": "web"}}, "spec": spec},
    }
    made.create(kinds.REPLICASET, {"metadata": {"name": "web"}, "spec": body})
    made.settle()
    for name in living(made):
        set_ready(made, name, True)
    return made


def limit(bench: Bench, name: str = "budget", **spec: Any) -> None:
    body = {"selector": {"matchLabels": {"app": "web"}}, **spec}
    bench.create(BUDGET, {"metadata": {"name": name}, "spec": body})


def living(bench: Bench) -> list[str]:
    return [meta.name(pod) for pod in bench.api.list(kinds.POD) if pods.is_active(pod)]


def evict(bench: Bench, name: str, **options: Any) -> None:
    eviction.evict(bench.api, name, "default", options)


def refused(bench: Bench, name: str) -> dict[str, Any]:
    with pytest.raises(ApiError) as caught:
        evict(bench, name)
    return caught.value.status


def test_1_a_pod_without_a_budget_is_deleted(bench: Bench) -> None:
    first = living(bench)[0]
    evict(bench, first)
    assert first not in living(bench)
    assert refused(bench, "nobody")["message"] == 'pods "nobody" not found'


def test_1_a_pod_of_another_version_or_life_than_asked_for_stays_as_it_is(bench: Bench) -> None:
    first, second, _ = living(bench)
    present = meta.copy(bench.api.get(kinds.POD, first, "default"))
    for wrong in ({"resourceVersion": "1"}, {"uid": "another"}):
        with pytest.raises(ApiError) as caught:
            evict(bench, first, preconditions=wrong)
        assert caught.value.reason == "Conflict"
    assert bench.api.get(kinds.POD, first, "default") == present
    version = present["metadata"]["resourceVersion"]
    evict(bench, first, preconditions={"resourceVersion": version, "uid": meta.uid(present)})
    assert (first in living(bench), second in living(bench)) == (False, True)


@pytest.mark.parametrize("phase", ["Pending", "Succeeded", "Failed"])
def test_1_a_pod_that_does_not_run_needs_no_leave(bench: Bench, phase: str) -> None:
    limit(bench, minAvailable=3)
    first = living(bench)[0]
    done = {"phase": phase}
    bench.api.modify(
        kinds.POD, first, "default", lambda draft: draft["status"].update(done), subresource="status"
    )
    evict(bench, first)
    found = bench.find(kinds.POD, first)
    assert found is None or meta.is_terminating(found)


def set_ready(bench: Bench, name: str, ready: bool) -> None:
    """By way of the readiness gate."""

    def change(draft: dict[str, Any]) -> None:
        others = [each for each in draft["status"]["conditions"] if each["type"] != GATE]
        draft["status"]["conditions"] = [*others, {"type": GATE, "status": str(ready)}]

    bench.api.modify(kinds.POD, name, "default", change, subresource="status")
    bench.settle()
    assert pods.is_ready(bench.get(kinds.POD, name)) is ready


def test_2_an_unready_pod_may_go_if_enough_others_are_healthy(bench: Bench) -> None:
    limit(bench, minAvailable=2)
    first, second, _ = living(bench)
    set_ready(bench, first, False)
    evict(bench, first)
    assert meta.is_terminating(bench.get(kinds.POD, first))
    assert bench.get(BUDGET, "budget")["status"].get("disruptedPods") is None
    set_ready(bench, second, False)
    assert refused(bench, second)["code"] == 429


def test_2_always_allow_lets_every_unready_pod_go(bench: Bench) -> None:
    limit(bench, minAvailable=3, unhealthyPodEvictionPolicy="AlwaysAllow")
    first = living(bench)[0]
    set_ready(bench, first, False)
    evict(bench, first)
    assert meta.is_terminating(bench.get(kinds.POD, first))


def test_3_a_disruption_is_used_up_at_once_and_the_next_eviction_refused(bench: Bench) -> None:
    limit(bench, minAvailable=2)
    first, second, third = living(bench)
    evict(bench, first)
    state = bench.get(BUDGET, "budget")["status"]
    assert state["disruptionsAllowed"] == 0
    assert state["disruptedPods"] == {first: "2026-01-01T00:00:01Z"}
    assert state["conditions"][0]["reason"] == "InsufficientPods"
    assert refused(bench, second) == {
        "kind": "Status",
        "apiVersion": "v1",
        "metadata": {},
        "status": "Failure",
        "message": "Cannot evict pod as it would violate the pod's disruption budget.",
        "reason": "TooManyRequests",
        "details": {
            "causes": [
                {
                    "reason": "DisruptionBudget",
                    "message": "The disruption budget budget does not allow evicting pods currently",
                }
            ]
        },
        "code": 429,
    }
    bench.cluster.run_due()
    cause = refused(bench, second)["details"]["causes"][0]
    assert cause["message"] == "The disruption budget budget needs 2 healthy pods and has 2 currently"
    bench.settle()
    (new,) = set(living(bench)) - {first, second, third}
    set_ready(bench, new, True)
    evict(bench, second)


def test_3_a_budget_that_could_not_be_counted_says_why(bench: Bench) -> None:
    limit(bench, maxUnavailable=1)
    bench.delete(kinds.REPLICASET, "web", propagationPolicy="Orphan")
    for name in living(bench):
        bench.change(kinds.POD, name, lambda draft: draft["metadata"].update(ownerReferences=[gone()]))
    first = living(bench)[0]
    (cause,) = refused(bench, first)["details"]["causes"]
    text = "The disruption budget budget does not allow evicting pods currently because it failed sync: "
    assert cause["message"].startswith(text + "found no controllers for pod")


def gone() -> dict[str, Any]:
    return {"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "web", "uid": "gone", "controller": True}


def test_3_a_budget_that_was_not_counted_yet_asks_for_patience(bench: Bench) -> None:
    body = {"selector": {"matchLabels": {"app": "web"}}, "minAvailable": 1}
    bench.api.create(BUDGET, {"metadata": {"name": "budget"}, "spec": body}, "default")
    details = refused(bench, living(bench)[0])["details"]
    assert details["retryAfterSeconds"] == 10
    assert details["causes"][0]["message"] == (
        "The disruption budget budget is still being processed by the server."
    )


def test_3_a_dry_run_changes_nothing(bench: Bench) -> None:
    limit(bench, minAvailable=2)
    before = bench.cluster.store.revision
    eviction.evict(bench.api, living(bench)[0], "default", {}, dry_run=True)
    assert bench.cluster.store.revision == before


def test_4_a_pod_with_two_budgets_cannot_be_evicted(bench: Bench) -> None:
    limit(bench, minAvailable=1)
    limit(bench, "other", minAvailable=1)
    status = refused(bench, living(bench)[0])
    assert (status["code"], status["message"]) == (
        500,
        "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.",
    )


def test_5_the_pod_says_why_it_goes(bench: Bench) -> None:
    first = living(bench)[0]
    evict(bench, first, gracePeriodSeconds=1)
    pod = bench.get(kinds.POD, first)
    assert pods.condition(pod, "DisruptionTarget") == {
        "type": "DisruptionTarget",
        "status": "True",
        "lastProbeTime": None,
        "lastTransitionTime": "2026-01-01T00:00:01Z",
        "reason": "EvictionByEvictionAPI",
        "message": "Eviction API: evicting",
    }
    assert pod["metadata"]["deletionGracePeriodSeconds"] == 1
