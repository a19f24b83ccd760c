"""The checks of the exercise `grow-and-shrink`: members that come and go, and what is left of them.

They ask what is there and what happened, never how it was done. What happened is asked of the last time that
it did: whoever grows or shrinks the set once more is judged by that.
"""

import re
from collections.abc import Iterable
from itertools import pairwise

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
from k8slab.checks.members import claims, nothing_shared, ready_members, what_it_is
from k8slab.checks.unmet import history
from k8slab.objects import meta, pods
from k8slab.story.life import Object

DOCS = "https://kubernetes.io/docs/"
FIRST = "The tasks before this one come first."
BEGUN = 3
"""How many members there are when the exercise begins."""

variants = Variants(
    "grow-and-shrink",
    namespace=choice(
        "orchard",
        "meadow",
        "garden",
        "grove",
        "vineyard",
        "nursery",
        "prairie",
        "hedgerow",
        about="the namespace of the set",
    ),
    set=choice(
        "maple",
        "birch",
        "cedar",
        "hazel",
        "linden",
        "rowan",
        "willow",
        "alder",
        about="the name of the StatefulSet",
    ),
    size=choice("1Gi", "2Gi", "3Gi", about="what each claim asks for"),
    grown=choice(5, 6, about="how many members there shall be, in tasks 1 to 3"),
    node=choice(
        "k8s-m4", "k8s-m5", "k8s-m7", "k8s-w1", "k8s-w2", "k8s-w5", about="a node that you add, in task 2"
    ),
    shrunk=choice(2, 3, about="how many members are left, in task 4"),
)


@check(
    "growth-wish",
    points=15,
    docs=DOCS + "concepts/workloads/controllers/statefulset/#stable-storage",
    hints=[
        "Three volumes, three claims. What does each new member bring along, and what does that need?",
        "Make volumes like `disk-1` for claims of $size, one for each new member, then scale to $grown.",
        "`kubectl scale sts $set -n $namespace --replicas=$grown`. Were nodes there too early? Scale to "
        "three, delete the nodes that you added, scale again.",
    ],
)
def wish(story: Story, state: State, task: TaskSheet) -> None:
    """$grown members are asked for: the new ones have claims and wait for nodes."""
    asked_for(story, task)
    with part("the new pods made", points=5):
        for name in new_names(task):
            newest_pod(story, name, task)
    with part("a bound claim for each of them", points=5):
        for name in new_names(task):
            first_bound(story, name, task)
    with part("the claims bound while the pods wait for nodes", points=5):
        for name in new_names(task):
            waited_for_a_node(story, name, task)


@check(
    "growth-cure",
    points=15,
    docs=DOCS + "concepts/scheduling-eviction/assign-pod-node/#inter-pod-affinity-and-anti-affinity",
    hints=[
        "The lesson has two cures. Which of them replaces nobody?",
        "A member more, a node more: how many do you need? One of them is called $node.",
        '`lab.add_node("$node")`, and others of any name. Was a member replaced? Scale to three, and to '
        "$grown again.",
    ],
)
def cure(story: Story, state: State, task: TaskSheet) -> None:
    """$grown Ready members, each on its own node, and none was replaced for it."""
    asked_for(story, task)
    with part(f"{task.grown} Ready members", points=5):
        ready_members(state, task.namespace, task.set, names(task.grown, task))
    with part(f"each on a node of its own, one of them {task.node}", points=5):
        own_nodes(state, task)
    with part("the first three stay meanwhile", points=5):
        grew_beside(story, task)


@check(
    "growth-servers",
    points=15,
    docs=DOCS + "concepts/workloads/controllers/statefulset/#rolling-updates",
    hints=[
        "`kubectl exec $set-3 -n $namespace -- zkServer.sh status`, and its log: whom does it know?",
        "`--servers` stands in the command of the template. A changed template is rolled out. A file has the "
        "last word about everything that it says: about the number of members, too.",
        "Replace `--servers=3` and `replicas: 3` in `start`, apply it, and let the set do the rest. Too many "
        "were away? `kubectl rollout restart sts $set -n $namespace` is one more rollout.",
    ],
)
def servers(story: Story, state: State, task: TaskSheet) -> None:
    """Every member knows of $grown servers, and never was more than one away."""
    owner = state.get("statefulsets", task.set, task.namespace)
    knows_servers(owner["spec"]["template"], f"the template of StatefulSet {task.set}", task)
    with part(f"every member started with --servers={task.grown}", points=5):
        for name in names(task.grown, task):
            pod = state.get("pods", name, task.namespace)
            knows_servers(pod, f"pod {name}, namespace {task.namespace}", task)
    with part(f"{task.grown} Ready members", points=5):
        ready_members(state, task.namespace, task.set, names(task.grown, task))
    with part("never more than one away", points=5):
        rolled_one_by_one(story, task)


