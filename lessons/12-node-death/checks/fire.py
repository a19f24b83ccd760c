"""A machine that has burnt down, and its members elsewhere."""

from k8slab.checks import State, Story, TaskSheet, check, expect, part
from k8slab.checks.members import claims, ready_members
from k8slab.checks.nodes import is_silent
from k8slab.checks.unmet import history
from k8slab.objects import meta
from k8slab.story.life import Object
from k8slab.translation import say

from .sheet import DOCS


@check(
    "day-burnt",
    points=15,
    docs=DOCS + "concepts/cluster-administration/node-shutdown/#non-graceful-node-shutdown",
    hints=[
        "The set waits until somebody who knows says that the old pod does not run. Here you know.",
        "The taint out-of-service, or the node deleted; and then the new pod needs a node without a member.",
        "`kubectl delete node` with the name on your sheet, `lab.add_node('k8s-m4')`, `lab.settle()`.",
    ],
)
def burnt(story: Story, state: State, task: TaskSheet) -> None:
    """Three Ready members, without the node that has burnt."""
    fell_silent(story, task.burnt)
    with part("three Ready members, none on the burnt node", points=10):
        for pod in three(state, task):
            elsewhere(pod, task)
    with part("each on the claim that it had", points=5):
        for pod in three(state, task):
            kept_claim(story, pod, task)


def fell_silent(story: Story, node: str) -> None:
    """Raise Unmet if nobody has lost a word about that node yet."""
    expect(
        any(life.when(is_silent) for life in story.lives("nodes", name=node)),
        expected=say("{node} silent for a minute at least", node=node),
        found="it never NotReady",
        where=say("the history of node {node}", node=node),
        next="Run the cell with the fault first.",
    )


def three(state: State, task: TaskSheet) -> list[Object]:
    return ready_members(state, task.namespace, task.set, [f"{task.set}-{number}" for number in range(3)])


def elsewhere(pod: Object, task: TaskSheet) -> None:
    """Raise Unmet if a pod is on the node that has burnt."""
    expect(
        pod["spec"].get("nodeName") != task.burnt,
        expected=say("no member on {burnt}", burnt=task.burnt),
        found=say("{pod} there", pod=meta.name(pod)),
        where=say("pod {pod}, namespace {namespace}", pod=meta.name(pod), namespace=task.namespace),
        next=say("{burnt} has burnt down and does not come back.", burnt=task.burnt),
    )


def kept_claim(story: Story, pod: Object, task: TaskSheet) -> None:
    """Raise Unmet if a member's claim was made more than once."""
    for claim in claims(pod).values():
        lives = story.lives("persistentvolumeclaims", namespace=task.namespace, name=claim)
        expect(
            len(lives) == 1,
            expected=say("{claim} kept", claim=claim),
            found=say("{number} claims of that name, one after the other", number=len(lives)),
            where=history("claim", claim, task.namespace),
            next="A claim that was deleted has lost its volume: lab.reset(), and run all again.",
        )
