"""A Deployment of clerks who share a claim."""

from k8slab.checks import State, Story, TaskSheet, check, expect, part
from k8slab.checks.members import claims, claims_mounted, what_it_is
from k8slab.objects import meta, pods
from k8slab.story.life import Object
from k8slab.translation import say

from .sheet import DOCS

CLERKS = 3


@check(
    "first-clerks",
    points=10,
    docs=DOCS + "deployment/",
    hints=[
        "A claim of your own first, then a Deployment whose template names it.",
        "`accessModes: [ReadWriteMany]` and `storageClassName: own` in the claim; in the template "
        "`volumes: [{name: data, persistentVolumeClaim: {claimName: …}}]` and a `volumeMounts` entry.",
        "The lesson's clerk.yaml, with your names: the Deployment is $team, and the class is `own`.",
    ],
)
def clerks(story: Story, state: State, task: TaskSheet) -> None:
    """Three clerks of the Deployment $team, who share a claim."""
    found = clerks_of(state, task)
    with part("three Ready clerks", points=5):
        ready_clerks(found, task)
    with part("on one claim, mounted", points=5):
        share_a_claim(found, task)


def clerks_of(state: State, task: TaskSheet) -> list[Object]:
    """The Deployment's pods that are not on their way out; raises Unmet if there is no Deployment."""
    state.get("deployments", task.team, task.namespace)
    found = [
        pod
        for replicas in state.list("replicasets", task.namespace, owner=f"Deployment/{task.team}")
        for pod in state.list("pods", task.namespace, owner=f"ReplicaSet/{meta.name(replicas)}")
    ]
    return [pod for pod in found if pods.is_active(pod)]


def ready_clerks(found: list[Object], task: TaskSheet) -> None:
    """Raise Unmet if there are not three Ready pods."""
    waiting = [f"{meta.name(pod)}: {what_it_is(pod)}" for pod in found if not pods.is_ready(pod)]
    ready = len(found) - len(waiting)
    expect(
        ready == CLERKS,
        expected=say("{clerks} Ready pods", clerks=CLERKS),
        found="; ".join([str(ready), *waiting]),
        where=say("Deployment {team}, namespace {namespace}", team=task.team, namespace=task.namespace),
        next=f"kubectl get po,pvc -n {task.namespace}",
    )


def share_a_claim(found: list[Object], task: TaskSheet) -> None:
    """Raise Unmet if the clerks do not have one claim between them."""
    for pod in found:
        claims_mounted(pod)
    named = {claim for pod in found for claim in claims(pod).values()}
    has_one = all(claims(pod) for pod in found)
    expect(
        len(named) == 1 and has_one,
        expected="one claim, the same in all pods",
        found=", ".join(sorted(named)) or "no claim",
        where=say("Deployment {team}, namespace {namespace}", team=task.team, namespace=task.namespace),
        next="Name the claim in the pod template: spec.template.spec.volumes.",
    )
