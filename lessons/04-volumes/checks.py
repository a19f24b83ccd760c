"""The checks of the exercise `names-and-disks`: a set, volumes made by hand, and a class of one's own.

They ask what is there and what happened, never how it was done.
"""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from k8slab.checks import Life, State, Story, TaskSheet, Unmet, Variants, check, choice, expect, part
from k8slab.checks.attempts import Judgements, best
from k8slab.checks.members import bound_volume, claims, nothing_shared, ready_members
from k8slab.checks.services import governing_service, is_headless, knows
from k8slab.checks.unmet import history
from k8slab.checks.volumes import asks_for, enough_volumes
from k8slab.objects import meta

DOCS = "https://kubernetes.io/docs/concepts/storage/"
MEMBERS = 3
DEFAULT = "storageclass.kubernetes.io/is-default-class"
Object = Mapping[str, Any]

variants = Variants(
    "names-and-disks",
    namespace=choice(
        "archive",
        "vault",
        "cellar",
        "store",
        "depot",
        "pantry",
        "attic",
        "library",
        about="the namespace of all that you make",
    ),
    set=choice(
        "clerk",
        "curator",
        "porter",
        "keeper",
        "copyist",
        "binder",
        "reader",
        "lender",
        about="the name of the StatefulSet",
    ),
    claim=choice("notes", "files", "pages", "cards", about="the name of its claim template"),
    size=choice("1Gi", "2Gi", "3Gi", "4Gi", about="what each claim asks for"),
    volumes=choice(4, 5, 6, about="how many volumes you make by hand"),
    ordinal=choice(2, 1, about="the member whose claim goes, in task 4"),
    storage=choice("quick", "spare", "local", "scratch", about="the name of your class, in task 5"),
    reclaim=choice("Retain", "Delete", about="the reclaim policy of that class"),
    single=choice("crate", "chest", "drawer", "shelf", about="the set of one member, in task 6"),
)


def names(task: TaskSheet) -> tuple[str, ...]:
    """The members' names."""
    return tuple(f"{task.set}-{ordinal}" for ordinal in range(MEMBERS))


def claim_of(name: str, task: TaskSheet) -> str:
    """The name of a member's claim."""
    return f"{task.claim}-{name}"


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
    with part(f"the namespace {task.namespace}", points=3):
        state.get("namespaces", task.namespace)
    with part("a headless Service that the set names", points=5):
        is_headless(state.get("services", governing_service(state, task.namespace, task.set), task.namespace))
    with part(f"the claim {claim_of(names(task)[0], task)}, made by the set", points=6):
        state.get("statefulsets", task.set, task.namespace)
        first_claim(state, task)
    with part(f"of {task.size}", points=3):
        asks_for(first_claim(state, task), task.size)
    with part("without class", points=3):
        has_no_class(first_claim(state, task))


def first_claim(state: State, task: TaskSheet) -> Object:
    """The claim of the first member; raises Unmet if there is none."""
    return state.get("persistentvolumeclaims", claim_of(names(task)[0], task), task.namespace)


def has_no_class(claim: Object) -> None:
    """Raise Unmet if a claim has a class."""
    found = claim["spec"].get("storageClassName") or ""
    expect(
        not found,
        expected="a claim without class",
        found=f"the class {found}",
        where=f"claim {meta.name(claim)}, namespace {meta.namespace(claim)}",
        next='Is there a default class? kubectl get sc. If so, only storageClassName: "" means none.',
    )


@check(
    "disks-volumes",
    points=20,
    docs=DOCS + "persistent-volumes/#binding",
    hints=[
        "A claim binds to a volume that is large enough, offers the access mode and has the same class.",
        "Give each volume `capacity.storage: $size`, `ReadWriteOnce`, no class, and an `nfs` path of its own "
        "below /data/volumes. pv-as-told.yaml of the lesson shows the fields.",
        "Volumes there before the claim? Delete the set, then its claims, then the volumes; apply the set, "
        "lab.settle(), then apply the volumes.",
    ],
)
def volumes(story: Story, state: State, task: TaskSheet) -> None:
    """$volumes volumes made by hand, after the claim that waited for one."""
    with part(f"{task.volumes} volumes that claims of {task.size} can have", points=6):
        enough_volumes(state, task.volumes, task.size, task.namespace)
    with part("each on a directory of its own", points=4):
        own_directories(state, task)
    with part(f"one of them made for {claim_of(names(task)[0], task)}, which had waited", points=10):
        had_waited(story, task)


