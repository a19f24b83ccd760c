"""The archive: a claim that is not where its data are."""

from k8slab.checks import State, Story, TaskSheet, check, expect, part
from k8slab.checks.members import claims, what_it_is
from k8slab.objects import meta
from k8slab.story.life import Object
from k8slab.story.pod_life import is_serving
from k8slab.translation import say

from .sheet import DOCS, handover, stayed

VOLUME = "vault"


@check(
    "incident-archive",
    points=15,
    docs=DOCS + "concepts/storage/persistent-volumes/#class-1",
    hints=[
        "`kubectl get pvc,pv -n $namespace`: which volume has the archive, and which one has the claim? What "
        "class has each?",
        "A claim keeps its class, and one that is being deleted stays so. It has to be made anew; it goes "
        "when no pod uses it. And a volume that is Released waits for a claim that is gone.",
        "Scale the reader to 0, delete the claim, remove `spec.claimRef` of vault if it is Released, make "
        'the claim anew with `storageClassName: ""` and 5Gi, and scale the reader to 1.',
    ],
)
def archive(story: Story, state: State, task: TaskSheet) -> None:
    """The reader has the archive again: its claim has the volume vault."""
    start = handover(story, task)
    has_vault(state, task)
    with part("a claim that has the volume vault", points=5):
        has_vault(state, task)
    with part("a Ready reader with that claim", points=5):
        reader_reads(state, task)
    with part("the volume never deleted", points=5):
        stayed(story.lives("persistentvolumes", name=VOLUME), start, "volume", VOLUME, "")


def has_vault(state: State, task: TaskSheet) -> None:
    """Raise Unmet if the claim is not bound to the archive's volume, or is being deleted."""
    claim = state.get("persistentvolumeclaims", "archive", task.namespace)
    expect(
        is_bound_to_vault(claim) and not meta.is_terminating(claim),
        expected=say("claim archive Bound to {volume}", volume=VOLUME),
        found=how(claim),
        where=say("claim archive, namespace {namespace}", namespace=task.namespace),
        next=f"kubectl describe pvc archive -n {task.namespace}, and kubectl get pv {VOLUME}",
    )


def is_bound_to_vault(claim: Object) -> bool:
    return bool(claim["spec"].get("volumeName") == VOLUME and claim.get("status", {}).get("phase") == "Bound")


def how(claim: Object) -> str:
    """What is the matter with a claim."""
    if meta.is_terminating(claim):
        return say("it being deleted")
    phase, volume = claim.get("status", {}).get("phase"), claim["spec"].get("volumeName")
    storage_class = claim["spec"].get("storageClassName") or "none"
    return say(
        "it {phase}{whereto}, class {storage_class}",
        phase=phase,
        whereto=say(" to {volume}", volume=volume) if volume else "",
        storage_class=storage_class,
    )


def reader_reads(state: State, task: TaskSheet) -> None:
    """Raise Unmet if no Ready reader has the claim."""
    found = state.list("pods", task.namespace, selector="app=reader")
    expect(
        any(is_serving(pod) and "archive" in claims(pod).values() for pod in found),
        expected="a Ready pod of Deployment reader with the claim archive",
        found=what_it_is(found[-1] if found else None),
        where=say("Deployment reader, namespace {namespace}", namespace=task.namespace),
        next=f"kubectl get deploy,po -n {task.namespace} -l app=reader",
    )
