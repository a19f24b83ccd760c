"""Tasks 5 and 6: an update that is told, and the way back from one that was wrong."""

from k8slab.checks import Life, Moment, State, Story, TaskSheet, Unmet, check, expect, part
from k8slab.checks.daemons import barest, ready_daemons, rolled_out
from k8slab.checks.phases import Phase, phases
from k8slab.checks.unmet import history
from k8slab.objects import meta
from k8slab.translation import say

from .agents import asked_images, images, sets, versions_asked, where_set
from .sheet import BEGUN, DOCS, image

BROKEN = ("v2.66", "v2.67")
"""The versions that a colleague tries, which no registry has."""
CAUSE = "kubernetes.io/change-cause"


@check(
    "daemons-update",
    points=10,
    docs=DOCS + "tasks/manage-daemon/update-daemon-set/",
    hints=[
        "What limits how many nodes are updated at once? And when does a revision take its cause?",
        "First `maxUnavailable`, then the annotation, then the image. A revision takes the annotation that "
        "is there when it is made.",
        '`{"spec":{"updateStrategy":{"rollingUpdate":{"maxUnavailable":2}}}}` as a patch; `kubectl annotate '
        'ds $set -n $namespace kubernetes.io/change-cause="$ticket" --overwrite`; `kubectl set image`. Too '
        "late? `kubectl rollout restart` makes one more revision, and one more rollout.",
    ],
)
def update(story: Story, state: State, task: TaskSheet) -> None:
    """$new runs, two nodes at a time, and the history says why."""
    asked = versions_asked(story, (task.new,), task)
    with part("every agent new and Ready", points=3):
        all_run(state, task.new, task)
    with part(say("the history names {ticket}", ticket=task.ticket), points=3):
        cause_told(state, task)
    with part("two nodes at a time, never all three", points=4):
        two_at_a_time(story, asked, task)


@check(
    "daemons-back",
    points=10,
    docs=DOCS + "tasks/manage-daemon/rollback-daemon-set/",
    hints=[
        "Your colleague has made two revisions. Where does an undo without a number go?",
        "`kubectl rollout history ds $set -n $namespace`, and with `--revision=N` what is really in one. The "
        "column of causes cannot be trusted here.",
        "The newest revision with the image $new: `kubectl rollout undo ds $set -n $namespace "
        "--to-revision=N`. Replaced too many? When all are Ready, run your colleague's cell once more.",
    ],
)
def back(story: Story, state: State, task: TaskSheet) -> None:
    """Back at $new: nobody healthy was replaced, and no further template was made."""
    broken = versions_asked(
        story, BROKEN, task, told=say("Run the cell with your colleague's commands first.")
    )
    mended = mended_at(broken[-1], task)
    with part("every agent back and Ready", points=4):
        all_run(state, task.new, task)
    with part("the agents that ran stay the pods that they are", points=3):
        healthy_stayed(story, mended, task)
    with part("an old revision with the highest number, and no new one", points=3):
        no_new_revision(story, broken, task)


def all_run(state: State, version: str, task: TaskSheet) -> None:
    """Raise Unmet if not every node has a Ready agent of that version, by the newest template."""
    for pod in ready_daemons(state, task.namespace, task.set, BEGUN):
        expect(
            image(version) in images(pod),
            expected=image(version),
            found=", ".join(sorted(images(pod))),
            where=say(
                "pod {pod} on {node}, namespace {namespace}",
                pod=meta.name(pod),
                node=pod["spec"]["nodeName"],
                namespace=task.namespace,
            ),
            next=f"kubectl rollout status ds/{task.set} -n {task.namespace} --watch=false",
        )
    rolled_out(state, task.namespace, task.set)


