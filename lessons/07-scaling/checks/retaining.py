"""Task 6: a claim that goes with its member."""

from k8slab.checks import Moment, State, Story, TaskSheet, Unmet, check, expect, part
from k8slab.checks.unmet import history
from k8slab.objects import meta
from k8slab.translation import say

from .claims import claims_stayed, end_of, newest_claim
from .members import newest_pod, only_members, others_stayed
from .sheet import DOCS, names


@check(
    "growth-retention",
    points=15,
    docs=DOCS + "concepts/workloads/controllers/statefulset/#persistentvolumeclaim-retention",
    hints=[
        "The set has a policy of what becomes of claims: for when it is deleted, and for when it is scaled.",
        "Set `persistentVolumeClaimRetentionPolicy` first, then scale to one member fewer.",
        'Patch the set with `{"spec":{"persistentVolumeClaimRetentionPolicy":{"whenScaled":"Delete"}}}`. Did '
        "the claim stay, or did you delete it? Scale to $shrunk, settle, and scale down again.",
    ],
)
def retention(story: Story, state: State, task: TaskSheet) -> None:
    """The last member's claim goes with it, and by itself."""
    name = names(task.shrunk, task)[-1]
    with part("whenScaled: Delete", points=5):
        deletes_when_scaled(state, task)
    with part(say("the claim of {name} goes with it, by itself", name=name), points=5):
        went_by_itself(story, name, task)
    with part("the others stay, with their claims", points=5):
        start = left(story, name, task)
        only_members(state, task.shrunk - 1, task)
        others_stayed(story, names(task.shrunk - 1, task), start, task)
        claims_stayed(story, names(task.shrunk - 1, task), start, task)


def deletes_when_scaled(state: State, task: TaskSheet) -> None:
    """Raise Unmet if the set keeps the claims of members that it takes away."""
    owner = state.get("statefulsets", task.set, task.namespace)
    policy = owner["spec"].get("persistentVolumeClaimRetentionPolicy") or {}
    found = policy.get("whenScaled", "Retain")
    expect(
        found == "Delete",
        expected="whenScaled: Delete",
        found=f"whenScaled: {found}, whenDeleted: {policy.get('whenDeleted', 'Retain')}",
        where=say("StatefulSet {set}, namespace {namespace}", set=task.set, namespace=task.namespace),
        next="kubectl explain sts.spec.persistentVolumeClaimRetentionPolicy",
    )


def left(story: Story, name: str, task: TaskSheet) -> Moment:
    """When the set took the member away; raises Unmet if it did not."""
    pod = newest_pod(story, name, task)
    if pod.deleted is None or pod.terminating is None:
        raise Unmet(
            expected=say("{name} gone", name=name),
            found="it still there",
            where=say("pod {name}, namespace {namespace}", name=name, namespace=task.namespace),
            next=f"kubectl scale sts {task.set} -n {task.namespace} --replicas={task.shrunk - 1}",
        )
    return pod.terminating


def went_by_itself(story: Story, name: str, task: TaskSheet) -> None:
    """Raise Unmet if a member's claim stayed, or was not deleted for the member's sake."""
    gone, claim = left(story, name, task), newest_claim(story, name, task)
    again = say(
        "Scale to {shrunk} again, look at the set's policy, and scale down once more.", shrunk=task.shrunk
    )
    expect(
        claim.deleted is not None,
        expected=say("{claim} deleted by the cluster when {pod} goes", claim=claim.name, pod=name),
        found="it still there",
        where=say("claim {name}, namespace {namespace}", name=claim.name, namespace=task.namespace),
        at=gone,
        next=again,
    )
    owned = any(meta.owners(version.object) for version in claim.versions)
    expect(
        owned and end_of(claim) > gone,
        expected=say("{claim} deleted by the cluster when {pod} goes", claim=claim.name, pod=name),
        found="it deleted by hand",
        where=history("claim", claim.name, task.namespace),
        at=end_of(claim),
        next=again,
    )