@check(
    "growth-shrink",
    points=15,
    docs=DOCS + "concepts/workloads/controllers/statefulset/#deployment-and-scaling-guarantees",
    hints=[
        "The set is `Parallel`: whoever is too many goes at once. That cannot be changed.",
        "You can change the number more than once. Wait in between until the member is gone.",
        "A loop over the numbers from one less than $grown down to $shrunk: scale, `lab.settle()`. Went "
        "wrong? Scale to $grown, settle, and begin again.",
    ],
)
def shrink(story: Story, state: State, task: TaskSheet) -> None:
    """$shrunk members are left; the others went one after the other, and their claims stay."""
    start = shrinking(story, task)
    with part(f"{task.shrunk} Ready members, no more", points=5):
        only_members(state, task.shrunk, task)
    with part("the highest first, one after the other", points=5):
        went_one_by_one(story, start, task)
    with part("the others and every claim stay", points=5):
        others_stayed(story, names(task.shrunk, task), start, task)
        claims_stayed(story, names(task.grown, task), start, task)


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


@check(
    "growth-retention",
    points=15,
    docs=DOCS + "concepts/workloads/controllers/statefulset/#persistentvolumeclaim-retention",
    hints=[
        "The set has a policy of what becomes of claims: for when it is deleted, and for when it is scaled.",
        "Set `persistentVolumeClaimRetentionPolicy` first, then scale to one member fewer.",
        'Patch the set with `{"spec":{"persistentVolumeClaimRetentionPolicy":{"whenScaled":"Delete"}}}`. Did '
        "the claim stay, or did you delete it? Scale to $shrunk, settle, and scale down again.",
    ],
)
def retention(story: Story, state: State, task: TaskSheet) -> None:
    """The last member's claim goes with it, and by itself."""
    name = names(task.shrunk, task)[-1]
    with part("whenScaled: Delete", points=5):
        deletes_when_scaled(state, task)
    with part(f"the claim of {name} goes with it, by itself", points=5):
        went_by_itself(story, name, task)
    with part("the others stay, with their claims", points=5):
        start = left(story, name, task)
        only_members(state, task.shrunk - 1, task)
        others_stayed(story, names(task.shrunk - 1, task), start, task)
        claims_stayed(story, names(task.shrunk - 1, task), start, task)


def names(count: int, task: TaskSheet) -> tuple[str, ...]:
    """The first members' names."""
    return tuple(f"{task.set}-{ordinal}" for ordinal in range(count))


def new_names(task: TaskSheet) -> tuple[str, ...]:
    """The members that come."""
    return names(task.grown, task)[BEGUN:]


def gone_names(task: TaskSheet) -> tuple[str, ...]:
    """The members that go."""
    return names(task.grown, task)[task.shrunk :]


def scaled_beyond(story: Story, count: int, task: TaskSheet) -> list[Interval]:
    """When the set asked for more than so many members."""
    sets = story.lives("statefulsets", namespace=task.namespace, name=task.set)
    return [when for life in sets for when in life.intervals(lambda found: asks(found) > count)]


def asks(owner: Object) -> int:
    """How many members a set asks for."""
    return int(owner["spec"].get("replicas", 1))


def asked_for(story: Story, task: TaskSheet) -> None:
    """Raise Unmet if the set never asked for as many members as the sheet says."""
    sets = story.lives("statefulsets", namespace=task.namespace, name=task.set)
    numbers = [asks(version.object) for life in sets for version in life.versions]
    expect(
        task.grown in numbers,
        expected=f"a set that asks for {task.grown} members",
        found=f"{max(numbers)} at most" if numbers else "no such set, ever",
        where=history("StatefulSet", task.set, task.namespace),
        next=f"kubectl scale sts {task.set} -n {task.namespace} --replicas={task.grown}",
    )


def newest_pod(story: Story, name: str, task: TaskSheet) -> PodLife:
    """The last pod of a name; raises Unmet if there never was one."""
    lives = story.pods(task.namespace, name=name)
    expect(
        bool(lives),
        expected=f"a pod {name}",
        found="none, ever",
        where=history("pod", name, task.namespace),
        next=FIRST,
    )
    return lives[-1]


