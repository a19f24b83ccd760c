"""A drain that a colleague's budget blocks."""

from k8slab.checks import Moment, PodLife, State, Story, TaskSheet, check, expect, part
from k8slab.checks.budgets import budget_of, forbade, keeps
from k8slab.checks.nodes import closings, is_cordoned, within
from k8slab.checks.unmet import history
from k8slab.objects import meta
from k8slab.translation import say

from .sheet import DOCS, LEDGER, ready_ledger


@check(
    "day-blocked",
    points=15,
    docs=DOCS + "concepts/workloads/pods/disruptions/#pod-disruption-budgets",
    hints=[
        "One pod, and one must be there: how many evictions does that allow?",
        "Change the budget so that one may be missing; do not remove it.",
        "`kubectl patch pdb ledger -n $namespace --type=merge -p "
        '\'{"spec":{"minAvailable":null,"maxUnavailable":1}}\'`'
        ", or delete it and create it with --max-unavailable=1; drain, uncordon, `lab.settle()`.",
    ],
)
def blocked(story: Story, state: State, task: TaskSheet) -> None:
    """The ledger's node can be drained, and the ledger still has a budget."""
    since = colleague_came(story, task)
    with part("a budget for the ledger that leaves room for one eviction", points=5):
        keeps(budget_of(state, task.namespace, LEDGER, 1), 0)
    with part("ledger-0 left a node that was cordoned, as its budget allows", points=5):
        for life in [last_leave(story, since, task)]:
            was_allowed(story, life, task)
    with part("ledger-0 Ready, and every node open", points=5):
        all_open(state)
        ready_ledger(state, task)


def colleague_came(story: Story, task: TaskSheet) -> Moment:
    """When the ledger got its budget; raises Unmet if it never did."""
    lives = story.lives("poddisruptionbudgets", namespace=task.namespace, name=LEDGER)
    expect(
        bool(lives),
        expected="the budget ledger, which your colleague makes",
        found="none of that name, ever",
        where=say("namespace {namespace}", namespace=task.namespace),
        next="Run the cell with the budget first.",
    )
    return lives[0].created


def last_leave(story: Story, since: Moment, task: TaskSheet) -> PodLife:
    """The ledger that left a node which was closed since then; raises Unmet if none did."""
    left = [
        life
        for life in story.pods(task.namespace, name=f"{LEDGER}-0")
        for closed in closings(story, life.node)
        if closed.start > since and within(life.terminating, closed)
    ]
    expect(
        bool(left),
        expected="ledger-0 gone from a node that was cordoned",
        found="no such end of it since it has a budget",
        where=history("pod", "ledger-0", task.namespace),
        next="kubectl drain, with the ledger's node",
    )
    return left[-1]


def was_allowed(story: Story, life: PodLife, task: TaskSheet) -> None:
    """Raise Unmet if a pod went although its budget forbade it."""
    against = forbade(story, life)
    expect(
        not against,
        expected="ledger-0 evicted when its budget allows it",
        found=say("it deleted against the budget {against}", against=", ".join(against)),
        where=history("pod", "ledger-0", task.namespace),
        at=life.terminating,
        next="Change the budget, uncordon, and drain the ledger's node again.",
    )


def all_open(state: State) -> None:
    """Raise Unmet if a node is closed."""
    closed = [meta.name(node) for node in state.list("nodes") if is_cordoned(node)]
    expect(
        not closed,
        expected="every node open",
        found=say("{closed} cordoned", closed=", ".join(closed)),
        where="the cluster",
        next="kubectl uncordon",
    )
