"""The ensemble: an update that came to a halt, brought to its end."""

from k8slab.checks import Moment, State, Story, TaskSheet, Unmet, check, expect, part
from k8slab.checks.members import ready_members
from k8slab.checks.unmet import history
from k8slab.story.life import Object
from k8slab.story.pod_life import PodLife
from k8slab.translation import say

from .sheet import BACK, DOCS, handover, members

NEW = "kubebiz/zookeeper:3.5.8"
QUORUM = 2


@check(
    "incident-ensemble",
    points=15,
    docs=DOCS + "concepts/workloads/controllers/statefulset/#update-strategies",
    hints=[
        "Which image does each member run, which does the template say, and who is to replace the others? "
        "`kubectl get sts $set -n $namespace -o yaml`",
        "A wrong tag, a partition, or a strategy that waits for somebody: which of them is it?",
        "Set the image to kubebiz/zookeeper:3.5.8, the type to RollingUpdate and the partition to 0. A "
        "member that could not start is not replaced by itself under OrderedReady: delete that one pod.",
    ],
)
def ensemble(story: Story, state: State, task: TaskSheet) -> None:
    """The update of $set is done, and never were fewer than two members Ready."""
    went_on(story, task)
    with part("three Ready members with the new image", points=5):
        for pod in ready_members(state, task.namespace, task.set, members(task.set)):
            runs_new_image(pod)
    with part("a set that replaces all of its members by itself", points=4):
        rolls_by_itself(state, task)
    with part("two members Ready all the time", points=6):
        kept_quorum(story, handover(story, task), task)


def went_on(story: Story, task: TaskSheet) -> None:
    """Raise Unmet if no member with the new image has become Ready since the handover."""
    start = handover(story, task)
    found = story.pods(task.namespace, owner=f"StatefulSet/{task.set}")
    expect(
        any(is_new(pod) and pod.created > start for pod in found),
        expected=say("members updated to {new}", new=NEW),
        found="none of them, since the handover",
        where=history("StatefulSet", task.set, task.namespace),
        at=start,
        next=f"lab.why('sts/{task.set}', namespace='{task.namespace}')",
    )


def is_new(pod: PodLife) -> bool:
    return pod.images == (NEW,) and pod.first_ready is not None


def runs_new_image(pod: Object) -> None:
    """Raise Unmet about a pod with another image."""
    name, found = pod["metadata"]["name"], pod["spec"]["containers"][0]["image"]
    expect(
        found == NEW,
        expected=say("{name} with {new}", name=name, new=NEW),
        found=found,
        where=say("pod {name}, namespace {namespace}", name=name, namespace=pod["metadata"]["namespace"]),
        next="Who replaces it? Look at spec.updateStrategy of the set.",
    )


def rolls_by_itself(state: State, task: TaskSheet) -> None:
    """Raise Unmet if the set would leave members as they are when its template changes."""
    owner = state.get("statefulsets", task.set, task.namespace)
    strategy = owner["spec"].get("updateStrategy", {})
    image = owner["spec"]["template"]["spec"]["containers"][0]["image"]
    partition = strategy.get("rollingUpdate", {}).get("partition", 0)
    expect(
        strategy.get("type") == "RollingUpdate" and not partition and image == NEW,
        expected=say("a template with {new}, RollingUpdate, partition 0", new=NEW),
        found=say(
            "a template with {image}, {type}, partition {partition}",
            image=image,
            type=strategy.get("type"),
            partition=partition,
        ),
        where=say("StatefulSet {set}, namespace {namespace}", set=task.set, namespace=task.namespace),
        next=f"kubectl edit sts {task.set} -n {task.namespace}, or patch",
    )


def kept_quorum(story: Story, start: Moment, task: TaskSheet) -> None:
    """Raise Unmet if fewer than two members were Ready at any time since the handover."""
    fewest = story.fewest_ready(task.namespace, f"StatefulSet/{task.set}", since=start)
    if fewest is None or fewest.number < QUORUM:
        raise Unmet(
            expected=say(
                "{quorum} members Ready all the time, as the budget {set} says", quorum=QUORUM, set=task.set
            ),
            found=say("{number} Ready", number=fewest.number if fewest else 0),
            where=history("StatefulSet", task.set, task.namespace),
            at=fewest.moment if fewest else start,
            next=BACK,
        )
