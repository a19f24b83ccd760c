"""Updates of an ensemble of three: by hand, by an image that one node has, and slowly."""

from itertools import pairwise

from k8slab.checks import State, Story, TaskSheet, check, expect, part
from k8slab.checks.unmet import history
from k8slab.translation import say

from .members import all_run, in_order, one_by_one, others_stayed, ready_since, ready_with, watched
from .turns import Turn, last_turn

DOCS = "https://kubernetes.io/docs/concepts/"
ZK = "zk"
MEMBERS = ("zk-0", "zk-1", "zk-2")
BEGUN, NEXT, BUILT = (f"kubebiz/zookeeper:{tag}" for tag in ("3.4.10", "3.5.8", "v1"))


@check(
    "canary-on-delete",
    points=10,
    docs=DOCS + "workloads/controllers/statefulset/#update-strategies",
    hints=[
        "A rolling update goes from the highest down. Which strategy leaves the order to you?",
        "With `OnDelete` a member gets the new template when you delete it. A patch has to take "
        "`rollingUpdate` away at the same time.",
        'Patch `{"spec":{"updateStrategy":{"type":"OnDelete","rollingUpdate":null}}}`, set the image, then '
        "delete one pod after the other in the order $order, with `lab.settle()` after each. Went wrong? "
        "Back to 3.4.10 in the same way, and again.",
    ],
)
def on_delete(story: Story, state: State, task: TaskSheet) -> None:
    """Every member of zk runs 3.5.8, and they got it in the order $order."""
    turn = turned(story, task, NEXT, begun=BEGUN)
    with part("every member Ready with 3.5.8", points=4):
        ready_since(turn, MEMBERS)
    with part(say("in the order {order}", order=task.order), points=3):
        in_order(turn, [f"zk-{ordinal}" for ordinal in task.order.split(", ")])
    with part("never more than one away", points=3):
        one_by_one(turn, MEMBERS)


@check(
    "canary-local",
    points=10,
    docs=DOCS + "containers/images/#image-pull-policy",
    hints=[
        "The strategy first: how does zk-2 alone get the image? Then ask `lab.why` about zk-2.",
        "The image is on one node and in no registry. Who tries again by itself, once the image is there?",
        'Patch `{"spec":{"updateStrategy":{"type":"RollingUpdate","rollingUpdate":{"partition":2}}}}`, set '
        'the image, `lab.settle()`; then `lab.load_image("kubebiz/zookeeper:v1")` and `lab.settle()`. '
        "Deleted the pod, "
        "or updated others? Back to 3.5.8 everywhere, and again.",
    ],
)
def local(story: Story, state: State, task: TaskSheet) -> None:
    """zk-2 alone runs the image that was built on one node, and nobody deleted it for that."""
    turn = turned(story, task, BUILT)
    with part("zk-2 Ready with it", points=4):
        ready_with(turn, MEMBERS[-1])
    with part("zk-0 and zk-1 as they were", points=3):
        ready = ready_with(turn, MEMBERS[-1]).first_ready
        others_stayed(turn, MEMBERS[:-1], turn.settings_changed(ready or turn.moment))
    with part("by the pod that waited for it", points=3):
        is_the_one_that_waited(turn)


@check(
    "canary-slow",
    points=10,
    docs=DOCS + "workloads/controllers/statefulset/#minimum-ready-seconds",
    hints=[
        "Something in the set says how long a member has to be Ready before the next one goes.",
        "`kubectl explain sts.spec.minReadySeconds`. Set it before the update goes on.",
        'Patch `{"spec":{"minReadySeconds":$pause}}`, then partition 0, then `lab.settle()`. Went too fast? '
        "Back to 3.5.8 everywhere, and v1 again.",
    ],
)
def slow(story: Story, state: State, task: TaskSheet) -> None:
    """Every member of zk runs it, each $pause seconds after the one before."""
    with part(f"minReadySeconds: {task.pause}", points=2):
        waits_for(state, task)
    with part("every member Ready with it", points=3):
        all_run(state, task.namespace, ZK, MEMBERS, BUILT)
    turn = turned(story, task, BUILT)
    with part(say("each when the one before was Ready for {pause} s", pause=task.pause), points=5):
        for higher, lower in pairwise(reversed(MEMBERS)):
            watched(turn, [higher], [lower], task.pause)


def turned(story: Story, task: TaskSheet, to: str, *, begun: str = "") -> Turn:
    """When the ensemble last turned to an image; raises Unmet if it never did."""
    command = f"kubectl set image sts/zk zookeeper={to} -n {task.namespace}, once the strategy is right"
    return last_turn(story, task.namespace, ZK, to, begun=begun, next=command)


def is_the_one_that_waited(turn: Turn) -> None:
    """Raise Unmet if the first pod with the image was deleted before it was Ready."""
    first, *more = turn.newcomers(MEMBERS[-1]) or [ready_with(turn, MEMBERS[-1])]
    expect(
        first.first_ready is not None,
        expected="the first zk-2 with that image Ready in the end",
        found="it deleted, and made again" if more else "it still waiting",
        where=history("pod", MEMBERS[-1], turn.owner.namespace),
        at=first.terminating or first.created,
        next="The kubelet tries again by itself; the image has to be where the pod is.",
    )


def waits_for(state: State, task: TaskSheet) -> None:
    """Raise Unmet if the set waits for another time after a member is Ready."""
    found = state.get("statefulsets", ZK, task.namespace)["spec"].get("minReadySeconds", 0)
    expect(
        found == task.pause,
        expected=f"minReadySeconds: {task.pause}",
        found=f"minReadySeconds: {found}",
        where=say("StatefulSet {zk}, namespace {namespace}", zk=ZK, namespace=task.namespace),
        next="kubectl explain sts.spec.minReadySeconds",
    )
