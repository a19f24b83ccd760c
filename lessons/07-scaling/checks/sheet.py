"""What differs from student to student, and what all tasks call things."""

from k8slab.checks import TaskSheet, Variants, choice
from k8slab.translation import message

DOCS = "https://kubernetes.io/docs/"
FIRST = message("The tasks before this one come first.")
BEGUN = 3
"""How many members there are when the exercise begins."""

variants = Variants(
    "grow-and-shrink",
    namespace=choice(
        "orchard",
        "meadow",
        "garden",
        "grove",
        "vineyard",
        "nursery",
        "prairie",
        "hedgerow",
        about="the namespace of the set",
    ),
    set=choice(
        "maple",
        "birch",
        "cedar",
        "hazel",
        "linden",
        "rowan",
        "willow",
        "alder",
        about="the name of the StatefulSet",
    ),
    size=choice("1Gi", "2Gi", "3Gi", about="what each claim asks for"),
    grown=choice(5, 6, about="how many members there shall be, in tasks 1 to 3"),
    node=choice(
        "k8s-m4", "k8s-m5", "k8s-m7", "k8s-w1", "k8s-w2", "k8s-w5", about="a node that you add, in task 2"
    ),
    shrunk=choice(2, 3, about="how many members are left, in task 4"),
)


def names(count: int, task: TaskSheet) -> tuple[str, ...]:
    """The first members' names."""
    return tuple(f"{task.set}-{ordinal}" for ordinal in range(count))


def new_names(task: TaskSheet) -> tuple[str, ...]:
    """The members that come."""
    return names(task.grown, task)[BEGUN:]


def gone_names(task: TaskSheet) -> tuple[str, ...]:
    """The members that go."""
    return names(task.grown, task)[task.shrunk :]
