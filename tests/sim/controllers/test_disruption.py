"""The disruption controller's guarantees, as numbered in its docstring."""

from __future__ import annotations

from typing import Any

import pytest

from k8slab.objects import meta
from k8slab.sim import kinds
from tests.sim.controllers.rollout import Rollout, template

BUDGET = kinds.POD_DISRUPTION_BUDGET


def limit(bench: Any, app: str = "web", **spec: Any) -> None:
    """A budget named budget for the pods of that app."""
    body = {"selector": {"matchLabels": {"app": app}}, **spec}
    bench.create(BUDGET, {"metadata": {"name": "budget"}, "spec": body})


def counts(budget: dict[str, Any]) -> tuple[int, ...]:
    """(allowed, healthy, wanted healthy, expected)"""
    fields = ("disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods")
    return tuple(budget["status"][field] for field in fields)


def told(budget: dict[str, Any]) -> tuple[int, ...] | tuple[int | str, ...]:
    """The counts and the condition's reason."""
    reasons = [each["reason"] for each in budget["status"].get("conditions", ())]
    return (*counts(budget), *reasons)


def stateful(bench: Any, replicas: int = 3) -> None:
    body = {
        "replicas": replicas,
        "serviceName": "web",
        "selector": {"matchLabels": {"app": "web"}},
        "template": template("server", terminationGracePeriodSeconds=2),
    }
    bench.create(kinds.STATEFULSET, {"metadata": {"name": "web"}, "spec": body})


def test_3_the_status_follows_the_pods_write_by_write(bench: Any) -> None:
    limit(bench, maxUnavailable=1)
    stateful(bench)
    bench.settle()
    bench.delete(kinds.POD, "web-1")
    bench.settle()
    story = bench.story(BUDGET, "budget", told)
    assert [step for _, step in story] == [
        (0, 0, 0, 0),
        (0, 0, 0, 0, "InsufficientPods"),
        (0, 0, 2, 3, "InsufficientPods"),
        (0, 1, 2, 3, "InsufficientPods"),
        (0, 2, 2, 3, "InsufficientPods"),
        (1, 3, 2, 3, "SufficientPods"),
        (0, 2, 2, 3, "InsufficientPods"),
        (1, 3, 2, 3, "SufficientPods"),
    ]


def test_3_the_condition_says_since_when_disruptions_are_allowed(bench: Any) -> None:
    Rollout(bench)
    bench.settle()
    bench.cluster.advance(60)
    limit(bench, maxUnavailable=1)
    assert bench.get(BUDGET, "budget")["status"] == {
        "observedGeneration": 1,
        "disruptionsAllowed": 1,
        "currentHealthy": 3,
        "desiredHealthy": 2,
        "expectedPods": 3,
        "conditions": [
            {
                "type": "DisruptionAllowed",
                "status": "True",
                "observedGeneration": 1,
                "lastTransitionTime": "2026-01-01T00:01:01Z",
                "reason": "SufficientPods",
                "message": "",
            }
        ],
    }
    bench.change(BUDGET, "budget", lambda draft: draft["spec"].update(maxUnavailable=2))
    state = bench.get(BUDGET, "budget")["status"]
    assert (state["observedGeneration"], state["disruptionsAllowed"]) == (2, 2)
    assert state["conditions"][0]["lastTransitionTime"] == "2026-01-01T00:01:01Z"


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ({"maxUnavailable": 1}, (1, 5, 4, 5)),
        ({"maxUnavailable": "30%"}, (2, 5, 3, 5)),
        ({"maxUnavailable": "200%"}, None),
        ({"maxUnavailable": 9}, (5, 5, 0, 5)),
        ({"minAvailable": 4}, (1, 5, 4, 5)),
        ({"minAvailable": 9}, (0, 5, 9, 5)),
        ({"minAvailable": "50%"}, (2, 5, 3, 5)),
        ({}, (0, 5, 0, 0)),
    ],
)
def test_1_what_is_wanted_is_counted_from_the_deployment(
    bench: Any, spec: dict[str, Any], expected: tuple[int, ...] | None
) -> None:
    Rollout(bench, replicas=5)
    bench.settle()
    if expected is None:
        with pytest.raises(Exception, match="must not be greater than 100%"):
            limit(bench, **spec)
    else:
        limit(bench, **spec)
        assert counts(bench.get(BUDGET, "budget")) == expected


def test_1_amid_a_rollout_the_deployment_counts_once(bench: Any) -> None:
    rollout = Rollout(bench, replicas=4)
    rollout.settle()
    limit(bench, maxUnavailable=1)
    rollout.use("server:404")
    assert rollout.status["replicas"] == 5
    assert counts(bench.get(BUDGET, "budget")) == (0, 3, 3, 4)