def by_hand(state: State) -> list[Object]:
    """The volumes that nobody made for a claim: those without class."""
    return [
        volume for volume in state.list("persistentvolumes") if not volume["spec"].get("storageClassName")
    ]


def own_directories(state: State, task: TaskSheet) -> None:
    """Raise Unmet if two volumes lie in one directory of the server, or one lies nowhere on it."""
    found = by_hand(state)
    for volume in found:
        expect(
            "nfs" in volume["spec"],
            expected="a directory of the NFS server",
            found="no nfs in its spec",
            where=f"volume {meta.name(volume)}",
            next="kubectl explain pv.spec.nfs",
        )
    paths = sorted(volume["spec"]["nfs"]["path"].rstrip("/") for volume in found)
    twice = sorted({path for path, other in pairwise(paths) if path == other})
    expect(
        not twice,
        expected="a directory of its own for each",
        found=f"{', '.join(twice)} used more than once",
        where="the volumes without class",
        next="Two members in one directory would mix up their data: delete the volume, make it anew.",
    )
    expect(
        len(paths) >= task.volumes,
        expected=f"{task.volumes} different directories",
        found=str(len(paths)),
        where="the volumes without class",
        next="kubectl get pv",
    )


def had_waited(story: Story, task: TaskSheet) -> None:
    """Raise Unmet if the first member's claim was never bound to a volume younger than itself."""
    name = claim_of(names(task)[0], task)
    lives = story.lives("persistentvolumeclaims", namespace=task.namespace, name=name)
    expect(
        any(volume.created > claim.created for claim in lives for volume in volumes_of(story, claim)),
        expected=f"{name} there first, and then a volume that it is bound to",
        found="it bound to a volume that was there before" if any(map(is_bound, lives)) else "it never bound",
        where=history("claim", name, task.namespace),
        at=lives[-1].created if lives else None,
        next="The third hint says how to begin anew; lab.why says what a claim waits for.",
    )


def is_bound(claim: Life) -> bool:
    """True if a claim ever had a volume."""
    return claim.when(lambda obj: obj.get("status", {}).get("phase") == "Bound") is not None


def volumes_of(story: Story, claim: Life) -> list[Life]:
    """The lives of the volume that a claim had; none if it never had one."""
    name = claim.last["spec"].get("volumeName")
    return story.lives("persistentvolumes", name=name) if name and is_bound(claim) else []


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


def made_by_hand(state: State, pod: Object) -> None:
    """Raise Unmet if a pod's volume has a class."""
    name = bound_volume(state, pod)
    expect(
        name in map(meta.name, by_hand(state)),
        expected=f"{meta.name(pod)} on a volume made by hand",
        found=f"it on {name}, which has a class",
        where=f"pod {meta.name(pod)}, namespace {meta.namespace(pod)}",
        next=f"kubectl get pvc -n {meta.namespace(pod)}",
    )


@check(
    "disks-released",
    points=15,
    docs=DOCS + "persistent-volumes/#reclaiming",
    hints=[
        "A claim goes when no pod uses it: let the member go first, by scaling.",
        "Its volume is Released then: it still has the name of the old claim in `spec.claimRef`. Without "
        "that it is free again. Then scale back to three.",
        "`kubectl scale sts $set -n $namespace --replicas=$ordinal`, `kubectl delete pvc "
        "$claim-$set-$ordinal -n $namespace`, then patch the volume as the lesson does, and scale back.",
    ],
)
def released(story: Story, state: State, task: TaskSheet) -> None:
    """The claim of $set-$ordinal goes, its volume is set free, and the member is back."""
    name = claim_of(gone_member(task), task)
    lives = story.lives("persistentvolumeclaims", namespace=task.namespace, name=name)
    ends = [
        Ending(story, state, task, old, new)
        for old, new in pairwise([*lives, None])
        if old is not None and old.deleted
    ]
    if not ends:
        raise never_deleted(lives, task)
    for title, judge in best(end.parts() for end in ends):
        with part(title, points=5):
            judge()