def newest_claim(story: Story, name: str, task: TaskSheet) -> Life:
    """The last claim of a member; raises Unmet if there never was one."""
    claimed = next(iter(claims(newest_pod(story, name, task).last).values()), "")
    lives = story.lives("persistentvolumeclaims", namespace=task.namespace, name=claimed)
    expect(
        bool(lives),
        expected=f"a claim of {name}",
        found="none, ever",
        where=history("pod", name, task.namespace),
        next=FIRST,
    )
    return lives[-1]


def is_bound(claim: Object) -> bool:
    return bool(claim.get("status", {}).get("phase") == "Bound")


def first_bound(story: Story, name: str, task: TaskSheet) -> Moment:
    """When a member's claim was bound; raises Unmet if it never was."""
    claim = newest_claim(story, name, task)
    bound = claim.when(is_bound)
    if bound is None:
        raise Unmet(
            expected=f"{claim.name} Bound",
            found=f"it {claim.last.get('status', {}).get('phase')}",
            where=history("claim", claim.name, task.namespace),
            at=claim.created,
            next="kubectl get pv: is there a volume that is Available and large enough?",
        )
    return bound


def waited_for_a_node(story: Story, name: str, task: TaskSheet) -> None:
    """Raise Unmet if no pod of that name was kept off all nodes by the others while it had its claim."""
    bound = first_bound(story, name, task)
    lives = story.pods(task.namespace, name=name)
    waits = [when for life in lives for when in life.intervals(is_kept_off)]
    expect(
        any(when.end is None or when.end > bound for when in waits),
        expected=f"{name} Pending for want of a node, its claim Bound",
        found=what_it_is(lives[-1].last) if not waits else "its claim Bound later",
        where=history("pod", name, task.namespace),
        at=lives[-1].scheduled or lives[-1].created,
        next="The members come first, the nodes in task 2.",
    )


def is_kept_off(pod: Object) -> bool:
    """The other members are why there is no node for it."""
    scheduled = pods.condition(pod, "PodScheduled") or {}
    return scheduled.get("status") == "False" and "anti-affinity" in scheduled.get("message", "")


def own_nodes(state: State, task: TaskSheet) -> None:
    """Raise Unmet if a member has no node, or another's, or none is on the sheet's node."""
    found = [state.get("pods", name, task.namespace) for name in names(task.grown, task)]
    for pod in found:
        expect(
            bool(pod["spec"].get("nodeName")),
            expected=f"{meta.name(pod)} on a node",
            found=what_it_is(pod),
            where=f"pod {meta.name(pod)}, namespace {task.namespace}",
            next=f"kubectl describe po {meta.name(pod)} -n {task.namespace}",
        )
    nodes = {meta.name(pod): str(pod["spec"]["nodeName"]) for pod in found}
    nothing_shared(nodes, "node")
    expect(
        task.node in nodes.values(),
        expected=f"a member on {task.node}",
        found=f"members on {', '.join(sorted(nodes.values()))}",
        where="the cluster",
        next="kubectl get nodes, and compare with your task sheet",
    )


def grew_beside(story: Story, task: TaskSheet) -> None:
    """Raise Unmet if one of the first was not there from the growing until all new ones were Ready."""
    start = scaled_beyond(story, BEGUN, task)[-1].start
    ready = [ready_since(story, name, start, task) for name in new_names(task)]
    others_stayed(story, names(BEGUN, task), start, task, until=max(ready))


def ready_since(story: Story, name: str, start: Moment, task: TaskSheet) -> Moment:
    """When a member was first Ready after a moment; raises Unmet if it was not."""
    lives = story.pods(task.namespace, name=name)
    ready = [life.first_ready for life in lives if life.first_ready and life.first_ready > start]
    if not ready:
        found = what_it_is(lives[-1].last if lives else None)
        why = f"kubectl describe po {name} -n {task.namespace}"
        raise Unmet(
            expected=f"{name} Ready",
            found=found,
            where=history("pod", name, task.namespace),
            at=start,
            next=why,
        )
    return ready[0]


def knows_servers(template: Object, where: str, task: TaskSheet) -> None:
    """Raise Unmet if a pod, or a template, does not start a server that knows of all others."""
    containers = template["spec"]["containers"]
    command = " ".join(word for each in containers for word in each.get("command", []) + each.get("args", []))
    found = re.findall(r"--servers=(\d+)", command)
    expect(
        found == [str(task.grown)],
        expected=f"--servers={task.grown}",
        found=", ".join(f"--servers={number}" for number in found) or "no --servers",
        where=where,
        next="It stands in the command of the template.",
    )


