"""Task 6: a fourth member that has a node and a volume, and that the others know."""

from k8slab.checks import State, Story, TaskSheet, check, part
from k8slab.checks.members import bound_volume, nothing_shared, ready_members
from k8slab.checks.zookeeper import counts_servers, place_of

from .sheet import DOCS, SERVERS, names


@check(
    "quorum-fourth",
    points=10,
    docs=DOCS + "concepts/scheduling-eviction/assign-pod-node/#inter-pod-affinity-and-anti-affinity",
    hints=[
        "`kubectl describe po $set-3 -n $namespace`: what does the scheduler ask for? Once it has a node: "
        "what does `kubectl logs $set-3 -n $namespace` say last?",
        "Four members, one per node, three nodes: add a node, or make the anti-affinity "
        "`preferredDuringSchedulingIgnoredDuringExecution`. And a server that does not stand in its own list "
        "ends: it is `--servers` that makes the list.",
        "A node, `--replicas=4`, and `--servers=4` in the template; then the set replaces its pods. A pod "
        "that keeps it waiting you delete by hand: the fourth itself in a set that is not `Parallel`, or a "
        "member that still has the hard rule and keeps others off its node.",
    ],
)
def fourth(story: Story, state: State, task: TaskSheet) -> None:
    """A fourth member is Ready on a volume of its own, and all of them count four servers."""
    four = names(task, SERVERS + 1)
    with part("four Ready members", points=4):
        ready_members(state, task.namespace, task.set, four)
    with part("each on a volume of its own", points=3):
        volumes = {name: bound_volume(state, state.get("pods", name, task.namespace)) for name in four}
        nothing_shared(volumes, "volume")
    with part("every server counts four", points=3):
        for name in four:
            pod = state.get("pods", name, task.namespace)
            counts_servers(pod, place_of(pod), SERVERS + 1)
