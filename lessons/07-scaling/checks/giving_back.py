"""Task 5: the claims and volumes of members that are gone."""

from k8slab.checks import Life, State, Story, TaskSheet, check, expect, part
from k8slab.checks.unmet import history
from k8slab.translation import say

from .claims import claims_stayed, end_of, newest_claim
from .members import newest_pod
from .sheet import DOCS, gone_names, names


@check(
    "growth-give-back",
    points=15,
    docs=DOCS + "concepts/storage/persistent-volumes/#retain",
    hints=[
        "`kubectl get pvc -n $namespace`: which claims belong to nobody? And how are volumes afterwards?",
        "`Released`: the volume still has the name of the claim that is gone, in `spec.claimRef`.",
        "`kubectl delete pvc data-$set-4 -n $namespace` and so on, then for each volume that is Released "
        '`kubectl patch pv NAME --type=json -p \'[{"op":"remove","path":"/spec/claimRef"}]\'`. Deleted too '
        "much? Grow to $grown with new volumes, shrink, and do this task again.",
    ],
)
def give_back(story: Story, state: State, task: TaskSheet) -> None:
    """The claims of the gone members are gone, and their volumes free for others."""
    surplus = [newest_claim(story, name, task) for name in gone_names(task)]
    somebody_gave_back(surplus, task)
    with part("the claims of the gone members deleted", points=5):
        for claim in surplus:
            is_gone(claim, task)
    with part("their volumes Available", points=5):
        for claim in surplus:
            is_free(state, claim)
    with part("no volume and no other claim lost", points=5):
        for claim in surplus:
            volume_stayed(story, claim)
        given = min(end_of(claim) for claim in surplus if claim.terminating)
        claims_stayed(story, names(task.shrunk - 1, task), given, task)
        last_claim_was_there(story, task)


def somebody_gave_back(surplus: list[Life], task: TaskSheet) -> None:
    """Raise Unmet if no claim of a gone member was deleted."""
    expect(
        any(claim.deleted for claim in surplus),
        expected="the claims of the gone members deleted",
        found=say("{name} still there", name=", ".join(claim.name for claim in surplus)),
        where=say("namespace {namespace}", namespace=task.namespace),
        next=f"kubectl get pvc -n {task.namespace}",
    )


def is_gone(claim: Life, task: TaskSheet) -> None:
    """Raise Unmet if a claim is still there."""
    expect(
        claim.deleted is not None,
        expected=say("{name} deleted", name=claim.name),
        found="it still there",
        where=say("claim {name}, namespace {namespace}", name=claim.name, namespace=task.namespace),
        next=f"kubectl delete pvc {claim.name} -n {task.namespace}",
    )


def volume_of(claim: Life) -> str:
    """The volume that a claim has or had; raises Unmet if it never had one."""
    name = str(claim.last["spec"].get("volumeName", ""))
    expect(
        bool(name),
        expected=say("a volume that {name} had", name=claim.name),
        found="it Pending as long as it was there",
        where=say(
            "the history of claim {name}, namespace {namespace}", name=claim.name, namespace=claim.namespace
        ),
        at=claim.created,
        next="Tasks 1 and 4 come first.",
    )
    return name


def is_free(state: State, claim: Life) -> None:
    """Raise Unmet if no other claim can have the volume that this one had."""
    name = volume_of(claim)
    phase = state.get("persistentvolumes", name).get("status", {}).get("phase")
    expect(
        phase == "Available",
        expected=say("{name}, which {claim} had, Available", name=name, claim=claim.name),
        found=say("it {phase}", phase=phase),
        where=say("volume {name}", name=name),
        next=f"kubectl get pv {name} -o yaml: whose is it?",
    )


def volume_stayed(story: Story, claim: Life) -> None:
    """Raise Unmet if the volume that a claim had was deleted, with all that was on it."""
    name = volume_of(claim)
    had = [life for life in story.lives("persistentvolumes", name=name) if life.created < end_of(claim)]
    expect(
        bool(had) and had[-1].terminating is None,
        expected=say("{name}, which {claim} had, there all the time", name=name, claim=claim.name),
        found="it deleted" if had else "no such volume",
        where=say("the history of volume {name}", name=name),
        at=had[-1].terminating if had else None,
        next="A volume can be freed without deleting it: look at its spec.claimRef.",
    )


def last_claim_was_there(story: Story, task: TaskSheet) -> None:
    """Raise Unmet if the claim that task 6 is about went before its member."""
    pod = newest_pod(story, names(task.shrunk, task)[-1], task)
    claim = newest_claim(story, pod.name, task)
    went_first = claim.terminating and not (pod.terminating and claim.terminating > pod.terminating)
    expect(
        not went_first,
        expected=say("{name} kept for {pod}", name=claim.name, pod=pod.name),
        found="it deleted",
        where=history("claim", claim.name, task.namespace),
        at=claim.terminating,
        next=say("{name} is a member, and needs its claim.", name=pod.name),
    )