def rolled_one_by_one(story: Story, task: TaskSheet) -> None:
    """Raise Unmet if two were away at once from the template's last change until all were new."""
    start = template_since(story, task)
    until = max(ready_since(story, name, start, task) for name in names(task.grown, task))
    fewest = story.fewest_ready(task.namespace, task.set, since=start, until=until)
    least = fewest.number if fewest else 0
    expect(
        least >= task.grown - 1,
        expected=f"at least {task.grown - 1} of {task.grown} members Ready all the time",
        found=f"{least} Ready",
        where=f"the pods of StatefulSet {task.set}, namespace {task.namespace}",
        at=fewest.moment if fewest else start,
        next=f"Once all are Ready: kubectl rollout restart sts {task.set} -n {task.namespace}",
    )


def template_since(story: Story, task: TaskSheet) -> Moment:
    """When the set's template became what it is."""
    life = story.lives("statefulsets", namespace=task.namespace, name=task.set)[-1]
    newest = life.last["spec"]["template"]
    return life.intervals(lambda found: bool(found["spec"]["template"] == newest))[-1].start


def shrinking(story: Story, task: TaskSheet) -> Moment:
    """When the set last began to ask for fewer than it had grown to; raises Unmet if it did not."""
    asked_for(story, task)
    start = scaled_beyond(story, task.grown - 1, task)[-1].end
    if start is None:
        raise Unmet(
            expected=f"a set that asks for {task.shrunk} members",
            found=f"it asking for {task.grown}",
            where=f"StatefulSet {task.set}, namespace {task.namespace}",
            next=f"kubectl scale sts {task.set} -n {task.namespace} --replicas={task.grown - 1}",
        )
    return start


def only_members(state: State, count: int, task: TaskSheet) -> None:
    """Raise Unmet if there are not just so many members, all Ready."""
    ready_members(state, task.namespace, task.set, names(count, task))
    found = [meta.name(pod) for pod in state.list("pods", task.namespace, owner=f"StatefulSet/{task.set}")]
    expect(
        len(found) == count,
        expected=f"{count} members",
        found=", ".join(found),
        where=f"StatefulSet {task.set}, namespace {task.namespace}",
        next=f"kubectl scale sts {task.set} -n {task.namespace} --replicas={count}",
    )


def went_one_by_one(story: Story, start: Moment, task: TaskSheet) -> None:
    """Raise Unmet if a member went before the next higher one was gone."""
    leaving = [newest_pod(story, name, task) for name in reversed(gone_names(task))]
    for pod in leaving:
        expect(
            pod.deleted is not None and pod.deleted > start,
            expected=f"{pod.name} gone",
            found="it still there" if pod.deleted is None else "it gone before",
            where=history("pod", pod.name, task.namespace),
            at=pod.deleted or start,
            next=f"kubectl get po -n {task.namespace}",
        )
    for higher, lower in pairwise(leaving):
        asked = lower.terminating or lower.created
        expect(
            higher.deleted is not None and asked > higher.deleted,
            expected=f"{lower.name} told to go when {higher.name} is gone",
            found=f"{higher.name} there until {higher.deleted}",
            where=history("pod", lower.name, task.namespace),
            at=asked,
            next=f"Grow to {task.grown} again, then take one at a time.",
        )


def others_stayed(
    story: Story, stayers: Iterable[str], start: Moment, task: TaskSheet, *, until: Moment | None = None
) -> None:
    """Raise Unmet if one of the pods was replaced or deleted between two moments."""
    for name in stayers:
        lives = story.pods(task.namespace, name=name)
        expect(
            any(life.stayed(start, until) for life in lives),
            expected=f"{name} there all the time",
            found="it replaced or deleted" if lives else "no such pod",
            where=history("pod", name, task.namespace),
            at=start,
            next="It can be done again: the task's third hint says how.",
        )


def claims_stayed(story: Story, stayers: Iterable[str], start: Moment, task: TaskSheet) -> None:
    """Raise Unmet if the claim of one of these members was deleted or made anew since then."""
    for name in stayers:
        claim = newest_claim(story, name, task)
        expect(
            claim.stayed(start) and is_bound(claim.last),
            expected=f"{claim.name} Bound all the time",
            found="it deleted" if claim.terminating else "it not Bound, or made anew",
            where=history("claim", claim.name, task.namespace),
            at=claim.terminating or claim.created,
            next=f"kubectl get pvc -n {task.namespace}",
        )


