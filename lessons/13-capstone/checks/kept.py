"""What must not have happened: data lost, or somebody else's work touched."""

from k8slab.checks import Moment, State, Story, TaskSheet, check, expect, part
from k8slab.checks.members import ready_members
from k8slab.objects import meta
from k8slab.translation import say

from .archive import has_vault
from .ensemble import went_on
from .sheet import DOCS, handover, members, stayed

NEIGHBOUR = "next-door"
DEFAULT = "storageclass.kubernetes.io/is-default-class"


@check(
    "incident-kept",
    points=15,
    docs=DOCS + "concepts/storage/persistent-volumes/#reclaiming",
    hints=[
        "Each part counts once its service is well again: the ensemble, the store, the archive.",
        "Did you delete a claim, a volume, or anything outside of $namespace? `kubectl get events -A` and "
        "`lab.timeline()` show it.",
        'What was deleted does not come back: `lab.rewind("morning")`, and once more, without that.',
    ],
)
def kept(story: Story, state: State, task: TaskSheet) -> None:
    """No data were lost, and nothing was touched that is not yours."""
    start = handover(story, task)
    with part(say("the claims and volumes of {set}, once it is updated", set=task.set), points=5):
        went_on(story, task)
        data_stayed(story, task.set, start, task)
    with part(
        say("the claims and volumes of {store}, once it has three members", store=task.store), points=5
    ):
        ready_members(state, task.namespace, task.store, members(task.store))
        data_stayed(story, task.store, start, task)
    with part("what is next door, and the default class, once the archive is back", points=5):
        has_vault(state, task)
        neighbours_stayed(story, start)
        is_default(state)


def data_stayed(story: Story, owner: str, start: Moment, task: TaskSheet) -> None:
    """Raise Unmet if a member's claim or its volume was deleted since the handover."""
    for name in members(owner):
        claim = f"data-{name}"
        lives = story.lives("persistentvolumeclaims", namespace=task.namespace, name=claim)
        stayed(lives, start, "claim", claim, task.namespace)
        volume = str(lives[-1].last["spec"].get("volumeName"))
        stayed(story.lives("persistentvolumes", name=volume), start, "volume", volume, "")


def neighbours_stayed(story: Story, start: Moment) -> None:
    """Raise Unmet if a pod or a claim of the neighbours was deleted."""
    for resource, kind in (("pods", "pod"), ("persistentvolumeclaims", "claim")):
        there = [life for life in story.lives(resource, namespace=NEIGHBOUR) if life.created < start]
        for life in there:
            stayed([life], start, kind, life.name, NEIGHBOUR)


def is_default(state: State) -> None:
    """Raise Unmet if the class standard is not the default any more."""
    found = meta.annotations(state.get("storageclasses", "standard")).get(DEFAULT)
    expect(
        found == "true",
        expected="standard the default class, as others rely on it",
        found=f"{DEFAULT}: {found}",
        where="StorageClass standard",
        next="Put it back; a claim can ask for no class by itself.",
    )
