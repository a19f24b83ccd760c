"""What checks ask about PodDisruptionBudgets."""

from typing import Any

import pytest

from k8slab.checks import Event, Moment, State, Story, Unmet
from k8slab.checks.budgets import budget_of, forbade, keeps


def pod(name: str, owner: str = "zk", **labels: str) -> dict[str, Any]:
    reference = {"kind": "StatefulSet", "name": owner, "uid": owner, "controller": True}
    metadata = {"name": name, "namespace": "ns", "uid": name, "ownerReferences": [reference]}
    return {"metadata": {**metadata, "labels": {"app": owner, **labels}}, "spec": {}, "status": {}}


def budget(name: str, selector: dict[str, Any], **status: int) -> dict[str, Any]:
    metadata = {"name": name, "namespace": "ns", "uid": name}
    return {"metadata": metadata, "spec": {"selector": selector}, "status": {"expectedPods": 2, **status}}


BY_LABEL = {"matchLabels": {"app": "zk"}}
BY_TWO = {"matchLabels": {"app": "zk", "tier": "back"}}
BY_EXPRESSION = {"matchExpressions": [{"key": "app", "operator": "In", "values": ["zk", "kz"]}]}
PODS = [pod("zk-0", tier="back"), pod("zk-1", tier="back"), pod("web-0", "web")]


def found(*budgets: dict[str, Any]) -> str:
    """What is said of these budgets; empty if the set has the one it needs."""
    try:
        budget_of(State({"pods": PODS, "poddisruptionbudgets": budgets}), "ns", "zk", 2)
    except Unmet as unmet:
        return unmet.found
    return ""


@pytest.mark.parametrize("selector", [BY_LABEL, BY_TWO, BY_EXPRESSION])
def test_a_budget_is_a_sets_own_however_its_selector_is_written(selector: dict[str, Any]) -> None:
    assert found(budget("a", selector), budget("other", {"matchLabels": {"app": "web"}})) == ""


def test_a_budget_that_selects_others_as_well_or_not_all_is_not_the_sets_own() -> None:
    assert found(budget("wide", {})) == "wide, which selects web-0, zk-0, zk-1"
    assert found(budget("web", {"matchLabels": {"app": "web"}})) == "none that selects them, among web"
    assert found() == "none that selects them, among none"


def test_two_budgets_for_the_same_pods_are_one_too_many() -> None:
    assert found(budget("a", BY_LABEL), budget("b", {})) == "a, b, which all select them"


def test_what_a_budget_keeps_is_what_its_status_says() -> None:
    keeps(budget("a", BY_LABEL, desiredHealthy=1), 1)
    with pytest.raises(Unmet, match="expected a budget that keeps 2 healthy, found one that keeps 1"):
        keeps(budget("a", BY_LABEL, desiredHealthy=1), 2)


@pytest.mark.parametrize(("desired", "names"), [(2, ["a"]), (1, [])])
def test_a_pod_went_against_a_budget_that_wanted_every_one_of_its_pods(
    desired: int, names: list[str]
) -> None:
    leaving = pod("zk-0", tier="back")
    objects = [
        Event(Moment(1, 1), "ADDED", "pods", leaving),
        Event(Moment(2, 2), "ADDED", "poddisruptionbudgets", budget("a", BY_LABEL, desiredHealthy=desired)),
        Event(Moment(3, 3), "DELETED", "pods", leaving),
        Event(Moment(4, 4), "ADDED", "poddisruptionbudgets", budget("b", BY_LABEL, desiredHealthy=2)),
    ]
    story = Story(objects)
    assert forbade(story, story.pods("ns")[0]) == names
