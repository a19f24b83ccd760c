"""The names of the ensemble's members."""

from k8slab.checks import State, Story, TaskSheet, check, expect, part
from k8slab.checks.members import known_names
from k8slab.checks.services import is_headless, knows
from k8slab.objects import meta
from k8slab.story.pod_life import is_serving
from k8slab.translation import say

from .sheet import DOCS, handover

PORTS = {2888, 3888}


@check(
    "incident-names",
    points=10,
    docs=DOCS + "concepts/services-networking/service/#headless-services",
    hints=[
        "Which Service does the set name, what stands behind it, and does it have an address?",
        "`kubectl describe svc $set -n $namespace` against `kubectl get po -n $namespace --show-labels`",
        "A Service named $set with `clusterIP: None`, the selector `app: $set` and the ports 2888 and 3888. "
        "One that has an address has to be deleted first.",
    ],
)
def names(story: Story, state: State, task: TaskSheet) -> None:
    """Each member of $set has its name in DNS."""
    handover(story, task)
    service = state.get("services", task.set, task.namespace)
    is_headless(service)
    knows_somebody(state, task)
    with part("every Ready member", points=6):
        knows(state, task.namespace, task.set, serving(state, task))
    with part("its ports, 2888 and 3888", points=4):
        found = {each["port"] for each in service["spec"].get("ports") or ()}
        expect(
            found >= PORTS,
            expected="the ports 2888 and 3888",
            found=", ".join(map(str, sorted(found))) or "no port",
            where=say("Service {set}, namespace {namespace}", set=task.set, namespace=task.namespace),
            next=f"kubectl edit svc {task.set} -n {task.namespace}",
        )


def serving(state: State, task: TaskSheet) -> list[str]:
    """The members that are Ready."""
    found = state.list("pods", task.namespace, owner=f"StatefulSet/{task.set}")
    return [meta.name(pod) for pod in found if is_serving(pod)]


def knows_somebody(state: State, task: TaskSheet) -> None:
    """Raise Unmet if no member has a name there."""
    known = known_names(state, task.namespace, task.set) & set(serving(state, task))
    expect(
        bool(known),
        expected="endpoints with the members' names",
        found="none",
        where=say("Service {set}, namespace {namespace}", set=task.set, namespace=task.namespace),
        next=f"kubectl describe svc {task.set} -n {task.namespace}: its selector, and the members' labels",
    )