def gone_member(task: TaskSheet) -> str:
    """The member whose claim goes."""
    return f"{task.set}-{task.ordinal}"


def never_deleted(lives: list[Life], task: TaskSheet) -> Unmet:
    """The claim was never deleted."""
    name = claim_of(gone_member(task), task)
    return Unmet(
        expected=f"{name} deleted",
        found="it still there" if lives else "no such claim, ever",
        where=history("claim", name, task.namespace),
        at=lives[-1].created if lives else None,
        next=f"kubectl delete pvc {name} -n {task.namespace}" if lives else "Task 1 comes first.",
    )


class Ending:
    """A claim's end, and the one that came after it under its name, if any."""

    def __init__(self, story: Story, state: State, task: TaskSheet, old: Life, new: Life | None) -> None:
        self._story, self._state, self._task, self._old, self._new = story, state, task, old, new
        self._gone = old.terminating or old.created

    def parts(self) -> Judgements:
        """What must hold, each raising Unmet if it does not."""
        return [
            ("its volume is Released, and then free", self.set_free),
            ("only this claim goes", self.alone),
            (f"{gone_member(self._task)} is Ready on a new claim", self.is_back),
        ]

    def set_free(self) -> None:
        for volume in volumes_of(self._story, self._old):
            freed = [stretch.end for stretch in volume.intervals(is_released) if stretch.start > self._gone]
            if any(end is not None and volume.deleted != end for end in freed):
                return
        raise self._unmet(
            "its volume Released, and after that free again", self._volume_now(), "kubectl get pv"
        )

    def _volume_now(self) -> str:
        name = self._old.last["spec"].get("volumeName")
        if not name:
            return "a claim that had no volume"
        volume = self._state.find("persistentvolumes", name)
        return f"{name} {volume.get('status', {}).get('phase')}" if volume else f"{name} deleted"

    def alone(self) -> None:
        end = self._new.created if self._new else self._old.deleted
        for name in names(self._task):
            claim = claim_of(name, self._task)
            lives = self._story.lives("persistentvolumeclaims", namespace=self._task.namespace, name=claim)
            if name != gone_member(self._task) and not any(life.stayed(self._gone, end) for life in lives):
                found = "it deleted as well" if lives else "no such claim"
                raise self._unmet(f"{claim} there all the time", found, "Do it again, with one claim.")

    def is_back(self) -> None:
        pods = ready_members(self._state, self._task.namespace, self._task.set, [gone_member(self._task)])
        if self._new is None or self._new.deleted or not is_bound(self._new):
            raise self._unmet("a new claim, Bound", "none", "kubectl get pvc -n " + self._task.namespace)
        bound_volume(self._state, pods[0])

    def _unmet(self, expected: str, found: str, advice: str) -> Unmet:
        where = history("claim", self._old.name, self._task.namespace)
        return Unmet(expected=expected, found=found, where=where, at=self._gone, next=advice)


def is_released(volume: Object) -> bool:
    """True while a volume's claim is gone and its data is still there."""
    return volume.get("status", {}).get("phase") == "Released"


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
    with part(f"{task.reclaim} is its reclaim policy", points=3):
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
        next=f"It cannot be changed: kubectl delete sc {task.storage}, then apply it anew",
    )


def has_claim(state: State, task: TaskSheet) -> None:
    """Raise Unmet if no claim of the namespace got a volume of the class."""
    claims_there = state.list("persistentvolumeclaims", task.namespace)
    mine = [claim for claim in claims_there if claim["spec"].get("storageClassName") == task.storage]
    phases = [f"{meta.name(claim)} {claim.get('status', {}).get('phase')}" for claim in mine]
    expect(
        any(phase.endswith(" Bound") for phase in phases),
        expected=f"a Bound claim of the class {task.storage}",
        found=", ".join(phases) or "no such claim",
        where=f"namespace {task.namespace}",
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
    with part(f"{task.storage} is the default class", points=2):
        is_the_default(state, task)
    with part(f"{task.single}-0 Ready on a volume made by hand, claimed meanwhile", points=6):
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
        expected=f"{task.storage} to be the default",
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
        expected=f"{name} made while {task.storage} was the default",
        found="it made at another time",
        where=history("claim", name, task.namespace),
        at=claim.created,
        next=f"Make the class the default, delete {task.single} and its claim, and apply the set again.",
    )
