"""The checks of the exercise `ensemble`: a StatefulSet of one's own, in a namespace of one's own.

They ask what is there and what happened, never how it was done.
"""

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

from k8slab.checks import (
    Life,
    Moment,
    PodLife,
    State,
    Story,
    TaskSheet,
    Unmet,
    Variants,
    check,
    choice,
    expect,
    part,
)
from k8slab.checks.members import (
    bound_volume,
    claims,
    claims_mounted,
    nothing_shared,
    ready_members,
    what_it_is,
)
from k8slab.checks.services import is_headless, knows
from k8slab.checks.unmet import history
from k8slab.checks.volumes import why_useless
from k8slab.objects import meta, quantity

IMAGE = "kubebiz/zookeeper"
DOCS = "https://kubernetes.io/docs/"
Object = Mapping[str, Any]

variants = Variants(
    "ensemble",
    namespace=choice(
        "quorum",
        "council",
        "senate",
        "agora",
        "forum",
        "chamber",
        "assembly",
        "parley",
        about="the namespace of all that you make",
    ),
    set=choice(
        "keeper",
        "warden",
        "steward",
        "guardian",
        "sentry",
        "ranger",
        "porter",
        "herald",
        about="the name of the StatefulSet",
    ),
    size=choice("1Gi", "2Gi", "3Gi", "4Gi", about="what each claim asks for"),
    volumes=choice(4, 5, 6, about="how many volumes you prepare"),
    ordinal=choice(1, 0, 2, about="the member that goes and comes back, in task 4"),
)


@check(
    "quorum-volumes",
    points=15,
    docs=DOCS + "concepts/storage/persistent-volumes/#binding",
    hints=[
        "A claim binds to a volume that is large enough, offers the access mode and has the same class.",
        "Give each volume `capacity.storage: $size` or more and `ReadWriteOnce`, and no `storageClassName`.",
        "pv-demo.yaml in the lesson has such volumes; `kubectl create ns $namespace` makes the namespace.",
    ],
)
def volumes(story: Story, state: State, task: TaskSheet) -> None:
    """The namespace $namespace and $volumes volumes for claims of $size."""
    with part(f"the namespace {task.namespace}", points=3):
        state.get("namespaces", task.namespace)
    with part(f"{task.volumes} volumes that claims of {task.size} can bind to", points=12):
        enough_volumes(state, task)


def enough_volumes(state: State, task: TaskSheet) -> None:
    """Raise Unmet, telling of each volume that is of no use, if there are too few others."""
    found = state.list("persistentvolumes")
    useless = [
        f"{meta.name(volume)} {why}"
        for volume in found
        if (why := why_useless(volume, task.size, task.namespace))
    ]
    fit = len(found) - len(useless)
    expect(
        fit >= task.volumes,
        expected=f"{task.volumes} volumes for claims of {task.size}, ReadWriteOnce, without class",
        found=f"{fit} such volumes" + (f"; {', '.join(useless)}" if useless else ""),
        where="the cluster",
        next="kubectl get pv",
    )


@check(
    "quorum-members",
    points=20,
    docs=DOCS + "concepts/workloads/controllers/statefulset/#stable-storage",
    hints=[
        "`kubectl get po,pvc -n $namespace -o wide` shows who is where; `describe` says why one is Pending.",
        "A pod of its own node: `podAntiAffinity`. A volume of its own: `volumeClaimTemplates`, and a "
        "`volumeMounts` entry of the same name.",
        "Take zookeeper.yml of the lesson and rename: metadata, serviceName, selector, the labels of the "
        "template and the values in the anti-affinity have to agree.",
    ],
)
def members(story: Story, state: State, task: TaskSheet) -> None:
    """Three Ready members, each on its own node with its own volume."""
    with part("three Ready members", points=8):
        ready_members(state, task.namespace, task.set, names(task))
    with part("each on a node of its own", points=4):
        nothing_shared({meta.name(pod): node_of(pod) for pod in pods_of(state, task)}, "node")
    with part(f"each with a claim of {task.size} of its own, mounted", points=4):
        pods = pods_of(state, task)
        nothing_shared({meta.name(pod): bound_volume(state, pod) for pod in pods}, "volume")
        for pod in pods:
            claims_mounted(pod)
            asks_for(state, pod, task.size)
    with part(f"the image {IMAGE}", points=4):
        for pod in pods_of(state, task):
            runs_zookeeper(pod)


def names(task: TaskSheet, count: int = 3) -> tuple[str, ...]:
    """The first members' names."""
    return tuple(f"{task.set}-{ordinal}" for ordinal in range(count))


