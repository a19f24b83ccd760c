"""Tasks 1 to 3: volumes, members on them, and a Service that knows the members by name."""

from k8slab.checks import State, Story, TaskSheet, check, expect, part
from k8slab.checks.members import (
    bound_volume,
    claims,
    claims_mounted,
    nothing_shared,
    ready_members,
    what_it_is,
)
from k8slab.checks.services import governing_service, is_headless, knows
from k8slab.checks.volumes import asks_for, enough_volumes
from k8slab.checks.zookeeper import IMAGE, counts_servers, place_of, runs_zookeeper
from k8slab.objects import meta
from k8slab.story.life import Object
from k8slab.translation import say

from .sheet import DOCS, SERVERS, names


@check(
    "quorum-volumes",
    points=15,
    docs=DOCS + "concepts/storage/persistent-volumes/#binding",
    hints=[
        "A claim binds to a volume that is large enough, offers the access mode and has the same class.",
        "Give each volume `capacity.storage: $size` or more and `ReadWriteOnce`, and no `storageClassName`.",
        "pv-demo.yaml in the lesson has such volumes; `kubectl create ns $namespace` makes the namespace.",
    ],
)
def volumes(story: Story, state: State, task: TaskSheet) -> None:
    """The namespace $namespace and $volumes volumes for claims of $size."""
    with part(say("the namespace {namespace}", namespace=task.namespace), points=3):
        state.get("namespaces", task.namespace)
    with part(
        say("{volumes} volumes that claims of {size} can bind to", volumes=task.volumes, size=task.size),
        points=12,
    ):
        enough_volumes(state, task.volumes, task.size, task.namespace)


@check(
    "quorum-members",
    points=20,
    docs=DOCS + "concepts/workloads/controllers/statefulset/#stable-storage",
    hints=[
        "`kubectl get po,pvc -n $namespace -o wide` shows who is where; `describe` says why one is Pending.",
        "A pod of its own node: `podAntiAffinity`. A volume of its own: `volumeClaimTemplates`, and a "
        "`volumeMounts` entry of the same name.",
        "Take zookeeper.yml of the lesson, with its command, and rename: metadata, serviceName, selector, "
        "the labels of the template and the values in the anti-affinity have to agree.",
    ],
)
def members(story: Story, state: State, task: TaskSheet) -> None:
    """Three Ready members, each on its own node with its own volume."""
    with part("three Ready members", points=8):
        ready_members(state, task.namespace, task.set, names(task))
    with part("each on a node of its own", points=4):
        nothing_shared({meta.name(pod): node_of(pod) for pod in pods_of(state, task)}, "node")
    with part(say("each with a claim of {size} of its own, mounted", size=task.size), points=4):
        pods = pods_of(state, task)
        nothing_shared({meta.name(pod): bound_volume(state, pod) for pod in pods}, "volume")
        for pod in pods:
            claims_mounted(pod)
            asks_for(first_claim(state, pod), task.size)
    with part(
        say("the image {image}, and every server counts {servers}", image=IMAGE, servers=SERVERS), points=4
    ):
        for pod in pods_of(state, task):
            runs_zookeeper(pod)
            counts_servers(pod, place_of(pod), SERVERS, SERVERS + 1)


def pods_of(state: State, task: TaskSheet) -> list[Object]:
    """The three members, Ready or not; raises Unmet about one that is not there."""
    return [state.get("pods", name, task.namespace) for name in names(task)]


def node_of(pod: Object) -> str:
    """Where a pod is; raises Unmet if that is nowhere yet."""
    node = pod["spec"].get("nodeName")
    name, namespace = meta.name(pod), meta.namespace(pod)
    expect(
        bool(node),
        expected=say("{name} on a node", name=name),
        found=what_it_is(pod),
        where=say("pod {name}, namespace {namespace}", name=name, namespace=namespace),
        next=f"kubectl describe po {name} -n {namespace}",
    )
    return str(node)


def first_claim(state: State, pod: Object) -> Object:
    """A pod's first claim; raises Unmet if there is no such claim."""
    return state.get("persistentvolumeclaims", next(iter(claims(pod).values())), meta.namespace(pod))


@check(
    "quorum-service",
    points=15,
    docs=DOCS + "concepts/workloads/controllers/statefulset/#stable-network-id",
    hints=[
        "The set names the Service that gives its members their DNS names: which, and is it there?",
        "That Service has `clusterIP: None`, and its selector matches the labels of the pods.",
        "Neither `serviceName` nor `clusterIP` can be changed: delete the object and apply it again.",
    ],
)
def service(story: Story, state: State, task: TaskSheet) -> None:
    """A headless Service that knows the members by name."""
    name = governing_service(state, task.namespace, task.set)
    with part("the Service that the set names", points=5):
        state.get("services", name, task.namespace)
    with part("without an address", points=5):
        is_headless(state.get("services", name, task.namespace))
    with part("with the members' names in its endpoints", points=5):
        knows(state, task.namespace, name, names(task))
