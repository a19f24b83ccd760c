"""The checks of the exercise `ensemble`: a StatefulSet `keeper` in the namespace `quorum`.

They ask what is there and what happened, never how it was done.
"""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from k8slab.checks import Life, Moment, PodLife, State, Story, Unmet, check, expect
from k8slab.checks.members import (
    bound_volume,
    claims,
    claims_mounted,
    known_names,
    nothing_shared,
    ready_members,
    what_it_is,
)
from k8slab.objects import meta, quantity

NAMESPACE = "quorum"
SET = "keeper"
IMAGE = "kubebiz/zookeeper"
MEMBERS = ("keeper-0", "keeper-1", "keeper-2")
DOCS = "https://kubernetes.io/docs/"
DELETE_ONE = f"kubectl delete po keeper-1 -n {NAMESPACE}"
Object = Mapping[str, Any]


@check(
    "quorum-volumes",
    points=2,
    docs=DOCS + "concepts/storage/persistent-volumes/#binding",
    hints=[
        "A claim binds to a volume that is large enough, offers the access mode and has the same class.",
        "Give each volume `capacity.storage: 1Gi` or more and `ReadWriteOnce`, and no `storageClassName`.",
        "pv-demo.yaml in the lesson has four such volumes; `kubectl create ns quorum` makes the namespace.",
    ],
)
def volumes(story: Story, state: State) -> None:
    """The namespace quorum and four volumes for claims of 1Gi."""
    state.get("namespaces", NAMESPACE)
    found = state.list("persistentvolumes")
    useless = [f"{meta.name(volume)} {why}" for volume in found if (why := why_useless(volume))]
    fit = len(found) - len(useless)
    expect(
        fit >= 4,
        expected="4 volumes that claims of 1Gi, ReadWriteOnce, without class can bind to",
        found=f"{fit} such volumes" + (f"; {', '.join(useless)}" if useless else ""),
        next="kubectl get pv",
    )


@check(
    "quorum-members",
    points=2,
    docs=DOCS + "concepts/workloads/controllers/statefulset/#stable-storage",
    hints=[
        "`kubectl get po,pvc -n quorum -o wide` shows who is where; `describe` says why one is Pending.",
        "A pod of its own node: `podAntiAffinity`. A volume of its own: `volumeClaimTemplates`, and a "
        "`volumeMounts` entry of the same name.",
        "Take zookeeper.yml of the lesson and rename: metadata, serviceName, selector, the labels of the "
        "template and the values in the anti-affinity have to agree.",
    ],
)
def members(story: Story, state: State) -> None:
    """Three Ready members, each on its own node with its own volume."""
    ready = ready_members(state, NAMESPACE, SET, MEMBERS)
    nothing_shared({meta.name(pod): pod["spec"]["nodeName"] for pod in ready}, "node")
    nothing_shared({meta.name(pod): bound_volume(state, pod) for pod in ready}, "volume")
    for pod in ready:
        claims_mounted(pod)
        runs_zookeeper(pod)


def runs_zookeeper(pod: Object) -> None:
    """A cluster starts any image it can pull: a slip of the pen is found here, not by it."""
    found = [container["image"] for container in pod["spec"]["containers"]]
    expect(
        any(image.partition(":")[0] == IMAGE for image in found),
        expected=f"a container of the image {IMAGE}",
        found=", ".join(found),
        where=f"pod {meta.name(pod)}, namespace {NAMESPACE}",
        next="compare the image's name, letter by letter, with the task",
    )


@check(
    "quorum-service",
    points=1,
    docs=DOCS + "concepts/workloads/controllers/statefulset/#stable-network-id",
    hints=[
        "The set names the Service that gives its members their DNS names: which, and is it there?",
        "That Service has `clusterIP: None`, and its selector matches the labels of the pods.",
        "Neither `serviceName` nor `clusterIP` can be changed: delete the object and apply it again.",
    ],
)
def service(story: Story, state: State) -> None:
    """A headless Service that knows the members by name."""
    name = state.get("statefulsets", SET, NAMESPACE)["spec"].get("serviceName")
    expect(bool(name), expected="a serviceName in the set", found="none", where=f"StatefulSet {SET}")
    address = state.get("services", name, NAMESPACE)["spec"].get("clusterIP")
    where = f"Service {name}"
    expect(
        address == "None",
        expected="a Service without address",
        found=f"clusterIP {address}",
        where=where,
        next=f"clusterIP cannot be changed: kubectl delete svc {name} -n {NAMESPACE}, then apply it anew",
    )
    known = known_names(state, NAMESPACE, name)
    expect(
        set(MEMBERS) <= known,
        expected=f"endpoints with the names {', '.join(MEMBERS)}",
        found=", ".join(sorted(known)) or "no named endpoint",
        where=where,
        next=f"kubectl describe svc {name} -n {NAMESPACE}",
    )


