"""A class of one's own, and the trap of a default class."""

from k8slab.checks import State, Story, TaskSheet, check, expect, part
from k8slab.checks.members import claims, ready_members
from k8slab.checks.unmet import history
from k8slab.objects import meta
from k8slab.story.life import Object
from k8slab.translation import say

from .sheet import DOCS, made_by_hand

DEFAULT = "storageclass.kubernetes.io/is-default-class"


@check(
    "disks-class",
    points=12,
    docs=DOCS + "storage-classes/",
    hints=[
        "A class names a program that makes volumes, when it does so, and what becomes of them.",
        "`provisioner: rancher.io/local-path`, `volumeBindingMode: WaitForFirstConsumer`, `reclaimPolicy: "
        "$reclaim`. None of them can be changed: delete the class and apply it again.",
        "A claim with `storageClassName: $storage`, and a pod that uses it: claim-local.yml and "
        "pod-scratch.yml of the lesson, in your namespace.",
    ],
)
def provisioned(story: Story, state: State, task: TaskSheet) -> None:
    """The class $storage makes a volume when the first pod needs it."""
    with part("waits for the first consumer", points=3):
        says(state, task, "volumeBindingMode", "WaitForFirstConsumer")
    with part(say("{reclaim} is its reclaim policy", reclaim=task.reclaim), points=3):
        says(state, task, "reclaimPolicy", task.reclaim)
    with part("a claim of this class is Bound", points=6):
        has_claim(state, task)


def says(state: State, task: TaskSheet, field: str, value: str) -> None:
    """Raise Unmet if a field of the class has another value."""
    found = state.get("storageclasses", task.storage).get(field)
    expect(
        found == value,
        expected=f"{field} {value}",
        found=str(found),
        where=f"StorageClass {task.storage}",
        next=say(
            "It cannot be changed: kubectl delete sc {storage}, then apply it anew", storage=task.storage
        ),
    )


def has_claim(state: State, task: TaskSheet) -> None:
    """Raise Unmet if no claim of the namespace got a volume of the class."""
    claims_there = state.list("persistentvolumeclaims", task.namespace)
    mine = [claim for claim in claims_there if claim["spec"].get("storageClassName") == task.storage]
    phases = [f"{meta.name(claim)} {claim.get('status', {}).get('phase')}" for claim in mine]
    expect(
        any(phase.endswith(" Bound") for phase in phases),
        expected=say("a Bound claim of the class {storage}", storage=task.storage),
        found=", ".join(phases) or "no such claim",
        where=say("namespace {namespace}", namespace=task.namespace),
        next=f"kubectl describe pvc -n {task.namespace}",
    )


@check(
    "disks-trap",
    points=8,
    docs=DOCS + "storage-classes/#default-storageclass",
    hints=[
        "The default class is written into claims that say nothing about a class.",
        "`kubectl annotate sc $storage storageclass.kubernetes.io/is-default-class=true`. In the set's "
        'template: `storageClassName: ""`.',
        "crate-by-hand.yml of the lesson, with your names. If the claim got the class already: delete the "
        "set and the claim, and apply it again.",
    ],
)
def trap(story: Story, state: State, task: TaskSheet) -> None:
    """$storage is the default class, and $single-0 has a volume made by hand all the same."""
    with part(say("{storage} is the default class", storage=task.storage), points=2):
        is_the_default(state, task)
    with part(
        say("{single}-0 Ready on a volume made by hand, claimed meanwhile", single=task.single), points=6
    ):
        pod = ready_members(state, task.namespace, task.single, [f"{task.single}-0"])[0]
        made_by_hand(state, pod)
        claimed_meanwhile(story, pod, task)


def is_default(storage: Object) -> bool:
    """True if a class is the default."""
    return (storage["metadata"].get("annotations") or {}).get(DEFAULT) == "true"


def is_the_default(state: State, task: TaskSheet) -> None:
    """Raise Unmet if the class is not the default."""
    expect(
        is_default(state.get("storageclasses", task.storage)),
        expected=say("{storage} to be the default", storage=task.storage),
        found="it a class like others",
        where=f"StorageClass {task.storage}",
        next=f"kubectl annotate sc {task.storage} {DEFAULT}=true",
    )


def claimed_meanwhile(story: Story, pod: Object, task: TaskSheet) -> None:
    """Raise Unmet if the pod's claim is older than the default."""
    classes = story.lives("storageclasses", name=task.storage)
    name = next(iter(claims(pod).values()))
    claim = story.lives("persistentvolumeclaims", namespace=task.namespace, name=name)[-1]
    stretches = [stretch for life in classes for stretch in life.intervals(is_default)]
    expect(
        any(
            each.start < claim.created and (each.end is None or claim.created < each.end)
            for each in stretches
        ),
        expected=say("{name} made while {storage} was the default", name=name, storage=task.storage),
        found="it made at another time",
        where=history("claim", name, task.namespace),
        at=claim.created,
        next=say(
            "Make the class the default, delete {single} and its claim, and apply the set again.",
            single=task.single,
        ),
    )