def pods_of(state: State, task: TaskSheet) -> list[Object]:
    """The three members, Ready or not; raises Unmet about one that is not there."""
    return [state.get("pods", name, task.namespace) for name in names(task)]


def node_of(pod: Object) -> str:
    """Where a pod is; raises Unmet if that is nowhere yet."""
    node = pod["spec"].get("nodeName")
    name, namespace = meta.name(pod), meta.namespace(pod)
    expect(
        bool(node),
        expected=f"{name} on a node",
        found=what_it_is(pod),
        where=f"pod {name}, namespace {namespace}",
        next=f"kubectl describe po {name} -n {namespace}",
    )
    return str(node)


def asks_for(state: State, pod: Object, size: str) -> None:
    """Raise Unmet if a pod's claim does not ask for that much."""
    claim = state.get("persistentvolumeclaims", next(iter(claims(pod).values())), meta.namespace(pod))
    asked = claim["spec"]["resources"]["requests"]["storage"]
    expect(
        quantity.parse(asked) == quantity.parse(size),
        expected=f"a claim of {size}",
        found=f"one of {asked}",
        where=f"claim {meta.name(claim)}, namespace {meta.namespace(claim)}",
        next="The size stands in the claim template, and on your task sheet.",
    )


def runs_zookeeper(pod: Object) -> None:
    """A cluster starts any image it can pull: a slip of the pen is found here, not by it."""
    found = [container["image"] for container in pod["spec"]["containers"]]
    expect(
        any(image.partition(":")[0] == IMAGE for image in found),
        expected=f"a container of the image {IMAGE}",
        found=", ".join(found),
        where=f"pod {meta.name(pod)}, namespace {meta.namespace(pod)}",
        next="compare the image's name, letter by letter, with the task",
    )


@check(
    "quorum-service",
    points=15,
    docs=DOCS + "concepts/workloads/controllers/statefulset/#stable-network-id",
    hints=[
        "The set names the Service that gives its members their DNS names: which, and is it there?",
        "That Service has `clusterIP: None`, and its selector matches the labels of the pods.",
        "Neither `serviceName` nor `clusterIP` can be changed: delete the object and apply it again.",
    ],
)
def service(story: Story, state: State, task: TaskSheet) -> None:
    """A headless Service that knows the members by name."""
    name = state.get("statefulsets", task.set, task.namespace)["spec"].get("serviceName")
    expect(bool(name), expected="a serviceName in the set", found="none", where=f"StatefulSet {task.set}")
    with part("the Service that the set names", points=5):
        state.get("services", name, task.namespace)
    with part("without an address", points=5):
        is_headless(state.get("services", name, task.namespace))
    with part("with the members' names in its endpoints", points=5):
        knows(state, task.namespace, name, names(task))


@check(
    "quorum-return",
    points=15,
    docs=DOCS + "concepts/workloads/controllers/statefulset/#pod-identity",
    hints=[
        "Nothing has to be changed in the set: its controller replaces what is missing.",
        "Delete one pod, not the set and not a claim, and wait until it is Ready again.",
        "`kubectl delete po $set-$ordinal -n $namespace`, then `kubectl get po -n $namespace -w`.",
    ],
)
def comes_back(story: Story, state: State, task: TaskSheet) -> None:
    """$set-$ordinal goes and comes back as itself while the others stay."""
    lives = story.pods(task.namespace, name=gone_member(task))
    returns = [Return(story, task, old, new) for old, new in pairwise(lives)]
    if not returns:
        raise never_left(lives, task)
    best = max(returns, key=Return.held)
    for name, holds in best.parts():
        with part(name, points=5):
            holds()


