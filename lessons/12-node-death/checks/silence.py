"""A kubelet that falls silent while its containers run on and write."""

from itertools import pairwise

from k8slab.checks import PodLife, State, Story, TaskSheet, check, expect, part
from k8slab.checks.nodes import was_unheard
from k8slab.checks.unmet import history
from k8slab.translation import say

from .sheet import DOCS, LEDGER, ready_ledger


@check(
    "day-ledger",
    points=15,
    docs=DOCS + "tasks/run-application/force-delete-stateful-set-pod/",
    hints=[
        "The old ledger-0 still writes. Who alone can stop it, and say that it has stopped?",
        "The kubelet. As long as it is silent, no command may take the pod away.",
        "`lab.faults.node_up(node)`, then `lab.settle()`. Forced already? Do that, run the cell with the "
        "fault again, and wait this time.",
    ],
)
def ledger(story: Story, state: State, task: TaskSheet) -> None:
    """The ledger has one writer at a time, although its kubelet fell silent."""
    lives = story.pods(task.namespace, name=f"{LEDGER}-0")
    lost = [old for old, _ in pairwise(lives) if was_unheard(story, old.node, old.terminating)]
    expect(
        bool(lost),
        expected="ledger-0 deleted while its node was silent, and made again",
        found="no such end of it",
        where=history("pod", "ledger-0", task.namespace),
        next="Run the cell with the fault; then make its kubelet speak again.",
    )
    with part("the old pod is gone only when its kubelet says so", points=10):
        confirmed(story, lost[-1], task)
    with part("ledger-0 Ready again", points=5):
        ready_ledger(state, task)


def confirmed(story: Story, old: PodLife, task: TaskSheet) -> None:
    """Raise Unmet if a pod was taken away while nobody heard of its node, be it silent or deleted."""
    expect(
        not was_unheard(story, old.node, old.deleted),
        expected="the old ledger-0 there until its kubelet is back",
        found=say(
            "it taken away while the kubelet of {node} was silent and its containers ran", node=old.node
        ),
        where=history("pod", "ledger-0", task.namespace),
        at=old.deleted,
        next="lab.faults.node_up, then the cell with the fault again; wait for the kubelet this time.",
    )
