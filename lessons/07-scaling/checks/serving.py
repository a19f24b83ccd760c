"""Task 3: servers that count each other."""

from itertools import pairwise

from k8slab.checks import Moment, State, Story, TaskSheet, Unmet, check, expect, part
from k8slab.checks.members import ready_members, what_it_is
from k8slab.checks.unmet import history
from k8slab.checks.zookeeper import counts_servers, place_of
from k8slab.translation import say

from .sheet import DOCS, names


@check(
    "growth-servers",
    points=15,
    docs=DOCS + "concepts/workloads/controllers/statefulset/#rolling-updates",
    hints=[
        "`kubectl logs $set-3 -n $namespace`: why does it end? Whom do the servers count?",
        "`--servers` stands in the command of the template. A changed template is rolled out. A file has the "
        "last word about everything that it says: about the number of members, too.",
        "Replace `--servers=3` and `replicas: 3` in `start`, apply it, and let the set do the rest. Too many "
        "were away? `kubectl rollout restart sts $set -n $namespace` is one more rollout.",
    ],
)
def servers(story: Story, state: State, task: TaskSheet) -> None:
    """Every server counts $grown, and never was more than one away of those that had been Ready."""
    owner = state.get("statefulsets", task.set, task.namespace)
    template = say("the template of StatefulSet {set}", set=task.set)
    counts_servers(owner["spec"]["template"], template, task.grown)
    with part(say("every member started with --servers={grown}", grown=task.grown), points=5):
        for name in names(task.grown, task):
            pod = state.get("pods", name, task.namespace)
            counts_servers(pod, place_of(pod), task.grown)
    with part(say("{grown} Ready members", grown=task.grown), points=5):
        ready_members(state, task.namespace, task.set, names(task.grown, task))
    with part("never more than one away", points=5):
        rolled_one_by_one(story, task)


def rolled_one_by_one(story: Story, task: TaskSheet) -> None:
    """Raise Unmet if one went while another was away, from the template's last change until all were new."""
    start = template_since(story, task)
    until = max(ready_since(story, name, start, task) for name in names(task.grown, task))
    away = sorted(
        (gone, back, name)
        for name in names(task.grown, task)
        for gone, back in absences(story, name, task)
        if back > start and gone < until
    )
    for (_, back, first), (gone, _, second) in pairwise(away):
        expect(
            gone > back,
            expected=say("{second} Ready as long as {first} is away", second=second, first=first),
            found=say("both away until {back}", back=back),
            where=say(
                "the pods of StatefulSet {set}, namespace {namespace}", set=task.set, namespace=task.namespace
            ),
            at=gone,
            next=say(
                "Once all are Ready: kubectl rollout restart sts {set} -n {namespace}",
                set=task.set,
                namespace=task.namespace,
            ),
        )


def absences(story: Story, name: str, task: TaskSheet) -> list[tuple[Moment, Moment]]:
    """From when to when a member was away that had been Ready, and was again."""
    ready = sorted(when for life in story.pods(task.namespace, name=name) for when in life.ready)
    return [(before.end, after.start) for before, after in pairwise(ready) if before.end]


def ready_since(story: Story, name: str, start: Moment, task: TaskSheet) -> Moment:
    """When a member was first Ready after a moment; raises Unmet if it was not."""
    lives = story.pods(task.namespace, name=name)
    ready = [life.first_ready for life in lives if life.first_ready and life.first_ready > start]
    if not ready:
        found = what_it_is(lives[-1].last if lives else None)
        why = f"kubectl describe po {name} -n {task.namespace}"
        raise Unmet(
            expected=say("{name} Ready", name=name),
            found=found,
            where=history("pod", name, task.namespace),
            at=start,
            next=why,
        )
    return ready[0]


def template_since(story: Story, task: TaskSheet) -> Moment:
    """When the set's template became what it is."""
    life = story.lives("statefulsets", namespace=task.namespace, name=task.set)[-1]
    newest = life.last["spec"]["template"]
    return life.intervals(lambda found: bool(found["spec"]["template"] == newest))[-1].start