class Return:
    """A member's going and coming back: from one life to the next."""

    def __init__(self, story: Story, task: TaskSheet, old: PodLife, new: PodLife) -> None:
        self._story, self._task, self._old, self._new = story, task, old, new
        self._gone = old.terminating or old.created
        self._back = new.first_ready

    def parts(self) -> list[tuple[str, Callable[[], None]]]:
        """What must hold, each raising Unmet if it does not."""
        return [
            (f"{gone_member(self._task)} goes, and is Ready again", self.is_ready_again),
            ("on the claim that it had", self.kept_its_claim),
            ("the others stay", self.alone),
        ]

    def held(self) -> int:
        """How many of them hold."""
        return sum(_holds(holds) for _, holds in self.parts())

    def is_ready_again(self) -> None:
        if self._back is None:
            why = f"kubectl describe po {gone_member(self._task)} -n {self._task.namespace}"
            raise self._unmet("it Ready again", what_it_is(self._new.last), self._new.created, next=why)
        if self._old.revision != self._new.revision:
            raise self._unmet("the template unchanged", "a rollout", self._new.created)

    def kept_its_claim(self) -> None:
        end = self._back or self._new.created
        named = claims(self._new.last).values()
        claimed = [life for name in named for life in claims_named(self._story, name, self._task)]
        if not any(claim.stayed(self._gone, end) for claim in claimed):
            raise self._unmet("its claim kept", "another claim or none", self._new.created)

    def alone(self) -> None:
        end = self._back or self._new.created
        for name in names(self._task):
            others = self._story.pods(self._task.namespace, name=name)
            if name != gone_member(self._task) and not any(pod.stayed(self._gone, end) for pod in others):
                found = "it replaced or deleted as well" if others else "no such pod"
                raise self._unmet(f"{name} there all the time", found, self._gone, name=name)

    def _unmet(self, expected: str, found: str, at: Moment, *, name: str = "", next: str = "") -> Unmet:  # noqa: A002
        where = history("pod", name or gone_member(self._task), self._task.namespace)
        advice = next or f"Once all three are Ready: {delete_one(self._task)}"
        return Unmet(expected=expected, found=found, where=where, at=at, next=advice)


def _holds(holds: Callable[[], None]) -> bool:
    try:
        holds()
    except Unmet:
        return False
    return True


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


@check(
    "quorum-fourth",
    points=10,
    docs=DOCS + "concepts/scheduling-eviction/assign-pod-node/#inter-pod-affinity-and-anti-affinity",
    hints=[
        "`kubectl describe po $set-3 -n $namespace`: the last event says what the scheduler asks for.",
        "Four members, one per node, three nodes. There are two ways out.",
        "Add a node. Or make the anti-affinity `preferredDuringSchedulingIgnoredDuringExecution`; a member "
        "that still has the hard rule keeps others off its node, so delete one such member by hand.",
    ],
)
def fourth(story: Story, state: State, task: TaskSheet) -> None:
    """A fourth member is Ready on a volume of its own."""
    with part("four Ready members", points=6):
        ready_members(state, task.namespace, task.set, names(task, 4))
    with part("each on a volume of its own", points=4):
        four = [state.get("pods", name, task.namespace) for name in names(task, 4)]
        nothing_shared({meta.name(pod): bound_volume(state, pod) for pod in four}, "volume")


def gone_member(task: TaskSheet) -> str:
    """The name of the member that goes and comes back."""
    return f"{task.set}-{task.ordinal}"


def delete_one(task: TaskSheet) -> str:
    """The command that lets it go."""
    return f"kubectl delete po {gone_member(task)} -n {task.namespace}"


def never_left(lives: list[PodLife], task: TaskSheet) -> Unmet:
    """The member has at most one life."""
    name = gone_member(task)
    return Unmet(
        expected=f"{name} deleted and made again",
        found=f"one {name}, made at {lives[0].created} and still there" if lives else "no such pod, ever",
        where=history("pod", name, task.namespace),
        next=delete_one(task) if lives else "Task 2 comes first.",
    )


def not_redeployed(sets: list[Life], task: TaskSheet) -> Unmet:
    """The set has at most one life."""
    found, advice = "no such set, ever", "Task 2 comes first."
    if sets and sets[0].deleted:
        found, advice = f"it deleted at {sets[0].deleted} and not created again", "Apply the set again."
    elif sets:
        delete = f"kubectl delete sts {task.set} -n {task.namespace}"
        found, advice = "it never deleted", f"{delete}, then apply it again"
    expected = f"{task.set} deleted and created again"
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
        bool(found), expected="claims of the old set", found="none", where=f"StatefulSet {task.set}", at=end
    )
    return found


def claims_named(story: Story, name: str, task: TaskSheet) -> list[Life]:
    """The lives of the claims of that name."""
    return story.lives("persistentvolumeclaims", namespace=task.namespace, name=name)


def claim_stayed(claim: Life, task: TaskSheet) -> None:
    """Raise Unmet if a claim was deleted or lost its volume."""
    expect(
        claim.terminating is None and claim.last.get("status", {}).get("phase") == "Bound",
        expected=f"{claim.name} bound all the time",
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
        found=f"{life.name} of the old set, adopted",
        where=history("pod", life.name, task.namespace),
        at=life.created,
        next="Delete the set together with its pods.",
    )
