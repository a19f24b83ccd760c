"""Pods that are deleted: a member comes back as itself, a clerk does not."""

from collections.abc import Iterable
from itertools import pairwise

from k8slab.checks import PodLife, State, Story, TaskSheet, Unmet, check, expect, part
from k8slab.checks.attempts import Judgements, best
from k8slab.checks.comeback import Comeback
from k8slab.checks.unmet import history
from k8slab.translation import say

from .sheet import DOCS, names


@check(
    "first-replaced",
    points=15,
    docs=DOCS + "statefulset/#pod-identity",
    hints=[
        "Nothing is changed in the set or in the Deployment: their controllers replace what is missing.",
        "Delete two pods, the member $set-$ordinal and any one clerk, and no claim.",
        "`kubectl get po -n $namespace` has the clerk's name; then `kubectl delete po $set-$ordinal NAME "
        "-n $namespace`, and lab.settle().",
    ],
)
def replaced(story: Story, state: State, task: TaskSheet) -> None:
    """$set-$ordinal and a clerk are replaced: one comes back, the other does not."""
    found = best(parts(each, task) for each in comebacks(story, task))
    found = found or Absence(story.pods(task.namespace, name=gone_member(task)), task).parts()
    for name, judge in found:
        with part(name, points=5):
            judge()
    with part("a clerk with a new name takes over", points=5):
        clerk_replaced(story, task)


def gone_member(task: TaskSheet) -> str:
    """The name of the member that is deleted."""
    return f"{task.set}-{task.ordinal}"


def wanted(story: Story, task: TaskSheet, old: PodLife) -> bool:
    """True if a member went while the set asked for it: it was not scaled away, nor its set deleted."""
    moment = old.terminating or old.created
    sets = story.lives("statefulsets", namespace=task.namespace, name=task.set)
    there = [life.newest(moment.time) for life in sets if life.stayed(moment, moment)]
    return any(each["spec"].get("replicas", 1) > task.ordinal for each in there)


def comebacks(story: Story, task: TaskSheet) -> list[Comeback]:
    """Each time that the member went and came back."""
    lives = story.pods(task.namespace, name=gone_member(task))
    others = [name for name in names(task) if name != gone_member(task)]
    return [
        Comeback(story, old, new, others, delete_one(task))
        for old, new in pairwise(lives)
        if wanted(story, task, old)
    ]


def parts(comeback: Comeback, task: TaskSheet) -> Judgements:
    """What is asked of a member that went and came back."""

    def is_back() -> None:
        comeback.is_ready_again()
        comeback.kept_its_claims()

    return [
        (say("{name} goes, and is back on its claim", name=gone_member(task)), is_back),
        (say("the other members stay"), comeback.was_alone),
    ]


class Absence:
    """A member that never went, or never came back."""

    def __init__(self, lives: list[PodLife], task: TaskSheet) -> None:
        self._lives, self._task = lives, task

    def parts(self) -> Judgements:
        """None of what is asked of a return."""
        name = gone_member(self._task)
        return [
            (say("{name} goes, and is back on its claim", name=name), self._raise),
            (say("the other members stay"), self._raise),
        ]

    def _raise(self) -> None:
        raise Unmet(
            expected=say("{name} deleted and made again", name=gone_member(self._task)),
            found="it never deleted while the set asked for it" if self._lives else "no such pod, ever",
            where=history("pod", gone_member(self._task), self._task.namespace),
            next=delete_one(self._task) if self._lives else "Task 2 comes first.",
        )


def delete_one(task: TaskSheet) -> str:
    """The command that lets a member go."""
    return say(
        "When all members are Ready: kubectl delete po {name} -n {namespace}",
        name=gone_member(task),
        namespace=task.namespace,
    )


def clerk_replaced(story: Story, task: TaskSheet) -> None:
    """Raise Unmet if no clerk went and another one, of the same template, became Ready in its place."""
    teams = story.lives("replicasets", namespace=task.namespace, owner=f"Deployment/{task.team}")
    shifts = [story.pods(task.namespace, owner=f"ReplicaSet/{life.name}") for life in teams]
    expect(
        any(takes_over(new, old) for shift in shifts for old in shift for new in shift),
        expected="a clerk gone, and one with a new name Ready",
        found=came_and_went([life for shift in shifts for life in shift]),
        where=history("Deployment", task.team, task.namespace),
        next=f"kubectl get po -n {task.namespace}, then delete one of the clerks by its name",
    )


def takes_over(new: PodLife, old: PodLife) -> bool:
    """True if one pod was made because another went."""
    return old.terminating is not None and new.created >= old.terminating and new.first_ready is not None


def came_and_went(shifts: Iterable[PodLife]) -> str:
    """How many clerks there were, and how many went."""
    lives = list(shifts)
    gone = [life.name for life in lives if life.terminating]
    return (
        say("{number} clerks so far, {gone} gone", number=len(lives), gone=", ".join(gone) or "none")
        if lives
        else say("no clerk, ever")
    )
