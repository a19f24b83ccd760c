"""What several tasks ask about the members' claims."""

from collections.abc import Iterable

from k8slab.checks import Life, Moment, Story, TaskSheet, expect
from k8slab.checks.members import claims
from k8slab.checks.unmet import history
from k8slab.story.life import Object
from k8slab.translation import say

from .members import newest_pod
from .sheet import FIRST


def newest_claim(story: Story, name: str, task: TaskSheet) -> Life:
    """The last claim of a member; raises Unmet if there never was one."""
    claimed = next(iter(claims(newest_pod(story, name, task).last).values()), "")
    lives = story.lives("persistentvolumeclaims", namespace=task.namespace, name=claimed)
    expect(
        bool(lives),
        expected=say("a claim of {name}", name=name),
        found="none, ever",
        where=history("pod", name, task.namespace),
        next=FIRST,
    )
    return lives[-1]


def is_bound(claim: Object) -> bool:
    return bool(claim.get("status", {}).get("phase") == "Bound")


def claims_stayed(story: Story, stayers: Iterable[str], start: Moment, task: TaskSheet) -> None:
    """Raise Unmet if the claim of one of these members was deleted or made anew since then."""
    for name in stayers:
        claim = newest_claim(story, name, task)
        expect(
            claim.stayed(start) and is_bound(claim.last),
            expected=say("{name} Bound all the time", name=claim.name),
            found="it deleted" if claim.terminating else "it not Bound, or made anew",
            where=history("claim", claim.name, task.namespace),
            at=claim.terminating or claim.created,
            next=f"kubectl get pvc -n {task.namespace}",
        )


def end_of(claim: Life) -> Moment:
    """When a claim went; when it was made, if it is still there."""
    return claim.terminating or claim.created
