"""What differs from student to student, and what all tasks call things."""

from k8slab.checks import TaskSheet, Variants, choice

DOCS = "https://kubernetes.io/docs/"
SERVERS = 3
"""How many servers the ensemble has, until there is a fourth."""

variants = Variants(
    "ensemble",
    namespace=choice(
        "quorum",
        "council",
        "senate",
        "agora",
        "forum",
        "chamber",
        "assembly",
        "parley",
        about="the namespace of all that you make",
    ),
    set=choice(
        "keeper",
        "warden",
        "steward",
        "guardian",
        "sentry",
        "ranger",
        "porter",
        "herald",
        about="the name of the StatefulSet",
    ),
    size=choice("1Gi", "2Gi", "3Gi", "4Gi", about="what each claim asks for"),
    volumes=choice(4, 5, 6, about="how many volumes you prepare"),
    ordinal=choice(1, 0, 2, about="the member that goes and comes back, in task 4"),
)


def names(task: TaskSheet, count: int = SERVERS) -> tuple[str, ...]:
    """The first members' names."""
    return tuple(f"{task.set}-{ordinal}" for ordinal in range(count))
