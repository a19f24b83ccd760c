"""A version that comes in three phases: nobody, the highest member, everybody."""

from k8slab.checks import PodLife, State, Story, TaskSheet, check, expect, part
from k8slab.checks.unmet import history
from k8slab.translation import say

from .members import in_order, one_by_one, others_stayed, ready_since, ready_with, watched
from .sheet import OLD, names, new_image
from .turns import Turn, last_turn

DOCS = "https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/"


@check(
    "canary-stage",
    points=10,
    docs=DOCS + "#partitions",
    hints=[
        "Which ordinal does an update have to reach so that it reaches nobody? What has to be there first?",
        "The ordinals end at one less than $members. The partition comes before the image, or with it.",
        'Patch `{"spec":{"updateStrategy":{"rollingUpdate":{"partition":$members}}}}`, then `kubectl set '
        "image sts/$set nginx=nginx:$version -n $namespace`. "
        "Went wrong? Back to nginx:1.14.2 with partition 0, `lab.settle()`, and all of it again from task 1.",
    ],
)
def stage(story: Story, state: State, task: TaskSheet) -> None:
    """The template of $set asks for nginx:$version, and no member is replaced."""
    with part(say("the template asks for {new_image}", new_image=new_image(task)), points=4):
        began(story, task)
    with part("no member replaced for it", points=6):
        nobody_left(began(story, task))


@check(
    "canary-canary",
    points=10,
    docs=DOCS + "#partitions",
    hints=[
        "A partition is the lowest ordinal that an update reaches. What is the highest of $members members?",
        "The partition has to be one less than $members, and nothing else changes.",
        'Patch `{"spec":{"updateStrategy":{"rollingUpdate":{"partition":N}}}}` with N one less than '
        "$members, and `lab.settle()`. "
        "Went wrong? Back to nginx:1.14.2 with partition 0, `lab.settle()`, and all of it again from task 1.",
    ],
)
def canary(story: Story, state: State, task: TaskSheet) -> None:
    """The highest member alone is Ready with nginx:$version."""
    turn = began(story, task)
    with part(
        say("{names} Ready with {new_image}", names=names(task)[-1], new_image=new_image(task)), points=5
    ):
        ready_with(turn, names(task)[-1])
    with part("the others as they were", points=5):
        alone(turn, ready_with(turn, names(task)[-1]), task)


@check(
    "canary-phases",
    points=15,
    docs=DOCS + "#rolling-updates",
    hints=[
        "Three things: wait, let the update reach $phase, wait again, let it reach 0. What makes time pass?",
        "`lab.advance($watch)` lets $watch seconds pass. They count from when the last member of the phase "
        "was Ready, so let the cluster settle before.",
        "`lab.advance($watch)`, partition $phase, `lab.settle()`, `lab.advance($watch)`, partition 0, "
        "`lab.settle()`. "
        "Went wrong? Back to nginx:1.14.2 with partition 0, `lab.settle()`, and all of it again from task 1.",
    ],
)
def phases(story: Story, state: State, task: TaskSheet) -> None:
    """Every member gets nginx:$version, in phases that were watched for $watch seconds."""
    turn, everybody = began(story, task), names(task)
    with part(say("every member Ready with {new_image}", new_image=new_image(task)), points=4):
        ready_since(turn, everybody)
    with part(say("{everybody} watched before the others", everybody=everybody[-1]), points=4):
        watched(turn, everybody[-1:], everybody[:-1], task.watch)
    with part(
        say("{everybody} and all above watched before those below", everybody=everybody[task.phase]), points=4
    ):
        watched(turn, everybody[task.phase :], everybody[: task.phase], task.watch)
    with part("the highest first, and never more than one away", points=3):
        in_order(turn, everybody[::-1])
        one_by_one(turn, everybody)


def began(story: Story, task: TaskSheet) -> Turn:
    """When the web servers last turned to the new version; raises Unmet if they never did."""
    again = f"kubectl set image sts/{task.set} nginx={new_image(task)} -n {task.namespace}, once it is safe"
    return last_turn(story, task.namespace, task.set, new_image(task), begun=OLD, next=again)


def nobody_left(turn: Turn) -> None:
    """Raise Unmet if a member was told to go before the set was told anything else."""
    until = turn.settings_changed(turn.moment)
    left = [life for life in turn.leavers if until is None or (life.terminating or life.created) < until]
    expect(
        not left,
        expected="no member told to go before the next task",
        found=say("{name} told to go", name=left[0].name) if left else "",
        where=history("StatefulSet", turn.owner.name, turn.owner.namespace),
        at=left[0].terminating if left else None,
        next="What was the partition when the image changed? The third hint says how to do it again.",
    )


def alone(turn: Turn, bird: PodLife, task: TaskSheet) -> None:
    """Raise Unmet if another was told to go while the set was told what made the canary."""
    until = turn.settings_changed(bird.first_ready or bird.created)
    others_stayed(turn, names(task)[:-1], until)
