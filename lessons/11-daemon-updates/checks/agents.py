"""The agents of the exercise, and what became of them."""

from collections.abc import Sequence

from k8slab.checks import Interval, Life, PodLife, Story, TaskSheet, expect
from k8slab.checks.daemons import barest, daemon_lives
from k8slab.checks.phases import Phase, phases, template
from k8slab.checks.unmet import history
from k8slab.story.life import Object
from k8slab.translation import message, say

from .sheet import image

NEVER = message("none, ever")


def sets(story: Story, task: TaskSheet) -> list[Life]:
    """All DaemonSets that ever had the sheet's name."""
    return story.lives("daemonsets", namespace=task.namespace, name=task.set)


def where_set(task: TaskSheet) -> str:
    return say("DaemonSet {set}, namespace {namespace}", set=task.set, namespace=task.namespace)


def images(spec_owner: Object) -> set[str]:
    """The images of a pod, or of a template."""
    return {str(container.get("image", "")) for container in spec_owner["spec"]["containers"]}


def asked_images(owner: Object) -> set[str]:
    return images(template(owner))


def rollouts(story: Story, task: TaskSheet) -> list[Phase]:
    """When the set had which template."""
    return phases(sets(story, task), template)


def versions_asked(story: Story, versions: Sequence[str], task: TaskSheet, *, told: str = "") -> list[Phase]:
    """The templates that asked for one of these versions; raises Unmet if none ever did."""
    wanted = {image(version) for version in versions}
    every = rollouts(story, task)
    found = [phase for phase in every if images(phase.value) & wanted]
    expect(
        bool(found),
        expected=say("a template with the image {wanted}", wanted=" or ".join(sorted(wanted))),
        found=", ".join(sorted(images(every[-1].value))) if every else "no such set, ever",
        where=history("DaemonSet", task.set, task.namespace),
        next=told or f"kubectl set image ds/{task.set} -n {task.namespace} '*={image(versions[0])}'",
    )
    return found


def newest_node(story: Story, name: str) -> Life:
    """The last node of that name; raises Unmet if there never was one."""
    lives = story.lives("nodes", name=name)
    expect(
        bool(lives),
        expected=say("a node {name}", name=name),
        found=NEVER,
        where="the cluster",
        next=f'lab.add_node("{name}")',
    )
    return lives[-1]


def newest_agent(story: Story, node: str, task: TaskSheet) -> PodLife:
    """The last agent on a node; raises Unmet if there never was one."""
    lives = daemon_lives(story, task.namespace, task.set, node)
    expect(
        bool(lives),
        expected=say("an agent on {node}", node=node),
        found=NEVER,
        where=history("DaemonSet", task.set, task.namespace),
        next=f"kubectl get nodes --show-labels; what keeps it off {node}?",
    )
    return lives[-1]


def never_bare(
    story: Story, nodes: Sequence[str], most: int, during: Interval, task: TaskSheet, *, retry: str
) -> None:
    """Raise Unmet if more than so many of the nodes were without a Ready agent at once."""
    bare = barest(story, task.namespace, task.set, nodes, during)
    among = ", ".join(nodes)
    expect(
        len(bare.nodes) <= most,
        expected=say("never more than {most} of {among} without a Ready agent", most=most, among=among)
        if most
        else say("a Ready agent on {among} all the time", among=among),
        found=say("none on {nodes}", nodes=", ".join(bare.nodes)),
        where=history("DaemonSet", task.set, task.namespace),
        at=bare.moment,
        next=retry,
    )
