"""PodDisruptionBudgets, as checks ask about them: whose they are, and what they allow."""

from __future__ import annotations

from k8slab.checks import PodLife, State, Story
from k8slab.checks.unmet import expect
from k8slab.objects import meta
from k8slab.objects.selectors import from_manifest
from k8slab.story.life import Object
from k8slab.translation import say, say_many


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
    where = say("poddisruptionbudgets, namespace {namespace}", namespace=namespace)
    expected = say_many(
        "one budget for the pod of {owner}",
        "one budget for the {number} pods of {owner}",
        number,
        owner=owner,
    )
    expect(
        bool(found),
        expected=expected,
        found=say("none that selects them, among {names}", names=", ".join(map(meta.name, there)) or "none"),
        where=where,
        next=f"kubectl get pdb,po -n {namespace} --show-labels",
    )
    expect(
        len(found) == 1,
        expected=expected,
        found=say("{names}, which all select them", names=", ".join(map(meta.name, found))),
        where=where,
        next=say("No pod with two budgets can be evicted: keep one of them."),
    )
    counted = [pod for pod in state.list("pods", namespace) if selects(found[0], pod)]
    expect(
        counted == members and found[0].get("status", {}).get("expectedPods") == number,
        expected=say("a budget for {names} and nothing else", names=", ".join(map(meta.name, members))),
        found=say(
            "{name}, which selects {names}",
            name=meta.name(found[0]),
            names=", ".join(map(meta.name, counted)),
        ),
        where=where,
        next=f"kubectl describe pdb {meta.name(found[0])} -n {namespace}",
    )
    return found[0]


def keeps(budget: Object, healthy: int) -> None:
    """Raise Unmet if a budget wants another number of healthy pods."""
    found = budget.get("status", {}).get("desiredHealthy")
    expect(
        found == healthy,
        expected=say("a budget that keeps {number} healthy", number=healthy),
        found=say("one that keeps {number}", number=found),
        where=say(
            "budget {name}, namespace {namespace}", name=meta.name(budget), namespace=meta.namespace(budget)
        ),
        next=say("maxUnavailable or minAvailable; kubectl describe pdb says what comes of it"),
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