@check(
    "quorum-return",
    points=2,
    docs=DOCS + "concepts/workloads/controllers/statefulset/#pod-identity",
    hints=[
        "Nothing has to be changed in the set: its controller replaces what is missing.",
        "Delete one pod, not the set and not a claim, and wait until it is Ready again.",
        "`kubectl delete po keeper-1 -n quorum`, then `kubectl get po -n quorum -w`.",
    ],
)
def comes_back(story: Story, state: State) -> None:
    """keeper-1 goes and comes back as itself while the others stay."""
    lives = story.pods(NAMESPACE, name="keeper-1")
    problems = [problem_of_return(story, old, new) for old, new in pairwise(lives)]
    if None not in problems:
        raise next(filter(None, reversed(problems)), never_left(lives))


@check(
    "quorum-redeploy",
    points=2,
    docs=DOCS + "concepts/workloads/controllers/statefulset/#limitations",
    hints=[
        "Deleting a set deletes neither its claims nor its volumes. Leave them where they are.",
        "`kubectl delete sts keeper -n quorum`, wait until the pods are gone, apply the set again.",
        "Claims that are gone? Their volumes are Released and not bound again: delete the set, the claims "
        "and the volumes, apply everything once more, then do only this task.",
    ],
)
def redeploy(story: Story, state: State) -> None:
    """The set goes and comes back, and every claim stays bound to its volume."""
    sets = story.lives("statefulsets", namespace=NAMESPACE, name=SET)
    if len(sets) < 2:
        raise not_redeployed(sets)
    old, new = sets[-2:]
    for claim in claims_before(story, old):
        claim_stayed(claim)
    for pod in ready_members(state, NAMESPACE, SET, MEMBERS):
        made_anew(story, pod, new)


@check(
    "quorum-fourth",
    points=1,
    docs=DOCS + "concepts/scheduling-eviction/assign-pod-node/#inter-pod-affinity-and-anti-affinity",
    hints=[
        "`kubectl describe po keeper-3 -n quorum`: the last event says what the scheduler asks for.",
        "Four members, one per node, three nodes. There are two ways out.",
        "Add a node. Or make the anti-affinity `preferredDuringSchedulingIgnoredDuringExecution`; a member "
        "that still has the hard rule keeps others off its node, so delete one such member by hand.",
    ],
)
def fourth(story: Story, state: State) -> None:
    """A fourth member is Ready on a volume of its own."""
    four = ready_members(state, NAMESPACE, SET, (*MEMBERS, "keeper-3"))
    nothing_shared({meta.name(pod): bound_volume(state, pod) for pod in four}, "volume")


def why_useless(volume: Object) -> str:
    """Why no claim of the exercise can be bound to a volume; empty if one can."""
    spec, phase = volume["spec"], volume.get("status", {}).get("phase")
    if quantity.parse(spec["capacity"]["storage"]) < quantity.parse("1Gi"):
        return f"holds {spec['capacity']['storage']}"
    if "ReadWriteOnce" not in spec["accessModes"]:
        return f"offers {', '.join(spec['accessModes'])}"
    if spec.get("storageClassName"):
        return f"has the class {spec['storageClassName']}"
    mine = spec.get("claimRef", {}).get("namespace") == NAMESPACE
    return "" if phase == "Available" or (phase == "Bound" and mine) else f"is {phase}"


