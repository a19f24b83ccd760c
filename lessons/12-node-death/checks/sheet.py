"""What differs from student to student in `bad-day`, and what its checks have in common."""

from k8slab.checks import State, TaskSheet, Variants, choice
from k8slab.checks.members import ready_members
from k8slab.story.life import Object

DOCS = "https://kubernetes.io/docs/"
LEDGER = "ledger"

variants = Variants(
    "bad-day",
    namespace=choice(
        "harbour",
        "depot",
        "foundry",
        "mill",
        "quarry",
        "dairy",
        "bakery",
        "brewery",
        about="the namespace of the bad day",
    ),
    set=choice(
        "pilot",
        "crane",
        "tug",
        "buoy",
        "anchor",
        "beacon",
        "compass",
        "rudder",
        about="the name of the ensemble",
    ),
    first=choice("k8s-m1", "k8s-m2", about="the node that gets a new kernel first, in task 2"),
    burnt=choice("k8s-m3", "k8s-m2", about="the node whose machine burns down, in task 3"),
    patience=choice(30, 20, 45, 60, about="for how many seconds a web server tolerates a silent node"),
)


def ready_ledger(state: State, task: TaskSheet) -> list[Object]:
    """The ledger's only pod, Ready; raises Unmet if it is not."""
    return ready_members(state, task.namespace, LEDGER, [f"{LEDGER}-0"])