def somebody_gave_back(surplus: list[Life], task: TaskSheet) -> None:
    """Raise Unmet if no claim of a gone member was deleted."""
    expect(
        any(claim.deleted for claim in surplus),
        expected="the claims of the gone members deleted",
        found=f"{', '.join(claim.name for claim in surplus)} still there",
        where=f"namespace {task.namespace}",
        next=f"kubectl get pvc -n {task.namespace}",
    )


def end_of(claim: Life) -> Moment:
    """When a claim went; when it was made, if it is still there."""
    return claim.terminating or claim.created


def is_gone(claim: Life, task: TaskSheet) -> None:
    """Raise Unmet if a claim is still there."""
    expect(
        claim.deleted is not None,
        expected=f"{claim.name} deleted",
        found="it still there",
        where=f"claim {claim.name}, namespace {task.namespace}",
        next=f"kubectl delete pvc {claim.name} -n {task.namespace}",
    )


def volume_of(claim: Life) -> str:
    """The volume that a claim has or had; raises Unmet if it never had one."""
    name = str(claim.last["spec"].get("volumeName", ""))
    expect(
        bool(name),
        expected=f"a volume that {claim.name} had",
        found="it Pending as long as it was there",
        where=f"the history of claim {claim.name}, namespace {claim.namespace}",
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
        expected=f"{name}, which {claim.name} had, Available",
        found=f"it {phase}",
        where=f"volume {name}",
        next=f"kubectl get pv {name} -o yaml: whose is it?",
    )


def volume_stayed(story: Story, claim: Life) -> None:
    """Raise Unmet if the volume that a claim had was deleted, with all that was on it."""
    name = volume_of(claim)
    had = [life for life in story.lives("persistentvolumes", name=name) if life.created < end_of(claim)]
    expect(
        bool(had) and had[-1].terminating is None,
        expected=f"{name}, which {claim.name} had, there all the time",
        found="it deleted" if had else "no such volume",
        where=f"the history of volume {name}",
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
        expected=f"{claim.name} kept for {pod.name}",
        found="it deleted",
        where=history("claim", claim.name, task.namespace),
        at=claim.terminating,
        next=f"{pod.name} is a member, and needs its claim.",
    )


def deletes_when_scaled(state: State, task: TaskSheet) -> None:
    """Raise Unmet if the set keeps the claims of members that it takes away."""
    owner = state.get("statefulsets", task.set, task.namespace)
    policy = owner["spec"].get("persistentVolumeClaimRetentionPolicy") or {}
    found = policy.get("whenScaled", "Retain")
    expect(
        found == "Delete",
        expected="whenScaled: Delete",
        found=f"whenScaled: {found}, whenDeleted: {policy.get('whenDeleted', 'Retain')}",
        where=f"StatefulSet {task.set}, namespace {task.namespace}",
        next="kubectl explain sts.spec.persistentVolumeClaimRetentionPolicy",
    )


def left(story: Story, name: str, task: TaskSheet) -> Moment:
    """When the set took the member away; raises Unmet if it did not."""
    pod = newest_pod(story, name, task)
    if pod.deleted is None or pod.terminating is None:
        raise Unmet(
            expected=f"{name} gone",
            found="it still there",
            where=f"pod {name}, namespace {task.namespace}",
            next=f"kubectl scale sts {task.set} -n {task.namespace} --replicas={task.shrunk - 1}",
        )
    return pod.terminating


def went_by_itself(story: Story, name: str, task: TaskSheet) -> None:
    """Raise Unmet if a member's claim stayed, or was not deleted for the member's sake."""
    gone, claim = left(story, name, task), newest_claim(story, name, task)
    again = f"Scale to {task.shrunk} again, look at the set's policy, and scale down once more."
    expect(
        claim.deleted is not None,
        expected=f"{claim.name} deleted by the cluster when {name} goes",
        found="it still there",
        where=f"claim {claim.name}, namespace {task.namespace}",
        at=gone,
        next=again,
    )
    owned = any(meta.owners(version.object) for version in claim.versions)
    expect(
        owned and end_of(claim) > gone,
        expected=f"{claim.name} deleted by the cluster when {name} goes",
        found="it deleted by hand",
        where=history("claim", claim.name, task.namespace),
        at=end_of(claim),
        next=again,
    )