def never_left(lives: list[PodLife]) -> Unmet:
    """keeper-1 has at most one life."""
    return Unmet(
        expected="keeper-1 deleted and made again",
        found=f"one keeper-1, made at {lives[0].created} and still there" if lives else "no such pod, ever",
        where=history("pod", "keeper-1"),
        next=DELETE_ONE if lives else "Task 2 comes first.",
    )


def problem_of_return(story: Story, old: PodLife, new: PodLife) -> Unmet | None:
    """What is wrong with keeper-1's going and coming back; None if all is well."""
    gone, back = old.terminating or old.created, new.first_ready
    if back is None:
        why = f"kubectl describe po keeper-1 -n {NAMESPACE}"
        return bad_return("keeper-1 Ready again", what_it_is(new.last), new.created, next=why)
    if old.revision != new.revision:
        return bad_return("the template unchanged", "a rollout", new.created)
    claimed = [life for name in claims(new.last).values() for life in claims_named(story, name)]
    if not any(stayed(claim, gone, back) for claim in claimed):
        return bad_return("its claim kept", "another claim or none", new.created)
    for name in ("keeper-0", "keeper-2"):
        others = story.pods(NAMESPACE, name=name)
        if not any(stayed(pod, gone, back) for pod in others):
            found = "it replaced or deleted as well" if others else "no such pod"
            return bad_return(f"{name} there all the time", found, gone, name=name)
    return None


def bad_return(
    expected: str,
    found: str,
    at: Moment,
    *,
    name: str = "keeper-1",
    next: str = f"Once all three are Ready: {DELETE_ONE}",  # noqa: A002
) -> Unmet:
    """What a return should have been; the next one may be better."""
    return Unmet(expected=expected, found=found, where=history("pod", name), at=at, next=next)


def not_redeployed(sets: list[Life]) -> Unmet:
    """The set has at most one life."""
    found, advice = "no such set, ever", "Task 2 comes first."
    if sets and sets[0].deleted:
        found, advice = f"it deleted at {sets[0].deleted} and not created again", "Apply the set again."
    elif sets:
        found, advice = "it never deleted", f"kubectl delete sts {SET} -n {NAMESPACE}, then apply it again"
    expected = f"{SET} deleted and created again"
    return Unmet(expected=expected, found=found, where=history("StatefulSet", SET), next=advice)


def claims_before(story: Story, old: Life) -> list[Life]:
    """The claims of the old set's members, as they were when it went."""
    end = old.terminating or old.created
    members = [pod for pod in story.pods(NAMESPACE, owner=f"StatefulSet/{SET}") if pod.created < end]
    names = sorted({claim for pod in members for claim in claims(pod.last).values()})
    lives = [life for name in names for life in claims_named(story, name)]
    found = [life for life in lives if life.created < end and (life.deleted is None or life.deleted > end)]
    expect(bool(found), expected="claims of the old set", found="none", where=f"StatefulSet {SET}", at=end)
    return found


def claims_named(story: Story, name: str) -> list[Life]:
    """The lives of the claims of that name."""
    return story.lives("persistentvolumeclaims", namespace=NAMESPACE, name=name)


def claim_stayed(claim: Life) -> None:
    """Raise Unmet if a claim was deleted or lost its volume."""
    expect(
        claim.terminating is None and claim.last.get("status", {}).get("phase") == "Bound",
        expected=f"{claim.name} bound all the time",
        found="it deleted" if claim.terminating else "it not Bound",
        where=history("claim", claim.name),
        at=claim.terminating,
        next="kubectl get pv",
    )


def made_anew(story: Story, pod: Object, new: Life) -> None:
    """Raise Unmet if a pod is older than the new set."""
    life = story.pods(NAMESPACE, name=meta.name(pod))[-1]
    expect(
        life.created > new.created,
        expected="members made by the new set",
        found=f"{life.name} of the old set, adopted",
        where=history("pod", life.name),
        at=life.created,
        next="Delete the set together with its pods.",
    )


def stayed(life: Life, start: Moment, end: Moment) -> bool:
    """True if an object was there from one moment to another, and not on its way out."""
    return life.created < start and (life.terminating is None or life.terminating > end)


def history(kind: str, name: str) -> str:
    """Where an expectation about the past shows."""
    return f"the history of {kind} {name}, namespace {NAMESPACE}"
