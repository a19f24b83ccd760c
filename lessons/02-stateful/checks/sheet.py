"""What differs from student to student in `first-set`, and what its checks have in common."""

from k8slab.checks import TaskSheet, Variants, choice
from k8slab.translation import say

DOCS = "https://kubernetes.io/docs/concepts/workloads/controllers/"

variants = Variants(
    "first-set",
    namespace=choice(
        "guild",
        "lodge",
        "league",
        "circle",
        "union",
        "crew",
        "choir",
        "order",
        about="the namespace of all that you make",
    ),
    set=choice(
        "scribe",
        "mason",
        "tailor",
        "weaver",
        "cooper",
        "baker",
        "smith",
        "potter",
        about="the name of the StatefulSet",
    ),
    service=choice(
        "roster", "register", "index", "ledger", about="the name of the Service that names its members"
    ),
    port=choice(8080, 7000, 9000, about="the port of that Service"),
    replicas=choice(4, 5, about="how many members the set has"),
    fewer=choice(1, 2, about="how many are left when you scale it down, in tasks 3 and 6"),
    ordinal=choice(1, 0, 2, 3, about="the member that you delete, in task 5"),
    team=choice("office", "desk", "counter", "hall", about="the name of the Deployment"),
)


def names(task: TaskSheet, start: int = 0, end: int | None = None) -> list[str]:
    """The members from one ordinal to before another."""
    return [f"{task.set}-{ordinal}" for ordinal in range(start, task.replicas if end is None else end)]


def scale_twice(task: TaskSheet) -> str:
    """The commands of task 3."""
    scale = f"kubectl scale sts {task.set} -n {task.namespace} --replicas="
    return say(
        "{scale}{fewer}, then lab.settle(), then {scale}{replicas}",
        scale=scale,
        fewer=task.fewer,
        replicas=task.replicas,
    )
