"""A version that does not start, and the way back."""

from k8slab.checks import Moment, State, Story, TaskSheet, Unmet, check, expect, part
from k8slab.checks.members import ready_members
from k8slab.checks.unmet import history
from k8slab.translation import say

from .members import all_run, in_order, one_by_one, others_stayed
from .sheet import OLD, names, new_image
from .turns import Turn, image, last_turn, turns

DOCS = "https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/"


@check(
    "canary-broken",
    points=15,
    docs=DOCS + "#forced-rollback",
    hints=[
        "`kubectl get po -n $namespace -L controller-revision-hash`, then `lab.why` about the set. Which "
        "member waits for what, and what does the controller wait for?",
        "Two things: the template as it was before, and then a member that would wait for ever otherwise.",
        "`kubectl rollout undo sts $set -n $namespace`, then delete the one pod that is not Ready. Lost "
        "others? Run the cell with the colleague's change again, and mend it once more.",
    ],
)
def broken(story: Story, state: State, task: TaskSheet) -> None:
    """$set is rid of the colleague's version, and its healthy members have not been touched."""
    break_ = broke(story, task)
    with part("the template as it was before", points=3):
        template_restored(break_)
    with part("every member Ready, none of them broken", points=6):
        ready_members(state, task.namespace, task.set, names(task))
    with part("one member broken, the others there all the time", points=6):
        healthy_stayed(break_, task)


def broke(story: Story, task: TaskSheet) -> Turn:
    """When the colleague's image came; raises Unmet if it did not, or met nobody."""
    cell = say("Run the cell with the colleague's change.")
    turn = last_turn(story, task.namespace, task.set, task.typo, next=cell)
    expect(
        bool(victims(turn, task)),
        expected=say("a member that was made with {typo}", typo=task.typo),
        found="none",
        where=history("StatefulSet", task.set, task.namespace),
        at=turn.moment,
        next="kubectl describe sts: what stops its update? Tasks 1 to 3 come first.",
    )
    return turn


def victims(turn: Turn, task: TaskSheet) -> list[str]:
    """The members that have met the broken image, the first one first."""
    met = [(made[0].created, name) for name in names(task) if (made := turn.newcomers(name))]
    return [name for _, name in sorted(met)]


def template_restored(turn: Turn) -> None:
    """Raise Unmet if the template has not become again what it was before the change."""
    namespace, name = turn.owner.namespace, turn.owner.name
    later = [
        version.object["spec"]["template"]
        for life in turn.story.lives("statefulsets", namespace=namespace, name=name)
        for version in life.versions
        if version.moment > turn.moment
    ]
    now = image(later[-1] if later else turn.after)
    expect(
        turn.before in later,
        expected=say(
            "the template that {name} had before, with {image}", name=name, image=image(turn.before)
        ),
        found=say("another template with {now}", now=now)
        if now == image(turn.before)
        else say("one with {now}", now=now),
        where=history("StatefulSet", name, namespace),
        at=turn.moment,
        next=f"kubectl rollout history sts {name} -n {namespace}: which revision was before?",
    )


def healthy_stayed(turn: Turn, task: TaskSheet) -> None:
    """Raise Unmet if a member that was not broken was replaced before the broken one was mended."""
    first, *more = victims(turn, task)
    until = mended(turn, first)
    others_stayed(turn, [name for name in names(task) if name != first], until)
    expect(
        not more,
        expected=say("{first} the only one that met {typo}", first=first, typo=task.typo),
        found=say("{more} too", more=", ".join(more)),
        where=history("StatefulSet", task.set, task.namespace),
        at=turn.moment,
        next="The third hint says how it can be done again.",
    )


def mended(turn: Turn, name: str) -> Moment:
    """When a member was first Ready after it had been broken; raises Unmet if it was not."""
    lives = [life for life in turn.members if life.name == name and life.created > turn.moment]
    ready = [life.first_ready for life in lives if life.first_ready and image(life.last) != image(turn.after)]
    if not ready:
        raise Unmet(
            expected=say("{name} Ready again", name=name),
            found="it gone"
            if lives[-1].terminating
            else say("it still waiting for {image}", image=image(turn.after)),
            where=history("pod", name, turn.owner.namespace),
            at=lives[-1].created,
            next=f'lab.why("sts/{turn.owner.name}", namespace="{turn.owner.namespace}")',
        )
    return ready[0]


@check(
    "canary-back",
    points=10,
    docs=DOCS + "#revision-history",
    hints=[
        "`kubectl rollout history sts $set -n $namespace`: `undo` goes to the one before the newest, unless "
        "you say a number. Which one was that in task 4?",
        "`--revision=N` with the history shows the template of that number. You want the one with 1.14.2.",
        "`kubectl rollout undo sts $set -n $namespace --to-revision=1`, or the number that it has now, if "
        "you have gone back before. Is the broken version back? As in task 4, and then this. Others were "
        "away? `nginx:$version` once more, settle, and back again.",
    ],
)
def back(story: Story, state: State, task: TaskSheet) -> None:
    """$set runs nginx:1.14.2 again, by the template that it had in the beginning."""
    turn = went_back(story, task)
    with part(say("every member Ready with {old}", old=OLD), points=4):
        all_run(state, task.namespace, task.set, names(task), OLD)
    with part("by the first template, and no new one", points=3):
        is_the_first(turn, story, task)
    with part("the highest first, and never more than one away", points=3):
        one_by_one(turn, names(task))
        in_order(turn, names(task)[::-1])


def went_back(story: Story, task: TaskSheet) -> Turn:
    """When the set last turned to the old image; raises Unmet if it did not, or not from the new one."""
    every = turns(story, task.namespace, task.set)
    had_new = [turn.moment for turn in every if image(turn.after) == new_image(task)]
    next_step = f"kubectl rollout history sts {task.set} -n {task.namespace}"
    turn = last_turn(story, task.namespace, task.set, OLD, next=next_step)
    expect(
        bool(had_new) and had_new[0] < turn.moment and image(every[-1].after) == OLD,
        expected=say("{old} after {new_image}", old=OLD, new_image=new_image(task)),
        found=say("{image} at last", image=image(every[-1].after))
        if had_new
        else say("it never asking for {new_image}", new_image=new_image(task)),
        where=history("StatefulSet", task.set, task.namespace),
        at=every[-1].moment,
        next=next_step if had_new else "Tasks 1 to 3 come first.",
    )
    return turn


def is_the_first(turn: Turn, story: Story, task: TaskSheet) -> None:
    """Raise Unmet if the template is not, field by field, that of the beginning."""
    first = story.lives("statefulsets", namespace=task.namespace, name=task.set)[0].first
    now = turns(story, task.namespace, task.set)[-1].after
    expect(
        now == first["spec"]["template"],
        expected="the template of the beginning, field by field",
        found=say("another one with {image}", image=image(now)),
        where=say("StatefulSet {set}, namespace {namespace}", set=task.set, namespace=task.namespace),
        at=turn.moment,
        next=f"kubectl rollout history sts {task.set} -n {task.namespace} shows each template's revision.",
    )
