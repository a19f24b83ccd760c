"""Tasks 1 and 2: new members are asked for, and get nodes."""

from k8slab.checks import Moment, State, Story, TaskSheet, Unmet, check, expect, part
from k8slab.checks.members import nothing_shared, what_it_is
from k8slab.checks.unmet import history
from k8slab.objects import meta, pods
from k8slab.story.life import Object
from k8slab.translation import say

from .claims import is_bound, newest_claim
from .members import asked_for, newest_pod, others_stayed, scaled_beyond
from .sheet import BEGUN, DOCS, names, new_names


@check(
    "growth-wish",
    points=15,
    docs=DOCS + "concepts/workloads/controllers/statefulset/#stable-storage",
    hints=[
        "Three volumes, three claims. What does each new member bring along, and what does that need?",
        "Make volumes like `disk-1` for claims of $size, one for each new member, then scale to $grown.",
        "`kubectl scale sts $set -n $namespace --replicas=$grown`. Were nodes there too early? Scale to "
        "three, delete the nodes that you added, scale again.",
    ],
)
def wish(story: Story, state: State, task: TaskSheet) -> None:
    """$grown members are asked for: the new ones have claims and wait for nodes."""
    asked_for(story, task)
    with part("the new pods made", points=5):
        for name in new_names(task):
            newest_pod(story, name, task)
    with part("a bound claim for each of them", points=5):
        for name in new_names(task):
            first_bound(story, name, task)
    with part("the claims bound while the pods wait for nodes", points=5):
        for name in new_names(task):
            waited_for_a_node(story, name, task)


def first_bound(story: Story, name: str, task: TaskSheet) -> Moment:
    """When a member's claim was bound; raises Unmet if it never was."""
    claim = newest_claim(story, name, task)
    bound = claim.when(is_bound)
    if bound is None:
        raise Unmet(
            expected=say("{name} Bound", name=claim.name),
            found=say("it {phase}", phase=claim.last.get("status", {}).get("phase")),
            where=history("claim", claim.name, task.namespace),
            at=claim.created,
            next="kubectl get pv: is there a volume that is Available and large enough?",
        )
    return bound


def waited_for_a_node(story: Story, name: str, task: TaskSheet) -> None:
    """Raise Unmet if no pod of that name was kept off all nodes by the others while it had its claim."""
    bound = first_bound(story, name, task)
    lives = story.pods(task.namespace, name=name)
    waits = [when for life in lives for when in life.intervals(is_kept_off)]
    expect(
        any(when.end is None or when.end > bound for when in waits),
        expected=say("{name} Pending for want of a node, its claim Bound", name=name),
        found=what_it_is(lives[-1].last) if not waits else "its claim Bound later",
        where=history("pod", name, task.namespace),
        at=lives[-1].scheduled or lives[-1].created,
        next="The members come first, the nodes in task 2.",
    )


def is_kept_off(pod: Object) -> bool:
    """The other members are why there is no node for it."""
    scheduled = pods.condition(pod, "PodScheduled") or {}
    return scheduled.get("status") == "False" and "anti-affinity" in scheduled.get("message", "")


@check(
    "growth-cure",
    points=15,
    docs=DOCS + "concepts/scheduling-eviction/assign-pod-node/#inter-pod-affinity-and-anti-affinity",
    hints=[
        "The lesson has two cures. Which of them replaces nobody?",
        "A member more, a node more: how many do you need? One of them is called $node.",
        '`lab.add_node("$node")`, and others of any name. Was a member replaced? Scale to three, and to '
        "$grown again.",
    ],
)
def cure(story: Story, state: State, task: TaskSheet) -> None:
    """$grown pods, each on its own node, and none was replaced for it."""
    asked_for(story, task)
    with part(say("a node for {grown} pods", grown=task.grown), points=5):
        nodes_of(state, task)
    with part(say("each on a node of its own, one of them {node}", node=task.node), points=5):
        own_nodes(state, task)
    with part("the first three stay meanwhile", points=5):
        grew_beside(story, task)


def nodes_of(state: State, task: TaskSheet) -> dict[str, str]:
    """Where each member is; raises Unmet about one that is nowhere."""
    found = [state.get("pods", name, task.namespace) for name in names(task.grown, task)]
    for pod in found:
        expect(
            bool(pod["spec"].get("nodeName")),
            expected=say("{pod} on a node", pod=meta.name(pod)),
            found=what_it_is(pod),
            where=say("pod {pod}, namespace {namespace}", pod=meta.name(pod), namespace=task.namespace),
            next=f"kubectl describe po {meta.name(pod)} -n {task.namespace}",
        )
    return {meta.name(pod): str(pod["spec"]["nodeName"]) for pod in found}


def own_nodes(state: State, task: TaskSheet) -> None:
    """Raise Unmet if a member has another's node, or none is on the sheet's node."""
    nodes = nodes_of(state, task)
    nothing_shared(nodes, "node")
    expect(
        task.node in nodes.values(),
        expected=say("a member on {node}", node=task.node),
        found=say("members on {nodes}", nodes=", ".join(sorted(nodes.values()))),
        where="the cluster",
        next="kubectl get nodes, and compare with your task sheet",
    )


def grew_beside(story: Story, task: TaskSheet) -> None:
    """Raise Unmet if one of the first was not there from the growing until all new ones had a node."""
    start = scaled_beyond(story, BEGUN, task)[-1].start
    placed = [placed_since(story, name, start, task) for name in new_names(task)]
    others_stayed(story, names(BEGUN, task), start, task, until=max(placed))


def placed_since(story: Story, name: str, start: Moment, task: TaskSheet) -> Moment:
    """When a member first had a node after a moment; raises Unmet if it had none."""
    lives = story.pods(task.namespace, name=name)
    placed = [life.scheduled for life in lives if life.scheduled and life.scheduled > start]
    if not placed:
        raise Unmet(
            expected=say("{name} on a node", name=name),
            found=what_it_is(lives[-1].last if lives else None),
            where=history("pod", name, task.namespace),
            at=start,
            next=f"kubectl describe po {name} -n {task.namespace}",
        )
    return placed[0]
