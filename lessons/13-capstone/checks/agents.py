"""The collector: a DaemonSet that has left a node out."""

from k8slab.checks import State, Story, TaskSheet, check, expect, part
from k8slab.checks.daemons import ready_daemons
from k8slab.objects import meta
from k8slab.story.life import Object
from k8slab.translation import say

from .sheet import DOCS, handover
from .store import ROLE

FIRST = "k8s-m1"


@check(
    "incident-agents",
    points=10,
    docs=DOCS + "concepts/workloads/controllers/daemonset/#taints-and-tolerations",
    hints=[
        "`kubectl get ds $agent -n $namespace`, and count the nodes. Which node has no pod of it?",
        "A node that is not meant is not counted, and nothing complains. Compare the pod's tolerations and "
        "its nodeSelector with the node's taints and labels.",
        "In the template: a toleration for node-role.kubernetes.io/control-plane, and no nodeSelector. "
        "`kubectl rollout undo ds/$agent -n $namespace` takes the change back.",
    ],
)
def agents(story: Story, state: State, task: TaskSheet) -> None:
    """A Ready pod of $agent on every node, the control plane's included."""
    handover(story, task)
    ready_daemons(state, task.namespace, task.agent, [FIRST])
    with part("a Ready pod on every node", points=6):
        ready_daemons(state, task.namespace, task.agent, [meta.name(node) for node in state.list("nodes")])
    with part("k8s-m1 still keeps ordinary pods off", points=4):
        is_reserved(state.get("nodes", FIRST))


def is_reserved(node: Object) -> None:
    """Raise Unmet if the control plane's node has lost its taint."""
    taints = [f"{each['key']}:{each['effect']}" for each in node["spec"].get("taints") or ()]
    expect(
        any(each.startswith(f"{ROLE}:") for each in taints),
        expected=say("the taint {role}:NoSchedule on {first}", role=ROLE, first=FIRST),
        found=", ".join(taints) or "no taint",
        where=say("node {first}", first=FIRST),
        next="Give it back; it is the collector that should tolerate it.",
    )
