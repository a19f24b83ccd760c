"""A Service that names the members, and members each with a name and a disk."""

from k8slab.checks import State, Story, TaskSheet, check, expect, part
from k8slab.checks.members import bound_volume, claims_mounted, nothing_shared, ready_members
from k8slab.checks.services import is_headless, knows
from k8slab.objects import meta
from k8slab.story.life import Object
from k8slab.translation import say

from .sheet import DOCS, names


@check(
    "first-service",
    points=15,
    docs=DOCS + "statefulset/#stable-network-id",
    hints=[
        "A name must lead to a member, not to whichever of them answers: a Service without an address.",
        "`clusterIP: None`, a selector with the labels that your pods will have, and one port: $port.",
        "The first document of the lesson's member.yaml, with your names: `metadata: {name: $service, "
        "namespace: $namespace}`. `kubectl create ns $namespace` comes before it.",
    ],
)
def service(story: Story, state: State, task: TaskSheet) -> None:
    """A headless Service $service in the namespace $namespace."""
    with part(say("the namespace {namespace}", namespace=task.namespace), points=3):
        state.get("namespaces", task.namespace)
    with part(say("the Service {service}", service=task.service), points=4):
        state.get("services", task.service, task.namespace)
    with part("without an address", points=4):
        is_headless(state.get("services", task.service, task.namespace))
    with part(say("with the port {port}", port=task.port), points=4):
        has_port(state.get("services", task.service, task.namespace), task.port)


def has_port(service: Object, port: int) -> None:
    """Raise Unmet if a Service does not have that port."""
    found = [str(each["port"]) for each in service["spec"].get("ports") or ()]
    expect(
        str(port) in found,
        expected=say("the port {port}", port=port),
        found=", ".join(found) or "no port",
        where=say(
            "Service {service}, namespace {namespace}",
            service=meta.name(service),
            namespace=meta.namespace(service),
        ),
        next="Ports can be changed: apply the Service again.",
    )


@check(
    "first-members",
    points=25,
    docs=DOCS + "statefulset/#components",
    hints=[
        "The lesson's member.yaml has all that is needed; `kubectl get po,pvc -n $namespace` shows what is "
        "missing, and lab.why what a pod waits for.",
        "Four things have to agree: the selector of the set, the labels of its template, the selector of "
        "the Service, and the set's `serviceName`, which is $service.",
        "A disk for each: `volumeClaimTemplates` with `storageClassName: own`, and in the container a "
        "`volumeMounts` entry with the name of that template. A set's claim templates and serviceName cannot "
        "be changed: delete the set and apply it again.",
    ],
)
def members(story: Story, state: State, task: TaskSheet) -> None:
    """$replicas members of $set, each with a name and a disk of its own."""
    with part(say("{replicas} Ready members", replicas=task.replicas), points=8):
        ready_members(state, task.namespace, task.set, names(task))
    with part(say("known by name through {service}", service=task.service), points=6):
        names_service(state.get("statefulsets", task.set, task.namespace), task)
        knows(state, task.namespace, task.service, names(task))
    with part("each with a claim of its own, mounted", points=7):
        found = [state.get("pods", name, task.namespace) for name in names(task)]
        nothing_shared({meta.name(pod): bound_volume(state, pod) for pod in found}, "volume")
        for pod in found:
            claims_mounted(pod)
    with part("of the image nginx", points=4):
        for name in names(task):
            runs_nginx(state.get("pods", name, task.namespace))


def names_service(statefulset: Object, task: TaskSheet) -> None:
    """Raise Unmet if the set has another Service, or none."""
    found = statefulset["spec"].get("serviceName")
    expect(
        found == task.service,
        expected=f"serviceName {task.service}",
        found=found or "none",
        where=say("StatefulSet {set}, namespace {namespace}", set=task.set, namespace=task.namespace),
        next="serviceName cannot be changed: delete the set and apply it again",
    )


def runs_nginx(pod: Object) -> None:
    """A cluster starts any image it can pull: a slip of the pen is found here, not by it."""
    found = [container["image"] for container in pod["spec"]["containers"]]
    expect(
        any(image.partition(":")[0] == "nginx" for image in found),
        expected="a container of the image nginx",
        found=", ".join(found),
        where=say("pod {pod}, namespace {namespace}", pod=meta.name(pod), namespace=meta.namespace(pod)),
        next="compare the image's name, letter by letter, with the task",
    )
