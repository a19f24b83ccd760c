"""Task 4: a member that goes and comes back as itself."""

from itertools import pairwise

from k8slab.checks import PodLife, State, Story, TaskSheet, Unmet, check, part
from k8slab.checks.attempts import Judgements, best
from k8slab.checks.comeback import Comeback
from k8slab.checks.unmet import history
from k8slab.translation import say

from .sheet import DOCS, names


@check(
    "quorum-return",
    points=15,
    docs=DOCS + "concepts/workloads/controllers/statefulset/#pod-identity",
    hints=[
        "Nothing has to be changed in the set: its controller replaces what is missing.",
        "Delete one pod, not the set and not a claim, and wait until it is Ready again.",
        "`kubectl delete po $set-$ordinal -n $namespace`, then `kubectl get po -n $namespace -w`.",
    ],
)
def comes_back(story: Story, state: State, task: TaskSheet) -> None:
    """$set-$ordinal goes and comes back as itself while the others stay."""
    lives = story.pods(task.namespace, name=gone_member(task))
    others = [name for name in names(task) if name != gone_member(task)]
    again = say("Once all three are Ready: {delete_one}", delete_one=delete_one(task))
    comebacks = [Comeback(story, old, new, others, again) for old, new in pairwise(lives)]
    if not comebacks:
        raise never_left(lives, task)
    for title, holds in best(parts(each) for each in comebacks):
        with part(title, points=5):
            holds()


def parts(comeback: Comeback) -> Judgements:
    """What is asked of a member that went and came back."""
    return [
        (say("{name} goes, and is Ready again", name=comeback.new.name), comeback.is_ready_again),
        (say("on the claim that it had"), comeback.kept_its_claims),
        (say("the others stay"), comeback.was_alone),
    ]


def gone_member(task: TaskSheet) -> str:
    """The name of the member that goes and comes back."""
    return f"{task.set}-{task.ordinal}"


def delete_one(task: TaskSheet) -> str:
    """The command that lets it go."""
    return f"kubectl delete po {gone_member(task)} -n {task.namespace}"


def never_left(lives: list[PodLife], task: TaskSheet) -> Unmet:
    """The member has at most one life."""
    name = gone_member(task)
    return Unmet(
        expected=say("{name} deleted and made again", name=name),
        found=say("one {name}, made at {time} and still there", name=name, time=lives[0].created)
        if lives
        else "no such pod, ever",
        where=history("pod", name, task.namespace),
        next=delete_one(task) if lives else "Task 2 comes first.",
    )
