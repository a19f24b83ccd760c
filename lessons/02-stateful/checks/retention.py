"""A set that deletes the claims of the members that go."""

from k8slab.checks import Life, State, Story, TaskSheet, check, expect, part
from k8slab.checks.members import bound_volume, ready_members
from k8slab.checks.unmet import history
from k8slab.objects import meta
from k8slab.story.life import Object
from k8slab.translation import say

from .sheet import DOCS, names, scale_twice


@check(
    "first-retention",
    points=10,
    docs=DOCS + "statefulset/#persistentvolumeclaim-retention",
    hints=[
        "The set has a policy about its claims: one word for when it is scaled, one for when it is deleted.",
        "`persistentVolumeClaimRetentionPolicy` with `whenScaled: Delete` and `whenDeleted: Retain`. It can "
        "be changed at any time, but must be there before the members go.",
        "Apply your manifest with the policy, or `kubectl patch sts $set -n $namespace -p '"
        '{"spec":{"persistentVolumeClaimRetentionPolicy":{"whenScaled":"Delete"}}}'
        "'`"
        ", then scale to $fewer. Too late? Scale back to $replicas, settle, and down again.",
    ],
)
def retention(story: Story, state: State, task: TaskSheet) -> None:
    """$set is down to $fewer, and the claims of the members that went are gone with them."""
    statefulset = state.get("statefulsets", task.set, task.namespace)
    with part("a policy: Delete when scaled, Retain when deleted", points=3):
        has_policy(statefulset, task)
    with part("the claims of the members that went are gone, by that policy", points=4):
        for name in names(task, task.fewer):
            claims_went(story, statefulset, name, task)
    with part(say("{fewer} left, Ready, with the claims they had", fewer=task.fewer), points=3):
        left(state, statefulset, task)


def has_policy(statefulset: Object, task: TaskSheet) -> None:
    """Raise Unmet if the set's policy is another one."""
    policy = statefulset["spec"].get("persistentVolumeClaimRetentionPolicy") or {}
    scaled, deleted = policy.get("whenScaled", "Retain"), policy.get("whenDeleted", "Retain")
    expect(
        (scaled, deleted) == ("Delete", "Retain"),
        expected="whenScaled Delete, whenDeleted Retain",
        found=f"whenScaled {scaled}, whenDeleted {deleted}",
        where=say("StatefulSet {set}, namespace {namespace}", set=task.set, namespace=task.namespace),
        next="kubectl explain sts.spec.persistentVolumeClaimRetentionPolicy",
    )


def claims_of(statefulset: Object, name: str) -> list[str]:
    """The names of the claims that a set makes for a member."""
    templates = statefulset["spec"].get("volumeClaimTemplates") or ()
    return [f"{meta.name(template)}-{name}" for template in templates]


def claims_went(story: Story, statefulset: Object, name: str, task: TaskSheet) -> None:
    """Raise Unmet if a member's claim is there, or was deleted by somebody else than its policy."""
    found = claims_of(statefulset, name)
    expect(
        bool(found),
        expected="a claim template",
        found="none",
        where=f"StatefulSet {task.set}",
        next="kubectl explain sts.spec.volumeClaimTemplates",
    )
    for claim in found:
        lives = story.lives("persistentvolumeclaims", namespace=task.namespace, name=claim)
        expect(
            bool(lives)
            and lives[-1].deleted is not None
            and bool(lives[-1].last["metadata"].get("ownerReferences")),
            expected=say("{claim} gone with {name}", claim=claim, name=name),
            found=_how_it_is(lives),
            where=history("claim", claim, task.namespace),
            at=lives[-1].deleted if lives else None,
            next=say("Set the policy, then {commands}, and down again.", commands=scale_twice(task)),
        )


def _how_it_is(lives: list[Life]) -> str:
    if not lives:
        return say("no such claim, ever")
    return say("it deleted, but not by the policy") if lives[-1].deleted else say("it still there")


def left(state: State, statefulset: Object, task: TaskSheet) -> None:
    """Raise Unmet if not exactly the lowest members are there, each on a bound claim."""
    asked = statefulset["spec"].get("replicas", 1)
    expect(
        asked == task.fewer,
        expected=say("{fewer} replicas", fewer=task.fewer),
        found=str(asked),
        where=say("StatefulSet {set}, namespace {namespace}", set=task.set, namespace=task.namespace),
        next=f"kubectl scale sts {task.set} -n {task.namespace} --replicas={task.fewer}",
    )
    for pod in ready_members(state, task.namespace, task.set, names(task, 0, task.fewer)):
        bound_volume(state, pod)
