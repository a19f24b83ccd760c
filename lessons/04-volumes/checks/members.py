"""A set, its Service and its claims; then its members, each on a volume of its own."""

from k8slab.checks import State, Story, TaskSheet, check, expect, part
from k8slab.checks.members import bound_volume, nothing_shared, ready_members
from k8slab.checks.services import governing_service, is_headless, knows
from k8slab.checks.volumes import asks_for
from k8slab.objects import meta
from k8slab.story.life import Object
from k8slab.translation import say

from .sheet import DOCS, claim_of, first_claim, made_by_hand, names


@check(
    "disks-set",
    points=20,
    docs="https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#stable-storage",
    hints=[
        "The set, its Service and the template for claims may stand in one manifest, as in box.yml of the "
        "lesson.",
        "A claim is named after the template and the member: `$claim-$set-0`. The `volumeMounts` entry needs "
        "the template's name as well.",
        "`serviceName` in the set is the name of a Service with `clusterIP: None`. Neither of these, nor the "
        "claim template, can be changed: delete what is wrong, the claims too, and apply it again.",
    ],
)
def deployed(story: Story, state: State, task: TaskSheet) -> None:
    """The set $set, its headless Service, and the claim that it made."""
    with part(say("the namespace {namespace}", namespace=task.namespace), points=3):
        state.get("namespaces", task.namespace)
    with part("a headless Service that the set names", points=5):
        is_headless(state.get("services", governing_service(state, task.namespace, task.set), task.namespace))
    with part(say("the claim {claim}, made by the set", claim=claim_of(names(task)[0], task)), points=6):
        state.get("statefulsets", task.set, task.namespace)
        first_claim(state, task)
    with part(say("of {size}", size=task.size), points=3):
        asks_for(first_claim(state, task), task.size)
    with part("without class", points=3):
        has_no_class(first_claim(state, task))


def has_no_class(claim: Object) -> None:
    """Raise Unmet if a claim has a class."""
    found = claim["spec"].get("storageClassName") or ""
    expect(
        not found,
        expected="a claim without class",
        found=say("the class {found}", found=found),
        where=say(
            "claim {claim}, namespace {namespace}", claim=meta.name(claim), namespace=meta.namespace(claim)
        ),
        next='Is there a default class? kubectl get sc. If so, only storageClassName: "" means none.',
    )


@check(
    "disks-members",
    points=15,
    docs=DOCS + "volumes/#nfs",
    hints=[
        "Bound is not mounted: `lab.why` of a pod in ContainerCreating says what the node cannot do.",
        "The server exports /data/volumes, and the directories below it have to be made. A pod that mounts "
        "the export itself can make them: nfs-admin.yml of the lesson.",
        "`kubectl exec admin -- mkdir /export/DIRECTORY` for each path of your volumes, then "
        'lab.advance("3m"): the node tries again after pauses.',
    ],
)
def members(story: Story, state: State, task: TaskSheet) -> None:
    """Three Ready members, each by its name, each on a volume made by hand."""
    with part("three Ready members", points=7):
        ready_members(state, task.namespace, task.set, names(task))
    with part("each with its name in DNS", points=4):
        knows(state, task.namespace, governing_service(state, task.namespace, task.set), names(task))
    with part("each on a volume of its own, made by hand", points=4):
        pods = [state.get("pods", name, task.namespace) for name in names(task)]
        nothing_shared({meta.name(pod): bound_volume(state, pod) for pod in pods}, "volume")
        for pod in pods:
            made_by_hand(state, pod)
