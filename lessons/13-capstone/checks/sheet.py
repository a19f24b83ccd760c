"""What differs from student to student, and the moment from which on it is the student's cluster."""

from k8slab.checks import Life, Moment, Story, TaskSheet, Unmet, Variants, choice
from k8slab.checks.unmet import history
from k8slab.translation import message, say

DOCS = "https://kubernetes.io/docs/"
BACK = message(
    'What happened cannot be undone, but gone back on: lab.rewind("morning"), or a later snapshot of yours.'
)

variants = Variants(
    "capstone",
    namespace=choice(
        "museum",
        "theatre",
        "library",
        "observatory",
        "aquarium",
        "planetarium",
        "gallery",
        "concert-hall",
        about="the namespace that is yours",
    ),
    set=choice(
        "atlas",
        "titan",
        "hydra",
        "orion",
        "argos",
        "hermes",
        "kronos",
        "proteus",
        about="the ensemble: a StatefulSet, its Service and its budget",
    ),
    store=choice(
        "cellar",
        "attic",
        "crypt",
        "granary",
        "stable",
        "pantry",
        about="the store: a StatefulSet",
    ),
    agent=choice("usher", "guard", "porter", "warden", about="the collector: a DaemonSet"),
    node=choice(
        "k8s-m4", "k8s-m5", "k8s-m9", "k8s-w1", "k8s-w3", "k8s-w7", about="the node that joined yesterday"
    ),
    incident=choice(
        "a2 b1 c1 d1 e1 f1",
        "a1 b2 c3 d2 e3 f2",
        "a3 b3 c2 d3 e2 f1",
        "a2 b2 c2 d1 e3 f1",
        "a1 b3 c1 d3 e1 f2",
        "a3 b1 c3 d2 e2 f2",
        "a2 b3 c3 d3 e3 f1",
        "a1 b1 c2 d1 e2 f1",
        "a3 b2 c1 d2 e1 f2",
        "a2 b1 c3 d2 e2 f1",
        "a1 b3 c2 d2 e3 f1",
        "a3 b2 c2 d1 e1 f2",
        about="the number of your incident",
    ),
)


def handover(story: Story, task: TaskSheet) -> Moment:
    """When the morning shift began; raises Unmet if it has not yet."""
    notes = story.lives("configmaps", namespace=task.namespace, name="handover")
    if not notes:
        raise Unmet(
            expected="the cluster of this exercise",
            found="no ConfigMap handover, ever",
            where=say("namespace {namespace}", namespace=task.namespace),
            next="Run the given cells at the top, once and in order.",
        )
    return notes[0].created


def members(owner: str) -> tuple[str, ...]:
    """The names of three members."""
    return tuple(f"{owner}-{ordinal}" for ordinal in range(3))


def stayed(found: list[Life], since: Moment, kind: str, name: str, namespace: str) -> None:
    """Raise Unmet if none of an object's lives lasted from the handover to the end."""
    if any(life.stayed(since) for life in found):
        return
    before = [life for life in found if life.created < since]
    raise Unmet(
        expected=say("{kind} {name} there all the time", kind=kind, name=name),
        found="it deleted" if before else "no such one at the handover",
        where=history(kind, name, namespace)
        if namespace
        else say("the history of {kind} {name}", kind=kind, name=name),
        at=before[-1].terminating if before else since,
        next=BACK,
    )
