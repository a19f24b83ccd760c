"""Task 5: the set goes and comes back, and its claims stay."""

from k8slab.checks import Life, State, Story, TaskSheet, Unmet, check, expect, part
from k8slab.checks.members import claims, ready_members
from k8slab.checks.unmet import history
from k8slab.objects import meta
from k8slab.story.life import Object
from k8slab.translation import say

from .sheet import DOCS, names


@check(
    "quorum-redeploy",
    points=15,
    docs=DOCS + "concepts/workloads/controllers/statefulset/#limitations",
    hints=[
        "Deleting a set deletes neither its claims nor its volumes. Leave them where they are.",
        "`kubectl delete sts $set -n $namespace`, wait until the pods are gone, apply the set again.",
        "Claims that are gone? Their volumes are Released and not bound again: delete the set, the claims "
        "and the volumes, apply everything once more, then do only this task.",
    ],
)
def redeploy(story: Story, state: State, task: TaskSheet) -> None:
    """The set goes and comes back, and every claim stays bound to its volume."""
    sets = story.lives("statefulsets", namespace=task.namespace, name=task.set)
    if len(sets) < 2:
        raise not_redeployed(sets, task)
    old, new = sets[-2:]
    with part("every claim stays bound to its volume", points=8):
        for claim in claims_before(story, old, task):
            claim_stayed(claim, task)
    with part("three Ready members, made by the new set", points=7):
        for pod in ready_members(state, task.namespace, task.set, names(task)):
            made_anew(story, pod, new, task)


def not_redeployed(sets: list[Life], task: TaskSheet) -> Unmet:
    """The set has at most one life."""
    found, advice = say("no such set, ever"), say("Task 2 comes first.")
    if sets and sets[0].deleted:
        found, advice = (
            say("it deleted at {time} and not created again", time=sets[0].deleted),
            say("Apply the set again."),
        )
    elif sets:
        delete = f"kubectl delete sts {task.set} -n {task.namespace}"
        found, advice = say("it never deleted"), say("{delete}, then apply it again", delete=delete)
    expected = say("{set} deleted and created again", set=task.set)
    where = history("StatefulSet", task.set, task.namespace)
    return Unmet(expected=expected, found=found, where=where, next=advice)


def claims_before(story: Story, old: Life, task: TaskSheet) -> list[Life]:
    """The claims of the old set's members, as they were when it went."""
    end = old.terminating or old.created
    members = [
        pod for pod in story.pods(task.namespace, owner=f"StatefulSet/{task.set}") if pod.created < end
    ]
    names = sorted({claim for pod in members for claim in claims(pod.last).values()})
    lives = [life for name in names for life in claims_named(story, name, task)]
    found = [life for life in lives if life.created < end and (life.deleted is None or life.deleted > end)]
    expect(
        bool(found),
        expected="claims of the old set",
        found="none",
        where=f"StatefulSet {task.set}",
        at=end,
        next="kubectl explain sts.spec.volumeClaimTemplates",
    )
    return found


def claims_named(story: Story, name: str, task: TaskSheet) -> list[Life]:
    """The lives of the claims of that name."""
    return story.lives("persistentvolumeclaims", namespace=task.namespace, name=name)


def claim_stayed(claim: Life, task: TaskSheet) -> None:
    """Raise Unmet if a claim was deleted or lost its volume."""
    expect(
        claim.terminating is None and claim.last.get("status", {}).get("phase") == "Bound",
        expected=say("{name} bound all the time", name=claim.name),
        found="it deleted" if claim.terminating else "it not Bound",
        where=history("claim", claim.name, task.namespace),
        at=claim.terminating,
        next="kubectl get pv",
    )


def made_anew(story: Story, pod: Object, new: Life, task: TaskSheet) -> None:
    """Raise Unmet if a pod is older than the new set."""
    life = story.pods(task.namespace, name=meta.name(pod))[-1]
    expect(
        life.created > new.created,
        expected="members made by the new set",
        found=say("{name} of the old set, adopted", name=life.name),
        where=history("pod", life.name, task.namespace),
        at=life.created,
        next="Delete the set together with its pods.",
    )
