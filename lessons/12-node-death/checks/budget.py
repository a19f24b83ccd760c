"""A budget that keeps the ensemble's majority."""

from k8slab.checks import State, Story, TaskSheet, check, part
from k8slab.checks.budgets import budget_of, keeps

from .sheet import DOCS


@check(
    "day-budget",
    points=15,
    docs=DOCS + "tasks/run-application/configure-pdb/",
    hints=[
        "Two of three members are a majority. How many may be missing?",
        "A PodDisruptionBudget selects pods by their labels: those of the members are `app=$set`.",
        "`kubectl create pdb $set -n $namespace --selector=app=$set --max-unavailable=1`",
    ],
)
def budget(story: Story, state: State, task: TaskSheet) -> None:
    """A budget that keeps two of three members of $set."""
    with part("a budget that selects the three members", points=6):
        budget_of(state, task.namespace, task.set, 3)
    with part("that keeps two of them", points=9):
        keeps(budget_of(state, task.namespace, task.set, 3), 2)
