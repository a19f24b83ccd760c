"""The checks of the exercise `first-set`: a set of members and a Deployment of clerks, side by side.

They ask what is there and what happened, never how it was done.
"""

from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from typing import Any

from k8slab.checks import (
    Interval,
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
from k8slab.checks.attempts import Judgements, best
from k8slab.checks.comeback import Comeback
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
from k8slab.objects import meta, pods

DOCS = "https://kubernetes.io/docs/concepts/workloads/controllers/"
CLERKS = 3
Object = Mapping[str, Any]

variants = Variants(
    "first-set",
    namespace=choice(
        "guild",
        "lodge",
        "league",
        "circle",
        "union",
        "crew",
        "choir",
        "order",
        about="the namespace of all that you make",
    ),
    set=choice(
        "scribe",
        "mason",
        "tailor",
        "weaver",
        "cooper",
        "baker",
        "smith",
        "potter",
        about="the name of the StatefulSet",
    ),
    service=choice(
        "roster", "register", "index", "ledger", about="the name of the Service that names its members"
    ),
    port=choice(8080, 7000, 9000, about="the port of that Service"),
    replicas=choice(4, 5, about="how many members the set has"),
    fewer=choice(1, 2, about="how many are left when you scale it down, in tasks 3 and 6"),
    ordinal=choice(1, 0, 2, 3, about="the member that you delete, in task 5"),
    team=choice("office", "desk", "counter", "hall", about="the name of the Deployment"),
)


def names(task: TaskSheet, start: int = 0, end: int | None = None) -> list[str]:
    """The members from one ordinal to before another."""
    return [f"{task.set}-{ordinal}" for ordinal in range(start, task.replicas if end is None else end)]


@check(
    "first-service",
    points=15,
    docs=DOCS + "statefulset/#stable-network-id",
    hints=[
        "A name must lead to a member, not to whichever of them answers: a Service without an address.",
        "`clusterIP: None`, a selector with the labels that your pods will have, and one port: $port.",
        "The first document of the lesson's member.yaml, with your names: `metadata: {name: $service, "
        "namespace: $namespace}`. `kubectl create ns $namespace` comes before it.",
    ],
)
def service(story: Story, state: State, task: TaskSheet) -> None:
    """A headless Service $service in the namespace $namespace."""
    with part(f"the namespace {task.namespace}", points=3):
        state.get("namespaces", task.namespace)
    with part(f"the Service {task.service}", points=4):
        state.get("services", task.service, task.namespace)
    with part("without an address", points=4):
        is_headless(state.get("services", task.service, task.namespace))
    with part(f"with the port {task.port}", points=4):
        has_port(state.get("services", task.service, task.namespace), task.port)


def has_port(service: Object, port: int) -> None:
    """Raise Unmet if a Service does not have that port."""
    found = [str(each["port"]) for each in service["spec"].get("ports") or ()]
    expect(
        str(port) in found,
        expected=f"the port {port}",
        found=", ".join(found) or "no port",
        where=f"Service {meta.name(service)}, namespace {meta.namespace(service)}",
        next="Ports can be changed: apply the Service again.",
    )


@check(
    "first-members",
    points=25,
    docs=DOCS + "statefulset/#components",
    hints=[
        "The lesson's member.yaml has all that is needed; `kubectl get po,pvc -n $namespace` shows what is "
        "missing, and lab.why what a pod waits for.",
        "Four things have to agree: the selector of the set, the labels of its template, the selector of "
        "the Service, and the set's `serviceName`, which is $service.",
        "A disk for each: `volumeClaimTemplates` with `storageClassName: own`, and in the container a "
        "`volumeMounts` entry with the name of that template. A set's claim templates and serviceName cannot "
        "be changed: delete the set and apply it again.",
    ],
)
def members(story: Story, state: State, task: TaskSheet) -> None:
    """$replicas members of $set, each with a name and a disk of its own."""
    with part(f"{task.replicas} Ready members", points=8):
        ready_members(state, task.namespace, task.set, names(task))
    with part(f"known by name through {task.service}", points=6):
        names_service(state.get("statefulsets", task.set, task.namespace), task)
        knows(state, task.namespace, task.service, names(task))
    with part("each with a claim of its own, mounted", points=7):
        found = [state.get("pods", name, task.namespace) for name in names(task)]
        nothing_shared({meta.name(pod): bound_volume(state, pod) for pod in found}, "volume")
        for pod in found:
            claims_mounted(pod)
    with part("of the image nginx", points=4):
        for name in names(task):
            runs_nginx(state.get("pods", name, task.namespace))


def names_service(statefulset: Object, task: TaskSheet) -> None:
    """Raise Unmet if the set has another Service, or none."""
    found = statefulset["spec"].get("serviceName")
    expect(
        found == task.service,
        expected=f"serviceName {task.service}",
        found=found or "none",
        where=f"StatefulSet {task.set}, namespace {task.namespace}",
        next="serviceName cannot be changed: delete the set and apply it again",
    )


def runs_nginx(pod: Object) -> None:
    """A cluster starts any image it can pull: a slip of the pen is found here, not by it."""
    found = [container["image"] for container in pod["spec"]["containers"]]
    expect(
        any(image.partition(":")[0] == "nginx" for image in found),
        expected="a container of the image nginx",
        found=", ".join(found),
        where=f"pod {meta.name(pod)}, namespace {meta.namespace(pod)}",
        next="compare the image's name, letter by letter, with the task",
    )


@check(
    "first-order",
    points=15,
    docs=DOCS + "statefulset/#deployment-and-scaling-guarantees",
    hints=[
        "Only the number of members changes, twice. Between the two the cluster needs time: lab.settle().",
        "`lab.timeline(selector=…)` shows whether they went one after the other. If they went all at once, "
        "look at the set's podManagementPolicy.",
        "`kubectl scale sts $set -n $namespace --replicas=$fewer`, lab.settle(), the same with $replicas. "
        "podManagementPolicy cannot be changed: delete the set, apply it without the field, scale again.",
    ],
)
def order(story: Story, state: State, task: TaskSheet) -> None:
    """$set goes from $replicas down to $fewer and comes back, one member after the other."""
    sets = story.lives("statefulsets", namespace=task.namespace, name=task.set)
    trips = [Trip(story, task, life, low) for life in sets for low in life.intervals(wants(task.fewer))]
    if not trips:
        raise never_scaled(sets, task)
    for name, judge in best(trip.parts() for trip in trips):
        with part(name, points=5):
            judge()


def wants(number: int) -> Callable[[Object], bool]:
    """Whether a set asks for that many members."""
    return lambda obj: obj["spec"].get("replicas", 1) == number


class Trip:
    """A set's way down to a few members and back; ``low`` is when it asked for those few."""

    def __init__(self, story: Story, task: TaskSheet, life: Life, low: Interval) -> None:
        self._task, self._low = task, low
        self._start = _before(life, low, task.replicas)
        self._lives = story.pods(task.namespace, owner=f"StatefulSet/{task.set}")

    def parts(self) -> Judgements:
        """What must hold, each raising Unmet if it does not."""
        return [
            (f"from {self._task.replicas} down to {self._task.fewer}: the highest numbers go", self.go),
            ("each when the one above it is gone", self.one_by_one),
            ("back, each when the one below it is Ready", self.come_back),
        ]

    def go(self) -> None:
        gone = self._gone()
        for name in names(self._task, 0, self._task.fewer):
            there = self._there(name)
            end = max(life.deleted or self._start for life in gone)
            if there is None or not there.stayed(self._start, end):
                raise self._unmet(f"{name} there all the time", "it deleted as well", name, self._start)

    def one_by_one(self) -> None:
        for high, low in pairwise(reversed(self._gone())):
            asked, over = low.terminating, high.deleted
            if asked is not None and over is not None and asked < over:
                expected = f"{low.name} to go when {high.name} is gone"
                raise self._unmet(expected, "it sent away before", low.name, asked)

    def come_back(self) -> None:
        back = self._back()
        for life in back:
            if life.first_ready is None:
                raise self._unmet(f"{life.name} Ready", what_it_is(life.last), life.name, life.created)
        for below, above in pairwise(back):
            if below.first_ready is not None and above.created < below.first_ready:
                expected = f"{above.name} made when {below.name} is Ready"
                raise self._unmet(expected, "it made before", above.name, above.created)

    def _gone(self) -> list[PodLife]:
        """The lives that ended, from the lowest ordinal."""
        found = []
        for name in names(self._task, self._task.fewer):
            life = self._there(name)
            if life is None:
                raise self._unmet(f"{name} there before it is scaled down", "no such pod", name, self._start)
            if life.deleted is None:
                raise self._unmet(f"{name} gone", "it still there", name, self._low.start)
            found.append(life)
        return found

    def _back(self) -> list[PodLife]:
        """The lives that began after the few, from the lowest ordinal."""
        if self._low.end is None:
            expected = f"{self._task.set} scaled back to {self._task.replicas}"
            raise self._unmet(expected, f"it at {self._task.fewer}", "", self._low.start)
        found = []
        for name in names(self._task, self._task.fewer):
            later = [life for life in self._lives if life.name == name and life.created > self._low.end]
            if not later:
                raise self._unmet(f"{name} made again", "no new pod", name, self._low.end)
            found.append(later[0])
        return found

    def _there(self, name: str) -> PodLife | None:
        """The member of that name that was there at the start."""
        return next(
            (life for life in self._lives if life.name == name and life.stayed(self._start, self._start)),
            None,
        )

    def _unmet(self, expected: str, found: str, name: str, at: Moment) -> Unmet:
        where = (
            history("pod", name, self._task.namespace)
            if name
            else history("StatefulSet", self._task.set, self._task.namespace)
        )
        return Unmet(expected=expected, found=found, where=where, at=at, next=scale_twice(self._task))


def _before(life: Life, low: Interval, replicas: int) -> Moment:
    """When a set last asked for all of its members, before it asked for the few."""
    ends = [full.end for full in life.intervals(wants(replicas)) if full.end and full.end <= low.start]
    return ends[-1] if ends else low.start


def scale_twice(task: TaskSheet) -> str:
    """The commands of task 3."""
    scale = f"kubectl scale sts {task.set} -n {task.namespace} --replicas="
    return f"{scale}{task.fewer}, then lab.settle(), then {scale}{task.replicas}"


def never_scaled(sets: list[Life], task: TaskSheet) -> Unmet:
    """The set never asked for the few."""
    return Unmet(
        expected=f"{task.set} scaled to {task.fewer}",
        found="it never asking for that many" if sets else "no such set, ever",
        where=history("StatefulSet", task.set, task.namespace),
        next=scale_twice(task) if sets else "Task 2 comes first.",
    )


@check(
    "first-clerks",
    points=10,
    docs=DOCS + "deployment/",
    hints=[
        "A claim of your own first, then a Deployment whose template names it.",
        "`accessModes: [ReadWriteMany]` and `storageClassName: own` in the claim; in the template "
        "`volumes: [{name: data, persistentVolumeClaim: {claimName: …}}]` and a `volumeMounts` entry.",
        "The lesson's clerk.yaml, with your names: the Deployment is $team, and the class is `own`.",
    ],
)
def clerks(story: Story, state: State, task: TaskSheet) -> None:
    """Three clerks of the Deployment $team, who share a claim."""
    found = clerks_of(state, task)
    with part("three Ready clerks", points=5):
        ready_clerks(found, task)
    with part("on one claim, mounted", points=5):
        share_a_claim(found, task)


def clerks_of(state: State, task: TaskSheet) -> list[Object]:
    """The Deployment's pods that are not on their way out; raises Unmet if there is no Deployment."""
    state.get("deployments", task.team, task.namespace)
    found = [
        pod
        for replicas in state.list("replicasets", task.namespace, owner=f"Deployment/{task.team}")
        for pod in state.list("pods", task.namespace, owner=f"ReplicaSet/{meta.name(replicas)}")
    ]
    return [pod for pod in found if pods.is_active(pod)]


def ready_clerks(found: list[Object], task: TaskSheet) -> None:
    """Raise Unmet if there are not three Ready pods."""
    waiting = [f"{meta.name(pod)}: {what_it_is(pod)}" for pod in found if not pods.is_ready(pod)]
    ready = len(found) - len(waiting)
    expect(
        ready == CLERKS,
        expected=f"{CLERKS} Ready pods",
        found="; ".join([str(ready), *waiting]),
        where=f"Deployment {task.team}, namespace {task.namespace}",
        next=f"kubectl get po,pvc -n {task.namespace}",
    )


def share_a_claim(found: list[Object], task: TaskSheet) -> None:
    """Raise Unmet if the clerks do not have one claim between them."""
    for pod in found:
        claims_mounted(pod)
    named = {claim for pod in found for claim in claims(pod).values()}
    has_one = all(claims(pod) for pod in found)
    expect(
        len(named) == 1 and has_one,
        expected="one claim, the same in all pods",
        found=", ".join(sorted(named)) or "no claim",
        where=f"Deployment {task.team}, namespace {task.namespace}",
        next="Name the claim in the pod template: spec.template.spec.volumes.",
    )


@check(
    "first-replaced",
    points=15,
    docs=DOCS + "statefulset/#pod-identity",
    hints=[
        "Nothing is changed in the set or in the Deployment: their controllers replace what is missing.",
        "Delete two pods, the member $set-$ordinal and any one clerk, and no claim.",
        "`kubectl get po -n $namespace` has the clerk's name; then `kubectl delete po $set-$ordinal NAME "
        "-n $namespace`, and lab.settle().",
    ],
)
def replaced(story: Story, state: State, task: TaskSheet) -> None:
    """$set-$ordinal and a clerk are replaced: one comes back, the other does not."""
    found = best(parts(each, task) for each in comebacks(story, task))
    found = found or Absence(story.pods(task.namespace, name=gone_member(task)), task).parts()
    for name, judge in found:
        with part(name, points=5):
            judge()
    with part("a clerk with a new name takes over", points=5):
        clerk_replaced(story, task)


def gone_member(task: TaskSheet) -> str:
    """The name of the member that is deleted."""
    return f"{task.set}-{task.ordinal}"


def wanted(story: Story, task: TaskSheet, old: PodLife) -> bool:
    """True if a member went while the set asked for it: it was not scaled away, nor its set deleted."""
    moment = old.terminating or old.created
    sets = story.lives("statefulsets", namespace=task.namespace, name=task.set)
    there = [life.newest(moment.time) for life in sets if life.stayed(moment, moment)]
    return any(each["spec"].get("replicas", 1) > task.ordinal for each in there)


def comebacks(story: Story, task: TaskSheet) -> list[Comeback]:
    """Each time that the member went and came back."""
    lives = story.pods(task.namespace, name=gone_member(task))
    others = [name for name in names(task) if name != gone_member(task)]
    return [
        Comeback(story, old, new, others, delete_one(task))
        for old, new in pairwise(lives)
        if wanted(story, task, old)
    ]


def parts(comeback: Comeback, task: TaskSheet) -> Judgements:
    """What is asked of a member that went and came back."""

    def is_back() -> None:
        comeback.is_ready_again()
        comeback.kept_its_claims()

    return [
        (f"{gone_member(task)} goes, and is back on its claim", is_back),
        ("the other members stay", comeback.was_alone),
    ]


class Absence:
    """A member that never went, or never came back."""

    def __init__(self, lives: list[PodLife], task: TaskSheet) -> None:
        self._lives, self._task = lives, task

    def parts(self) -> Judgements:
        """None of what is asked of a return."""
        name = gone_member(self._task)
        return [
            (f"{name} goes, and is back on its claim", self._raise),
            ("the other members stay", self._raise),
        ]

    def _raise(self) -> None:
        raise Unmet(
            expected=f"{gone_member(self._task)} deleted and made again",
            found="it never deleted while the set asked for it" if self._lives else "no such pod, ever",
            where=history("pod", gone_member(self._task), self._task.namespace),
            next=delete_one(self._task) if self._lives else "Task 2 comes first.",
        )


def delete_one(task: TaskSheet) -> str:
    """The command that lets a member go."""
    return f"When all members are Ready: kubectl delete po {gone_member(task)} -n {task.namespace}"


def clerk_replaced(story: Story, task: TaskSheet) -> None:
    """Raise Unmet if no clerk went and another one, of the same template, became Ready in its place."""
    teams = story.lives("replicasets", namespace=task.namespace, owner=f"Deployment/{task.team}")
    shifts = [story.pods(task.namespace, owner=f"ReplicaSet/{life.name}") for life in teams]
    expect(
        any(takes_over(new, old) for shift in shifts for old in shift for new in shift),
        expected="a clerk gone, and one with a new name Ready",
        found=came_and_went([life for shift in shifts for life in shift]),
        where=history("Deployment", task.team, task.namespace),
        next=f"kubectl get po -n {task.namespace}, then delete one of the clerks by its name",
    )


def takes_over(new: PodLife, old: PodLife) -> bool:
    """True if one pod was made because another went."""
    return old.terminating is not None and new.created >= old.terminating and new.first_ready is not None


def came_and_went(shifts: Iterable[PodLife]) -> str:
    """How many clerks there were, and how many went."""
    lives = list(shifts)
    gone = [life.name for life in lives if life.terminating]
    return f"{len(lives)} clerks so far, {', '.join(gone) or 'none'} gone" if lives else "no clerk, ever"


@check(
    "first-retention",
    points=10,
    docs=DOCS + "statefulset/#persistentvolumeclaim-retention",
    hints=[
        "The set has a policy about its claims: one word for when it is scaled, one for when it is deleted.",
        "`persistentVolumeClaimRetentionPolicy` with `whenScaled: Delete` and `whenDeleted: Retain`. It can "
        "be changed at any time, but must be there before the members go.",
        "Apply your manifest with the policy, or `kubectl patch sts $set -n $namespace -p '"
        '{"spec":{"persistentVolumeClaimRetentionPolicy":{"whenScaled":"Delete"}}}'
        "'`"
        ", then scale to $fewer. Too late? Scale back to $replicas, settle, and down again.",
    ],
)
def retention(story: Story, state: State, task: TaskSheet) -> None:
    """$set is down to $fewer, and the claims of the members that went are gone with them."""
    statefulset = state.get("statefulsets", task.set, task.namespace)
    with part("a policy: Delete when scaled, Retain when deleted", points=3):
        has_policy(statefulset, task)
    with part("the claims of the members that went are gone, by that policy", points=4):
        for name in names(task, task.fewer):
            claims_went(story, statefulset, name, task)
    with part(f"{task.fewer} left, Ready, with the claims they had", points=3):
        left(state, statefulset, task)


def has_policy(statefulset: Object, task: TaskSheet) -> None:
    """Raise Unmet if the set's policy is another one."""
    policy = statefulset["spec"].get("persistentVolumeClaimRetentionPolicy") or {}
    scaled, deleted = policy.get("whenScaled", "Retain"), policy.get("whenDeleted", "Retain")
    expect(
        (scaled, deleted) == ("Delete", "Retain"),
        expected="whenScaled Delete, whenDeleted Retain",
        found=f"whenScaled {scaled}, whenDeleted {deleted}",
        where=f"StatefulSet {task.set}, namespace {task.namespace}",
        next="kubectl explain sts.spec.persistentVolumeClaimRetentionPolicy",
    )


def claims_of(statefulset: Object, name: str) -> list[str]:
    """The names of the claims that a set makes for a member."""
    templates = statefulset["spec"].get("volumeClaimTemplates") or ()
    return [f"{meta.name(template)}-{name}" for template in templates]


def claims_went(story: Story, statefulset: Object, name: str, task: TaskSheet) -> None:
    """Raise Unmet if a member's claim is there, or was deleted by somebody else than its policy."""
    found = claims_of(statefulset, name)
    expect(bool(found), expected="a claim template", found="none", where=f"StatefulSet {task.set}")
    for claim in found:
        lives = story.lives("persistentvolumeclaims", namespace=task.namespace, name=claim)
        expect(
            bool(lives)
            and lives[-1].deleted is not None
            and bool(lives[-1].last["metadata"].get("ownerReferences")),
            expected=f"{claim} gone with {name}",
            found=_how_it_is(lives),
            where=history("claim", claim, task.namespace),
            at=lives[-1].deleted if lives else None,
            next=f"Set the policy, then {scale_twice(task)}, and down again.",
        )


def _how_it_is(lives: list[Life]) -> str:
    if not lives:
        return "no such claim, ever"
    return "it deleted, but not by the policy" if lives[-1].deleted else "it still there"


def left(state: State, statefulset: Object, task: TaskSheet) -> None:
    """Raise Unmet if not exactly the lowest members are there, each on a bound claim."""
    asked = statefulset["spec"].get("replicas", 1)
    expect(
        asked == task.fewer,
        expected=f"{task.fewer} replicas",
        found=str(asked),
        where=f"StatefulSet {task.set}, namespace {task.namespace}",
        next=f"kubectl scale sts {task.set} -n {task.namespace} --replicas={task.fewer}",
    )
    for pod in ready_members(state, task.namespace, task.set, names(task, 0, task.fewer)):
        bound_volume(state, pod)
