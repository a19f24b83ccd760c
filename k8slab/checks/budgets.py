"""PodDisruptionBudgets, as checks ask about them: whose they are, and what they allow."""

from __future__ import annotations

from k8slab.checks import PodLife, State, Story
from k8slab.checks.unmet import expect
from k8slab.objects import meta
from k8slab.objects.selectors import from_manifest
from k8slab.story.life import Object


def selects(budget: Object, pod: Object) -> bool:
    """True if a budget counts a pod; it does not matter how its selector is written."""
    return meta.namespace(budget) == meta.namespace(pod) and from_manifest(
        budget["spec"].get("selector")
    ).matches(meta.labels(pod))


def budget_of(state: State, namespace: str, owner: str, number: int) -> Object:
    """The budget of a set's pods, so many of them; raises Unmet if none has exactly those, or two have."""
    members = state.list("pods", namespace, owner=f"StatefulSet/{owner}")
    there = state.list("poddisruptionbudgets", namespace)
    found = [each for each in there if any(selects(each, pod) for pod in members)]
    where = f"poddisruptionbudgets, namespace {namespace}"
    expected = f"one budget for the {number} pods of {owner}" if number > 1 else f"one budget for {owner}"
    expect(
        bool(found),
        expected=expected,
        found=f"none that selects them, among {', '.join(map(meta.name, there)) or 'none'}",
        where=where,
        next=f"kubectl get pdb,po -n {namespace} --show-labels",
    )
    expect(
        len(found) == 1,
        expected=expected,
        found=f"{' and '.join(map(meta.name, found))}, which both select them",
        where=where,
        next="No pod with two budgets can be evicted: delete one of them.",
    )
    counted = [pod for pod in state.list("pods", namespace) if selects(found[0], pod)]
    expect(
        counted == members and found[0].get("status", {}).get("expectedPods") == number,
        expected=f"a budget for {', '.join(map(meta.name, members))} and nothing else",
        found=f"{meta.name(found[0])}, which selects {', '.join(map(meta.name, counted))}",
        where=where,
        next=f"kubectl describe pdb {meta.name(found[0])} -n {namespace}",
    )
    return found[0]


def keeps(budget: Object, healthy: int) -> None:
    """Raise Unmet if a budget wants another number of healthy pods."""
    found = budget.get("status", {}).get("desiredHealthy")
    expect(
        found == healthy,
        expected=f"a budget that keeps {healthy} healthy",
        found=f"one that keeps {found}",
        where=f"budget {meta.name(budget)}, namespace {meta.namespace(budget)}",
        next="maxUnavailable or minAvailable; kubectl describe pdb says what comes of it",
    )


def forbade(story: Story, pod: PodLife) -> list[str]:
    """The budgets that wanted every pod of theirs when this one was sent away."""
    if pod.terminating is None:
        return []
    lives = story.lives("poddisruptionbudgets", namespace=pod.namespace)
    then = [life.as_of(pod.terminating) for life in lives]
    return [meta.name(each) for each in then if each and selects(each, pod.first) and wants_all(each)]


def wants_all(budget: Object) -> bool:
    """True if a budget allows no disruption, however healthy its pods are."""
    status = budget.get("status", {})
    return int(status.get("desiredHealthy", 0)) >= int(status.get("expectedPods", 0)) > 0
