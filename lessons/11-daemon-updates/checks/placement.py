"""Tasks 3 and 4: agents follow labels."""

from k8slab.checks import Interval, Life, Moment, PodLife, State, Story, TaskSheet, Unmet, check, expect, part
from k8slab.checks.daemons import daemon_lives, daemons_stayed, only_on, ready_daemons, rolled_out
from k8slab.checks.phases import Phase, phases, template
from k8slab.checks.unmet import history
from k8slab.objects import meta, node_selector
from k8slab.story.life import Object
from k8slab.translation import say

from .agents import never_bare, newest_agent, newest_node, rollouts, sets
from .sheet import BEGUN, DOCS


@check(
    "daemons-chosen",
    points=10,
    docs=DOCS + "concepts/workloads/controllers/daemonset/#running-pods-on-select-nodes",
    hints=[
        "The template says which nodes it wants. What if no node has the label yet when it says so?",
        "Label three nodes first: all but $left. Then the template gets its `nodeSelector`.",
        "`kubectl label node k8s-m1 $label` and so on; then a patch of "
        '`{"spec":{"template":{"spec":{"nodeSelector":{…}}}}}`. Were they all gone at once? Take the '
        "selector away (`null`), settle, and set it again, now that the nodes have the label.",
    ],
)
def chosen(story: Story, state: State, task: TaskSheet) -> None:
    """Only nodes with the label have an agent, and the change left no two of them without."""
    last = asks_for_label(story, task)
    with part("new agents Ready on the labelled nodes, and only there", points=5):
        ready_daemons(state, task.namespace, task.set, keepers(task))
        only_on(state, task.namespace, task.set, keepers(task))
        rolled_out(state, task.namespace, task.set)
    with part("meanwhile never more than one of these nodes without its agent", points=5):
        again = say("Take the selector away, settle, look at the labels, and set it again.")
        never_bare(story, keepers(task), 1, last.during, task, retry=again)


@check(
    "daemons-moved",
    points=15,
    docs=DOCS + "concepts/workloads/controllers/daemonset/#updating-a-daemonset",
    hints=[
        "Agents follow labels. Which node has to get it first, if the number of agents is not to sink?",
        "Label $left and settle; then take the label from $node and settle. Only then delete the node: whose "
        "Node object is gone is not asked to stop any more.",
        "`kubectl label node $left $label`, settle, `kubectl label node $node` with the label's key and `-`, "
        "settle, `kubectl delete node $node`. Went wrong? Take the label from $left and settle; "
        "add $node again with taint and label, settle, and begin again.",
    ],
)
def moved(story: Story, state: State, task: TaskSheet) -> None:
    """$node has left the cluster in order, and $left has an agent in its stead."""
    node = newest_node(story, task.node)
    leaver = newest_agent(story, task.node, task)
    with part(
        say("the agent on {left} Ready before that on {node} was told to go", left=task.left, node=task.node),
        points=5,
    ):
        came_first(story, leaver, task)
    with part("the agent ended before its node was removed", points=5):
        ended_before(leaver, gone(node), task)
    with part("the other agents, and the web servers, stay meanwhile", points=5):
        left = gone(node)
        since = begun_moving(story, leaver, task)
        others = [name for name in keepers(task) if name != task.node]
        again = say("Only nodes need to change in this task. Hint 3 says how to do it once more.")
        daemons_stayed(story, task.namespace, task.set, others, Interval(since, left), next=again)
        web_stayed(story, since, left, task)


def keepers(task: TaskSheet) -> list[str]:
    """The nodes that keep their agent in task 3."""
    return [name for name in (*BEGUN, task.node) if name != task.left]


def choosing(story: Story, task: TaskSheet) -> list[Phase]:
    """When the template asked for the label, and for nothing else that a node could lack."""
    nodes = [life.last for life in story.lives("nodes")]
    every = phases(sets(story, task), lambda owner: chooses(template(owner), nodes, task))
    return [phase for phase in every if phase.value]


