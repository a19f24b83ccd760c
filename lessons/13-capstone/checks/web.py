"""The web servers: a rollout that does not end."""

from k8slab.checks import State, Story, TaskSheet, check, expect, part
from k8slab.objects import meta
from k8slab.story.life import Object
from k8slab.story.pod_life import is_serving
from k8slab.translation import say

from .sheet import BACK, DOCS, handover

IMAGE = "nginx:1.28"
SERVERS = 3
FEWEST = 2


@check(
    "incident-web",
    points=10,
    docs=DOCS + "concepts/workloads/controllers/deployment/#failed-deployment",
    hints=[
        "Three old servers and one new one that is not Ready: `kubectl describe po` with its name says why.",
        "A port on which nobody listens, a key that the ConfigMap does not have, more CPU than a node has?",
        "Mend the template: readinessProbe on port 80, the key `motto`, no 64 CPUs. `kubectl edit deploy web "
        "-n $namespace` opens it whole; a patch does it too.",
    ],
)
def web(story: Story, state: State, task: TaskSheet) -> None:
    """Three web servers of the new version, and their clients have not noticed."""
    start = handover(story, task)
    found = servers(state, task)
    with part("three Ready servers, all new", points=4):
        expect(
            len(found) == SERVERS == len(there(state, task)),
            expected=say("{servers} pods, all Ready and with {image}", servers=SERVERS, image=IMAGE),
            found=say("{number} such pods of {most}", number=len(found), most=len(there(state, task))),
            where=say("Deployment web, namespace {namespace}", namespace=task.namespace),
            next=f"kubectl rollout status deploy web -n {task.namespace}",
        )
    with part("with a readiness probe, and MOTTO from the ConfigMap", points=2):
        for pod in found:
            is_whole(pod)
    with part("two servers Ready all the time", points=4):
        fewest = story.fewest_ready(task.namespace, selector="app=web", since=start)
        expect(
            fewest is not None and fewest.number >= FEWEST,
            expected=say("{fewest} web servers Ready all the time", fewest=FEWEST),
            found=say("{number} Ready", number=fewest.number if fewest else 0),
            where=say("the history of Deployment web, namespace {namespace}", namespace=task.namespace),
            at=fewest.moment if fewest else start,
            next=BACK,
        )


def there(state: State, task: TaskSheet) -> list[Object]:
    """All web servers that nobody is deleting."""
    found = state.list("pods", task.namespace, selector="app=web")
    return [pod for pod in found if not meta.is_terminating(pod)]


def servers(state: State, task: TaskSheet) -> list[Object]:
    """The Ready web servers of the new version; raises Unmet if there is none."""
    found = [pod for pod in there(state, task) if is_serving(pod) and container(pod)["image"] == IMAGE]
    expect(
        bool(found),
        expected=say("web servers with {image}", image=IMAGE),
        found="none that is Ready",
        where=say("Deployment web, namespace {namespace}", namespace=task.namespace),
        next=f"lab.why('deploy/web', namespace='{task.namespace}')",
    )
    return found


def container(pod: Object) -> Object:
    first: Object = pod["spec"]["containers"][0]
    return first


def is_whole(pod: Object) -> None:
    """Raise Unmet if a server has lost its probe or its setting."""
    has_probe = "readinessProbe" in container(pod)
    sources = [
        each.get("valueFrom", {}) for each in container(pod).get("env") or () if each["name"] == "MOTTO"
    ]
    has_motto = any(each.get("configMapKeyRef", {}).get("name") == "settings" for each in sources)
    expect(
        has_probe and has_motto,
        expected="a readinessProbe, and MOTTO from ConfigMap settings",
        found="no readinessProbe" if not has_probe else "no such MOTTO",
        where=say("pod {pod}, namespace {namespace}", pod=meta.name(pod), namespace=meta.namespace(pod)),
        next=f"kubectl rollout history deploy web -n {meta.namespace(pod)} --revision=1 says how it was.",
    )
