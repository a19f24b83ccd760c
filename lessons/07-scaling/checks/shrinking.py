"""Task 4: members that go, one after the other."""

from itertools import pairwise

from k8slab.checks import Moment, State, Story, TaskSheet, Unmet, check, expect, part
from k8slab.checks.unmet import history
from k8slab.translation import say

from .claims import claims_stayed
from .members import asked_for, newest_pod, only_members, others_stayed, scaled_beyond
from .sheet import DOCS, gone_names, names


@check(
    "growth-shrink",
    points=15,
    docs=DOCS + "concepts/workloads/controllers/statefulset/#deployment-and-scaling-guarantees",
    hints=[
        "The set is `Parallel`: whoever is too many goes at once. That cannot be changed.",
        "You can change the number more than once. Wait in between until the member is gone.",
        "A loop over the numbers from one less than $grown down to $shrunk: scale, `lab.settle()`. Went "
        "wrong? Scale to $grown, settle, and begin again.",
    ],
)
def shrink(story: Story, state: State, task: TaskSheet) -> None:
    """$shrunk members are left; the others went one after the other, and their claims stay."""
    start = shrinking(story, task)
    with part(say("{shrunk} Ready members, no more", shrunk=task.shrunk), points=5):
        only_members(state, task.shrunk, task)
    with part("the highest first, one after the other", points=5):
        went_one_by_one(story, start, task)
    with part("the others and every claim stay", points=5):
        others_stayed(story, names(task.shrunk, task), start, task)
        claims_stayed(story, names(task.grown, task), start, task)


def shrinking(story: Story, task: TaskSheet) -> Moment:
    """When the set last began to ask for fewer than it had grown to; raises Unmet if it did not."""
    asked_for(story, task)
    start = scaled_beyond(story, task.grown - 1, task)[-1].end
    if start is None:
        raise Unmet(
            expected=say("a set that asks for {shrunk} members", shrunk=task.shrunk),
            found=say("it asking for {grown}", grown=task.grown),
            where=say("StatefulSet {set}, namespace {namespace}", set=task.set, namespace=task.namespace),
            next=f"kubectl scale sts {task.set} -n {task.namespace} --replicas={task.grown - 1}",
        )
    return start


def went_one_by_one(story: Story, start: Moment, task: TaskSheet) -> None:
    """Raise Unmet if a member went before the next higher one was gone."""
    leaving = [newest_pod(story, name, task) for name in reversed(gone_names(task))]
    for pod in leaving:
        expect(
            pod.deleted is not None and pod.deleted > start,
            expected=say("{name} gone", name=pod.name),
            found="it still there" if pod.deleted is None else "it gone before",
            where=history("pod", pod.name, task.namespace),
            at=pod.deleted or start,
            next=f"kubectl get po -n {task.namespace}",
        )
    for higher, lower in pairwise(leaving):
        asked = lower.terminating or lower.created
        expect(
            higher.deleted is not None and asked > higher.deleted,
            expected=say("{lower} told to go when {higher} is gone", lower=lower.name, higher=higher.name),
            found=say("{name} there until {deleted}", name=higher.name, deleted=higher.deleted),
            where=history("pod", lower.name, task.namespace),
            at=asked,
            next=say("Grow to {grown} again, then take one at a time.", grown=task.grown),
        )