def chooses(found: Object, nodes: list[Object], task: TaskSheet) -> bool:
    """True if a template admits each of the nodes with the label, and none without."""
    key, _, value = task.label.partition("=")
    bare = [{key_: label for key_, label in meta.labels(node).items() if key_ != key} for node in nodes]
    return not any(
        node_selector.admits(found["spec"], with_labels(node, labels))
        or not node_selector.admits(found["spec"], with_labels(node, {**labels, key: value}))
        for node, labels in zip(nodes, bare, strict=True)
    )


def with_labels(node: Object, labels: dict[str, str]) -> Object:
    return {**node, "metadata": {**node["metadata"], "labels": labels}}


def asks_for_label(story: Story, task: TaskSheet) -> Phase:
    """When the template asked for the label last; raises Unmet if it never did."""
    found = choosing(story, task)
    newest = rollouts(story, task)
    spec = newest[-1].value["spec"] if newest else {}
    expect(
        bool(found),
        expected=say("a template for nodes with the label {label}, and for all of these", label=task.label),
        found=say(
            "nodeSelector {selector}, required node affinity {terms}",
            selector=spec.get("nodeSelector") or "none",
            terms=node_selector.required_terms(spec) or "none",
        ),
        where=history("DaemonSet", task.set, task.namespace),
        next="kubectl explain ds.spec.template.spec.nodeSelector",
    )
    return found[-1]


def gone(node: Life) -> Moment:
    """When a node was removed; raises Unmet if it is still there."""
    if node.deleted is None:
        raise Unmet(
            expected=say("{name} removed from the cluster", name=node.name),
            found="it still there",
            where=say("node {name}", name=node.name),
            next="Last of all, its agent gone: kubectl delete node",
        )
    return node.deleted


def came_first(story: Story, leaver: PodLife, task: TaskSheet) -> None:
    """Raise Unmet if no agent was Ready on the one node when that on the other was told to go."""
    newcomers = daemon_lives(story, task.namespace, task.set, task.left)
    told = leaver.terminating
    ready = [when for life in newcomers for when in life.ready]
    expect(
        told is not None and any(when.includes(told) for when in ready),
        expected=say(
            "a Ready agent on {left} when that on {node} is told to go", left=task.left, node=task.node
        ),
        found=say("it Ready at {time}", time=ready[-1].start)
        if ready and told and ready[-1].start > told
        else "none",
        where=history("DaemonSet", task.set, task.namespace),
        at=told,
        next=say("Label {left} first, and settle. Hint 3 says how to do it once more.", left=task.left),
    )


def begun_moving(story: Story, leaver: PodLife, task: TaskSheet) -> Moment:
    """When the node that was left out got its label, or the leaving agent was told to go, if before."""
    key, _, value = task.label.partition("=")
    node = newest_node(story, task.left)
    labelled = [when.start for when in node.intervals(lambda found: meta.labels(found).get(key) == value)]
    told = leaver.terminating or leaver.created
    return min([told, *labelled[-1:]])


def ended_before(leaver: PodLife, left: Moment, task: TaskSheet) -> None:
    """Raise Unmet if an agent was still there when its node was removed."""
    expect(
        leaver.deleted is not None and leaver.deleted < left,
        expected=say("the agent on {node} gone when the node is removed", node=task.node),
        found=say(
            "{name} there until {deleted}, its node only until {left}",
            name=leaver.name,
            deleted=leaver.deleted or "now",
            left=left,
        ),
        where=history("pod", leaver.name, task.namespace),
        at=left,
        next="Take the label away, settle, and delete the node then. Hint 3 says how to do it once more.",
    )


def web_stayed(story: Story, start: Moment, until: Moment, task: TaskSheet) -> None:
    """Raise Unmet if a web server was replaced between two moments."""
    for life in story.pods(task.namespace, selector="app=web"):
        was_there = life.created < start and (life.terminating is None or life.terminating > start)
        expect(
            not was_there or life.stayed(start, until),
            expected="the web servers left alone",
            found=say("{name} on {node} deleted", name=life.name, node=life.node),
            where=history("Deployment", "web", task.namespace),
            at=life.terminating,
            next="Nothing needs to be drained for this. Hint 3 says how to do it once more.",
        )