def cause_told(state: State, task: TaskSheet) -> None:
    """Raise Unmet if the newest revision of the new version has not the sheet's reason."""
    every = state.list("controllerrevisions", task.namespace, owner=f"DaemonSet/{task.set}")
    new = [each for each in every if image(task.new) in images(each["data"]["spec"]["template"])]
    newest = max(new, key=lambda revision: int(revision["revision"]), default={"metadata": {}, "revision": 0})
    cause = meta.annotations(newest).get(CAUSE, "")
    expect(
        task.ticket in cause,
        expected=say(
            "{ticket} as the cause of the newest revision with {new}", ticket=task.ticket, new=task.new
        ),
        found=repr(cause) if cause else "no cause",
        where=say("revision {revision} of {the_set}", revision=newest["revision"], the_set=where_set(task)),
        next="A revision takes the annotation when it is made: first the annotation, then the change.",
    )


def two_at_a_time(story: Story, updates: list[Phase], task: TaskSheet) -> None:
    """Raise Unmet if no rollout of the version replaced two agents at once, and not all."""
    worst = [barest(story, task.namespace, task.set, BEGUN, phase.during) for phase in updates]
    expect(
        any(len(bare.nodes) == 2 for bare in worst),
        expected="two of three nodes without a Ready agent at once, and never all of them",
        found=say(
            "{number} at most: {nodes}",
            number=len(worst[-1].nodes),
            nodes=", ".join(worst[-1].nodes) or "none",
        ),
        where=history("DaemonSet", task.set, task.namespace),
        at=worst[-1].moment,
        next=say(
            "maxUnavailable: 2 first, then kubectl rollout restart ds/{set} -n {namespace}",
            set=task.set,
            namespace=task.namespace,
        ),
    )


def mended_at(broken: Phase, task: TaskSheet) -> Moment:
    """When the template ceased to ask for what is not there; raises Unmet if it still does."""
    if broken.end is None:
        raise Unmet(
            expected=say("a template with the image {image}", image=image(task.new)),
            found=", ".join(sorted(images(broken.value))),
            where=where_set(task),
            at=broken.start,
            next=f"kubectl rollout history ds/{task.set} -n {task.namespace}, and with --revision=N each one",
        )
    return broken.end


def healthy_stayed(story: Story, mended: Moment, task: TaskSheet) -> None:
    """Raise Unmet if an agent that was Ready when the set went back was replaced before all were Ready."""
    lives = story.pods(task.namespace, owner=f"DaemonSet/{task.set}")
    healthy = [life for life in lives if any(when.includes(mended) for when in life.ready)]
    until = next(
        (phase.end for phase in phases(sets(story, task), asked_images) if phase.start >= mended), None
    )
    expect(
        bool(healthy) and all(life.stayed(mended, until) for life in healthy),
        expected="the agents that were Ready before you went back, still the same pods",
        found="one of them replaced" if healthy else "none that was Ready",
        where=history("DaemonSet", task.set, task.namespace),
        at=mended,
        next="Once all are Ready, and maxUnavailable is 2: your colleague's cell once more, and then no more "
        "than the old template.",
    )


def no_new_revision(story: Story, broken: list[Phase], task: TaskSheet) -> None:
    """Raise Unmet if the newest revision was made after the colleague's, or is one of theirs."""
    newest = newest_revision(story, task)
    found = images(newest.last["data"]["spec"]["template"])
    expect(
        newest.created < broken[-1].start and image(task.new) in found,
        expected=say("the highest revision to be an old one, with {new}", new=task.new),
        found=say(
            "revision {revision}, made then, with {found}",
            revision=newest.last["revision"],
            found=", ".join(sorted(found)),
        ),
        where=history("DaemonSet", task.set, task.namespace),
        at=newest.created,
        next=f"kubectl rollout undo ds/{task.set} -n {task.namespace} --to-revision=…, by the history",
    )


def newest_revision(story: Story, task: TaskSheet) -> Life:
    """The set's revision with the highest number; raises Unmet if it has none any more."""
    owner = f"DaemonSet/{task.set}"
    every = story.lives("controllerrevisions", namespace=task.namespace, owner=owner)
    there = [life for life in every if life.deleted is None]
    expect(
        bool(there),
        expected="the set's revisions",
        found="none, deleted with it",
        where=where_set(task),
        next="Revisions go with their set. Make it anew, update it, and do this task again.",
    )
    return max(there, key=lambda life: int(life.last["revision"]))
