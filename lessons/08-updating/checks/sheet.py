"""What differs from student to student, and the names that follow from it."""

from k8slab.checks import TaskSheet, Variants, choice

OLD = "nginx:1.14.2"
"""What the set of web servers runs in the beginning."""

variants = Variants(
    "canary",
    namespace=choice(
        "aviary",
        "coop",
        "nest",
        "roost",
        "perch",
        "rookery",
        "dovecote",
        "volary",
        about="the namespace of both sets",
    ),
    set=choice(
        "finch",
        "wren",
        "robin",
        "siskin",
        "serin",
        "linnet",
        "martin",
        "pipit",
        about="the StatefulSet of web servers",
    ),
    members=choice(5, 4, 6, about="how many members it has"),
    version=choice("1.29.3", "1.28.0", "1.27.5", "1.26.3", about="the version of nginx that you bring in"),
    watch=choice(60, 45, 90, 120, about="for how many seconds you watch a phase, in task 3"),
    phase=choice(2, 1, about="the lowest ordinal of the second phase, in task 3"),
    typo=choice(
        "nginx:1.161",
        "nginx:sometag",
        "nginx:no-such-tag",
        "private/nginx:1.29",
        about="the image that a colleague types, in task 4",
    ),
    order=choice(
        "1, 0, 2", "1, 2, 0", "0, 2, 1", "0, 1, 2", about="the order in which you update zk, task 6"
    ),
    pause=choice(30, 20, 40, 50, about="minReadySeconds of zk, in task 8"),
)


def names(task: TaskSheet) -> tuple[str, ...]:
    """All members of the set of web servers, the lowest first."""
    return tuple(f"{task.set}-{ordinal}" for ordinal in range(task.members))


def new_image(task: TaskSheet) -> str:
    """The image that the web servers get."""
    return f"nginx:{task.version}"