def test_1_an_absolute_minimum_needs_no_controller(bench: Any) -> None:
    for name in ("one", "two"):
        bench.pod(name, labels={"app": "web"})
    bench.settle()
    limit(bench, minAvailable=1)
    assert counts(bench.get(BUDGET, "budget")) == (1, 2, 1, 2)
    assert bench.events("budget") == []


def test_4_a_budget_without_pods_says_so(bench: Any) -> None:
    limit(bench, maxUnavailable=1)
    assert bench.events("budget") == ["NoPods: No matching pods found"]
    (event,) = [each for each in bench.api.list(kinds.EVENT) if each["reason"] == "NoPods"]
    assert (event["type"], event["source"]) == ("Normal", {"component": "controllermanager"})


def test_4_pods_without_a_controller_do_not_count_where_controllers_are_asked(bench: Any) -> None:
    bench.pod("alone", labels={"app": "web"})
    bench.settle()
    limit(bench, maxUnavailable=1)
    assert counts(bench.get(BUDGET, "budget")) == (0, 1, 0, 0)
    (text,) = set(bench.events("budget"))
    assert text == (
        "UnmanagedPods: Pods selected by this PodDisruptionBudget (selector: "
        "&LabelSelector{MatchLabels:map[string]string{app: web,},"
        "MatchExpressions:[]LabelSelectorRequirement{},}) were found to be unmanaged. As a result, "
        "the status of the PDB cannot be calculated correctly, which may result in undefined behavior. "
        'To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.'
    )


def test_4_a_pod_that_gets_other_labels_leaves_the_budget(bench: Any) -> None:
    bench.pod("one", labels={"app": "web"})
    bench.settle()
    limit(bench, minAvailable=1)
    assert counts(bench.get(BUDGET, "budget"))[1] == 1
    bench.change(kinds.POD, "one", lambda draft: draft["metadata"].update(labels={"app": "other"}))
    assert counts(bench.get(BUDGET, "budget"))[1] == 0


def test_5_pods_whose_controller_is_gone_make_counting_fail_until_they_are_gone_too(bench: Any) -> None:
    limit(bench, maxUnavailable=1)
    stateful(bench)
    bench.settle()
    bench.mark()
    bench.delete(kinds.STATEFULSET, "web")
    bench.settle()
    story = [step for _, step in bench.story(BUDGET, "budget", told)]
    assert story[0] == (0, 3, 2, 3, "SyncFailed")
    assert story[-1] == (0, 0, 0, 0, "InsufficientPods")
    blamed = {text for text in bench.events("budget") if text.startswith("CalculateExpectedPodCountFailed")}
    why = 'Failed to calculate the number of expected pods: found no controllers for pod "web-{}"'
    assert blamed == {f"CalculateExpectedPodCountFailed: {why.format(number)}" for number in range(3)}
    assert bench.events("budget")[0] == "NoPods: No matching pods found"


def test_5_a_daemon_set_cannot_be_scaled(bench: Any) -> None:
    body = {"selector": {"matchLabels": {"app": "web"}}, "template": template("server")}
    bench.create(kinds.DAEMONSET, {"metadata": {"name": "web"}, "spec": body})
    bench.settle()
    limit(bench, maxUnavailable=1)
    bench.settle()
    budget = bench.get(BUDGET, "budget")
    assert told(budget) == (0, 0, 0, 0, "SyncFailed")
    why = "daemonsets.apps does not implement the scale subresource"
    assert budget["status"]["conditions"][0]["message"] == why
    text = f"CalculateExpectedPodCountFailed: Failed to calculate the number of expected pods: {why}"
    assert set(bench.events("budget")) == {text}


def test_6_a_pod_that_was_evicted_and_stays_counts_again_after_two_minutes(bench: Any) -> None:
    Rollout(bench)
    bench.settle()
    limit(bench, maxUnavailable=1)
    name = meta.name(bench.api.list(kinds.POD)[0])

    def note(draft: dict[str, Any]) -> None:
        draft["status"]["disruptedPods"] = {name: "2026-01-01T00:00:01Z"}

    bench.api.modify(BUDGET, "budget", "default", note, subresource="status")
    bench.cluster.run_due()
    assert told(bench.get(BUDGET, "budget")) == (0, 2, 2, 3, "InsufficientPods")
    bench.cluster.advance(125)
    budget = bench.get(BUDGET, "budget")
    assert told(budget) == (1, 3, 2, 3, "SufficientPods")
    assert "disruptedPods" not in budget["status"]
    assert bench.events(name)[-1] == (
        "NotDeleted: Pod was expected by PDB default/budget to be deleted but it wasn't"
    )
