"""How long web servers wait on a silent node."""

from k8slab.checks import State, Story, TaskSheet, Unmet, check, part
from k8slab.checks.tolerations import tolerates_for
from k8slab.objects import meta, pods
from k8slab.story.life import Object
from k8slab.translation import say

from .sheet import DOCS


@check(
    "day-patience",
    points=10,
    docs=DOCS + "concepts/scheduling-eviction/taint-and-toleration/#taint-based-evictions",
    hints=[
        "Every pod tolerates a silent node for 300 seconds, unless its template says something else.",
        "Two tolerations: node.kubernetes.io/unreachable and node.kubernetes.io/not-ready, both NoExecute.",
        "`kubectl edit`, `patch` or `apply`: `{key: …, operator: Exists, effect: NoExecute, "
        "tolerationSeconds: $patience}` for each of the two keys.",
    ],
)
def patience(story: Story, state: State, task: TaskSheet) -> None:
    """Web servers leave a silent node after $patience seconds."""
    servers = web_servers(state, task)
    for key in ("node.kubernetes.io/unreachable", "node.kubernetes.io/not-ready"):
        with part(key, points=5):
            for pod in servers:
                tolerates_for(pod, key, task.patience)


def web_servers(state: State, task: TaskSheet) -> list[Object]:
    """The two Ready web servers."""
    found = [pod for pod in state.list("pods", task.namespace, selector="app=web") if pods.is_ready(pod)]
    there = [pod for pod in found if not meta.is_terminating(pod)]
    if len(there) != 2:
        raise Unmet(
            expected="two Ready web servers",
            found=str(len(there)),
            where=say("Deployment web, namespace {namespace}", namespace=task.namespace),
            next=f"kubectl get po -n {task.namespace}",
        )
    return there
