"""The store: a third member that waits for a node."""

from k8slab.checks import State, Story, TaskSheet, check, expect, part
from k8slab.checks.members import nothing_shared, ready_members
from k8slab.checks.nodes import is_cordoned
from k8slab.objects import meta
from k8slab.translation import say

from .sheet import DOCS, handover, members, stayed

ROLE = "node-role.kubernetes.io/control-plane"


@check(
    "incident-store",
    points=15,
    docs=DOCS + "concepts/scheduling-eviction/assign-pod-node/",
    hints=[
        "$store-2 is Pending. `kubectl describe po $store-2 -n $namespace`: what does the scheduler say, "
        "node by node?",
        "The rule is right, and the first two shall stay. So look at $node: cordoned, tainted, or without a "
        "label?",
        "`kubectl uncordon $node`, `kubectl taint node $node burn-in-`, or "
        "`kubectl label node $node disk=ssd`",
    ],
)
def store(story: Story, state: State, task: TaskSheet) -> None:
    """$store has three Ready members, and the first two are still those of the evening."""
    start = handover(story, task)
    found = ready_members(state, task.namespace, task.store, members(task.store))
    with part("each of three members on a node of its own", points=5):
        nothing_shared({meta.name(pod): str(pod["spec"]["nodeName"]) for pod in found}, "node")
    with part("no node but the control plane's keeps pods off", points=4):
        all_open(state)
    with part("the two that were well stay", points=6):
        for name in members(task.store)[:2]:
            stayed(list(story.pods(task.namespace, name=name)), start, "pod", name, task.namespace)


def all_open(state: State) -> None:
    """Raise Unmet about a node that does not take ordinary pods."""
    for node in state.list("nodes"):
        closed = [each["key"] for each in node["spec"].get("taints") or () if each["key"] != ROLE]
        expect(
            not closed and not is_cordoned(node),
            expected=say("{node} open for ordinary pods", node=meta.name(node)),
            found="it cordoned" if is_cordoned(node) else say("the taint {closed}", closed=", ".join(closed)),
            where=say("node {node}", node=meta.name(node)),
            next=f"kubectl describe node {meta.name(node)}",
        )
