"""What several tasks ask about the set and its members, of the past and of the present."""

from collections.abc import Iterable

from k8slab.checks import Interval, Moment, PodLife, State, Story, TaskSheet, expect
from k8slab.checks.members import ready_members, stayed
from k8slab.checks.unmet import history
from k8slab.objects import meta
from k8slab.story.life import Object
from k8slab.translation import say

from .sheet import FIRST, names


def asks(owner: Object) -> int:
    """How many members a set asks for."""
    return int(owner["spec"].get("replicas", 1))


def asked_for(story: Story, task: TaskSheet) -> None:
    """Raise Unmet if the set never asked for as many members as the sheet says."""
    sets = story.lives("statefulsets", namespace=task.namespace, name=task.set)
    numbers = [asks(version.object) for life in sets for version in life.versions]
    expect(
        task.grown in numbers,
        expected=say("a set that asks for {grown} members", grown=task.grown),
        found=say("{number} at most", number=max(numbers)) if numbers else "no such set, ever",
        where=history("StatefulSet", task.set, task.namespace),
        next=f"kubectl scale sts {task.set} -n {task.namespace} --replicas={task.grown}",
    )


def scaled_beyond(story: Story, count: int, task: TaskSheet) -> list[Interval]:
    """When the set asked for more than so many members."""
    sets = story.lives("statefulsets", namespace=task.namespace, name=task.set)
    return [when for life in sets for when in life.intervals(lambda found: asks(found) > count)]


def newest_pod(story: Story, name: str, task: TaskSheet) -> PodLife:
    """The last pod of a name; raises Unmet if there never was one."""
    lives = story.pods(task.namespace, name=name)
    expect(
        bool(lives),
        expected=say("a pod {name}", name=name),
        found="none, ever",
        where=history("pod", name, task.namespace),
        next=FIRST,
    )
    return lives[-1]


def only_members(state: State, count: int, task: TaskSheet) -> None:
    """Raise Unmet if there are not just so many members, all Ready."""
    ready_members(state, task.namespace, task.set, names(count, task))
    found = [meta.name(pod) for pod in state.list("pods", task.namespace, owner=f"StatefulSet/{task.set}")]
    expect(
        len(found) == count,
        expected=say("{count} members", count=count),
        found=", ".join(found),
        where=say("StatefulSet {set}, namespace {namespace}", set=task.set, namespace=task.namespace),
        next=f"kubectl scale sts {task.set} -n {task.namespace} --replicas={count}",
    )


def others_stayed(
    story: Story, stayers: Iterable[str], start: Moment, task: TaskSheet, *, until: Moment | None = None
) -> None:
    """Raise Unmet if one of the pods was replaced or deleted between two moments."""
    again = say("It can be done again: the task's third hint says how.")
    stayed(story, task.namespace, stayers, start=start, end=until, again=again)
