"""What differs from student to student in `names-and-disks`, and what its checks have in common."""

from k8slab.checks import State, TaskSheet, Variants, choice, expect
from k8slab.checks.members import bound_volume
from k8slab.objects import meta
from k8slab.story.life import Object
from k8slab.translation import say

DOCS = "https://kubernetes.io/docs/concepts/storage/"
MEMBERS = 3

variants = Variants(
    "names-and-disks",
    namespace=choice(
        "archive",
        "vault",
        "cellar",
        "store",
        "depot",
        "pantry",
        "attic",
        "library",
        about="the namespace of all that you make",
    ),
    set=choice(
        "clerk",
        "curator",
        "porter",
        "keeper",
        "copyist",
        "binder",
        "reader",
        "lender",
        about="the name of the StatefulSet",
    ),
    claim=choice("notes", "files", "pages", "cards", about="the name of its claim template"),
    size=choice("1Gi", "2Gi", "3Gi", "4Gi", about="what each claim asks for"),
    volumes=choice(4, 5, 6, about="how many volumes you make by hand"),
    ordinal=choice(2, 1, about="the member whose claim goes, in task 4"),
    storage=choice("quick", "spare", "local", "scratch", about="the name of your class, in task 5"),
    reclaim=choice("Retain", "Delete", about="the reclaim policy of that class"),
    single=choice("crate", "chest", "drawer", "shelf", about="the set of one member, in task 6"),
)


def names(task: TaskSheet) -> tuple[str, ...]:
    """The members' names."""
    return tuple(f"{task.set}-{ordinal}" for ordinal in range(MEMBERS))


def claim_of(name: str, task: TaskSheet) -> str:
    """The name of a member's claim."""
    return f"{task.claim}-{name}"


def first_claim(state: State, task: TaskSheet) -> Object:
    """The claim of the first member; raises Unmet if there is none."""
    return state.get("persistentvolumeclaims", claim_of(names(task)[0], task), task.namespace)


def by_hand(state: State) -> list[Object]:
    """The volumes that nobody made for a claim: those without class."""
    return [
        volume for volume in state.list("persistentvolumes") if not volume["spec"].get("storageClassName")
    ]


def made_by_hand(state: State, pod: Object) -> None:
    """Raise Unmet if a pod's volume has a class."""
    name = bound_volume(state, pod)
    expect(
        name in map(meta.name, by_hand(state)),
        expected=say("{pod} on a volume made by hand", pod=meta.name(pod)),
        found=say("it on {name}, which has a class", name=name),
        where=say("pod {pod}, namespace {namespace}", pod=meta.name(pod), namespace=meta.namespace(pod)),
        next=f"kubectl get pvc -n {meta.namespace(pod)}",
    )
