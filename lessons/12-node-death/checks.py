"""The checks of the exercise `bad-day`: silent nodes, cures that are safe, budgets, and maintenance.

They ask what is there and what happened, never how it was done.
"""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from k8slab.checks import (
    Moment,
    PodLife,
    State,
    Story,
    TaskSheet,
    Unmet,
    Variants,
    check,
    choice,
    expect,
    part,
)
from k8slab.checks.members import claims, ready_members
from k8slab.checks.unmet import history
from k8slab.objects import meta, pods
from k8slab.story import Interval

DOCS = "https://kubernetes.io/docs/"
Object = Mapping[str, Any]

variants = Variants(
    "bad-day",
    namespace=choice(
        "harbour",
        "depot",
        "foundry",
        "mill",
        "quarry",
        "dairy",
        "bakery",
        "brewery",
        about="the namespace of the bad day",
    ),
    set=choice(
        "pilot",
        "crane",
        "tug",
        "buoy",
        "anchor",
        "beacon",
        "compass",
        "rudder",
        about="the name of the ensemble",
    ),
    first=choice("k8s-m1", "k8s-m2", about="the node that gets a new kernel first, in task 2"),
    burnt=choice("k8s-m3", "k8s-m2", about="the node whose machine burns down, in task 3"),
    patience=choice(30, 20, 45, 60, about="for how many seconds a web server tolerates a silent node"),
)


@check(
    "day-budget",
    points=15,
    docs=DOCS + "tasks/run-application/configure-pdb/",
    hints=[
        "Two of three members are a majority. How many may be missing?",
        "A PodDisruptionBudget selects pods by their labels: those of the members are `app=$set`.",
        "`kubectl create pdb $set -n $namespace --selector=app=$set --max-unavailable=1`",
    ],
)
def budget(story: Story, state: State, task: TaskSheet) -> None:
    """A budget that keeps two of three members of $set."""
    with part("a budget that selects the three members", points=6):
        budget_of(state, task, task.set, 3)
    with part("that keeps two of them", points=9):
        keeps(budget_of(state, task, task.set, 3), 2)


def budget_of(state: State, task: TaskSheet, app: str, pods_expected: int) -> Object:
    """The one budget of a set's pods; raises Unmet if none selects exactly those."""
    found = state.list("poddisruptionbudgets", task.namespace)
    label = {"app": app}
    fit = [each for each in found if each["spec"].get("selector", {}).get("matchLabels") == label]
    counted = [each for each in fit if each.get("status", {}).get("expectedPods") == pods_expected]
    expect(
        len(counted) == 1,
        expected=f"one budget with the selector app={app}, for {pods_expected} pods",
        found=f"{len(counted)} such budgets among {', '.join(map(meta.name, found)) or 'none'}",
        where=f"poddisruptionbudgets, namespace {task.namespace}",
        next=f"kubectl get pdb -n {task.namespace}",
    )
    return counted[0]


def keeps(budget: Object, healthy: int) -> None:
    """Raise Unmet if a budget wants another number of healthy pods."""
    found = budget.get("status", {}).get("desiredHealthy")
    expect(
        found == healthy,
        expected=f"a budget that keeps {healthy} healthy",
        found=f"one that keeps {found}",
        where=f"budget {meta.name(budget)}, namespace {meta.namespace(budget)}",
        next="maxUnavailable or minAvailable; kubectl describe pdb says what comes of it",
    )


@check(
    "day-maintenance",
    points=20,
    docs=DOCS + "tasks/administer-cluster/safely-drain-node/",
    hints=[
        "One node at a time: empty it, open it again, and wait until its member is Ready.",
        "`kubectl drain` cordons and evicts; `kubectl uncordon` opens the node; then `lab.settle()`.",
        "Drain the first node, uncordon it, `lab.settle()`; then the same with k8s-m3. Lost the majority? "
        "Do both nodes once more: the last time counts.",
    ],
)
def maintenance(story: Story, state: State, task: TaskSheet) -> None:
    """Two nodes are emptied and opened again, and two members are Ready all the time."""
    rounds = [last_round(story, node, task) for node in (task.first, "k8s-m3")]
    with part("both nodes emptied of their members, and open again", points=10):
        for node, closed in zip((task.first, "k8s-m3"), rounds, strict=True):
            was_emptied(story, node, closed, task)
    with part("two members Ready all the time", points=10):
        kept_quorum(story, rounds, task)


def is_cordoned(node: Object) -> bool:
    return bool(node.get("spec", {}).get("unschedulable"))


def last_round(story: Story, node: str, task: TaskSheet) -> Interval:
    """When a node was last closed; raises Unmet if it never was."""
    found = [each for life in story.lives("nodes", name=node) for each in life.intervals(is_cordoned)]
    expect(
        bool(found),
        expected=f"{node} cordoned for its new kernel",
        found="it never cordoned",
        where=f"the history of node {node}",
        next=f"kubectl drain {node}",
    )
    return found[-1]


def was_emptied(story: Story, node: str, closed: Interval, task: TaskSheet) -> None:
    """Raise Unmet if no member left a node while it was closed, or if it is closed still."""
    where = f"the history of node {node}"
    left = [life for life in members(story, task) if life.node == node and within(life.deleted, closed)]
    expect(
        bool(left),
        expected=f"the member on {node} gone while the node was cordoned",
        found="no member that left it then",
        where=where,
        at=closed.start,
        next=f"kubectl drain {node}",
    )
    expect(
        closed.end is not None,
        expected=f"{node} open again",
        found="it cordoned",
        where=where,
        at=closed.start,
        next=f"kubectl uncordon {node}",
    )


def members(story: Story, task: TaskSheet) -> list[PodLife]:
    """All that ever were members of the ensemble."""
    return story.pods(task.namespace, owner=f"StatefulSet/{task.set}")


def within(moment: Moment | None, interval: Interval) -> bool:
    """True if something happened during an interval."""
    return moment is not None and interval.start < moment and (interval.end is None or moment < interval.end)


def kept_quorum(story: Story, rounds: list[Interval], task: TaskSheet) -> None:
    """Raise Unmet if fewer than two were Ready from the first node's closing to the last one's opening."""
    ends = [each.end for each in rounds]
    until = None if None in ends else max(end for end in ends if end)
    since = min(each.start for each in rounds)
    fewest = story.fewest_ready(task.namespace, f"StatefulSet/{task.set}", since=since, until=until)
    expect(
        fewest is not None and fewest.number >= 2,
        expected="two members Ready all the time",
        found=f"{fewest.number if fewest else 0} Ready",
        where=f"the history of StatefulSet {task.set}, namespace {task.namespace}",
        at=fewest.moment if fewest else since,
        next="Both nodes once more: wait for three Ready members before you close the next one.",
    )


@check(
    "day-burnt",
    points=15,
    docs=DOCS + "concepts/cluster-administration/node-shutdown/#non-graceful-node-shutdown",
    hints=[
        "The set waits until somebody who knows says that the old pod does not run. Here you know.",
        "The taint out-of-service, or the node deleted; and then the new pod needs a node without a member.",
        "`kubectl delete node` with the name on your sheet, `lab.add_node('k8s-m4')`, `lab.settle()`.",
    ],
)
def burnt(story: Story, state: State, task: TaskSheet) -> None:
    """Three Ready members, without the node that has burnt."""
    fell_silent(story, task.burnt)
    with part("three Ready members, none on the burnt node", points=10):
        for pod in three(state, task):
            elsewhere(pod, task)
    with part("each on the claim that it had", points=5):
        for pod in three(state, task):
            kept_claim(story, pod, task)


def fell_silent(story: Story, node: str) -> None:
    """Raise Unmet if nobody has lost a word about that node yet."""
    expect(
        any(life.when(is_silent) for life in story.lives("nodes", name=node)),
        expected=f"{node} silent for a minute at least",
        found="it never NotReady",
        where=f"the history of node {node}",
        next="Run the cell with the fault first.",
    )


def is_silent(node: Object) -> bool:
    conditions = node.get("status", {}).get("conditions") or ()
    return any(each["type"] == "Ready" and each["status"] == "Unknown" for each in conditions)


def three(state: State, task: TaskSheet) -> list[Object]:
    return ready_members(state, task.namespace, task.set, [f"{task.set}-{number}" for number in range(3)])


def elsewhere(pod: Object, task: TaskSheet) -> None:
    """Raise Unmet if a pod is on the node that has burnt."""
    expect(
        pod["spec"].get("nodeName") != task.burnt,
        expected=f"no member on {task.burnt}",
        found=f"{meta.name(pod)} there",
        where=f"pod {meta.name(pod)}, namespace {task.namespace}",
        next=f"{task.burnt} has burnt down and does not come back.",
    )


def kept_claim(story: Story, pod: Object, task: TaskSheet) -> None:
    """Raise Unmet if a member's claim was made more than once."""
    for claim in claims(pod).values():
        lives = story.lives("persistentvolumeclaims", namespace=task.namespace, name=claim)
        expect(
            len(lives) == 1,
            expected=f"{claim} kept",
            found=f"{len(lives)} claims of that name, one after the other",
            where=f"the history of claim {claim}, namespace {task.namespace}",
            next="A claim that was deleted has lost its volume: lab.reset(), and run all again.",
        )


@check(
    "day-ledger",
    points=15,
    docs=DOCS + "tasks/run-application/force-delete-stateful-set-pod/",
    hints=[
        "The old ledger-0 still writes. Who alone can stop it, and say that it has stopped?",
        "The kubelet. As long as it is silent, no command may take the pod away.",
        "`lab.faults.node_up(node)`, then `lab.settle()`. Forced already? Do that, run the cell with the "
        "fault again, and wait this time.",
    ],
)
def ledger(story: Story, state: State, task: TaskSheet) -> None:
    """The ledger has one writer at a time, although its kubelet fell silent."""
    lost = [pair for pair in pairwise(ledgers(story, task)) if ended_silent(story, pair[0])]
    expect(
        bool(lost),
        expected="ledger-0 deleted since its node was silent, and made again",
        found="no such end of it",
        where=history("pod", "ledger-0", task.namespace),
        next="Run the cell with the fault; then make its kubelet speak again.",
    )
    old, _ = lost[-1]
    with part("the old pod is gone only when its kubelet says so", points=10):
        confirmed(story, old, task)
    with part("ledger-0 Ready again", points=5):
        ready_members(state, task.namespace, "ledger", ["ledger-0"])


def ledgers(story: Story, task: TaskSheet) -> list[PodLife]:
    return story.pods(task.namespace, name="ledger-0")


def silences(story: Story, node: str) -> list[Interval]:
    return [each for life in story.lives("nodes", name=node) for each in life.intervals(is_silent)]


def ended_silent(story: Story, pod: PodLife) -> bool:
    """True if a pod's deletion was asked for while its node was silent."""
    return any(within(pod.terminating, silence) for silence in silences(story, pod.node))


def confirmed(story: Story, old: PodLife, task: TaskSheet) -> None:
    """Raise Unmet if a pod was taken away while its node was silent."""
    silent = any(within(old.deleted, silence) for silence in silences(story, old.node))
    expect(
        not silent and any(life.deleted is None for life in story.lives("nodes", name=old.node)),
        expected="the old ledger-0 there until its kubelet is back",
        found=f"it taken away while {old.node} was silent and its containers ran",
        where=history("pod", "ledger-0", task.namespace),
        at=old.deleted,
        next="lab.faults.node_up, then the cell with the fault again; wait for the kubelet this time.",
    )


@check(
    "day-blocked",
    points=15,
    docs=DOCS + "concepts/workloads/pods/disruptions/#pod-disruption-budgets",
    hints=[
        "One pod, and one must be there: how many evictions does that allow?",
        "Change the budget so that one may be missing; do not remove it.",
        "Delete the budget and create it with --max-unavailable=1; drain, uncordon, `lab.settle()`.",
    ],
)
def blocked(story: Story, state: State, task: TaskSheet) -> None:
    """The ledger's node can be drained, and the ledger still has a budget."""
    with part("a budget for the ledger that leaves room for one eviction", points=5):
        keeps(budget_of(state, task, "ledger", 1), 0)
    with part("ledger-0 left a node that was cordoned", points=5):
        moved(story, task)
    with part("ledger-0 Ready, and every node open", points=5):
        all_open(story, state, task)


def moved(story: Story, task: TaskSheet) -> None:
    """Raise Unmet if the ledger was not there when its budget was, or never left a closed node."""
    budgets = story.lives("poddisruptionbudgets", namespace=task.namespace, selector=None)
    since = [life.created for life in budgets if selects_ledger(life.first)]
    left = [
        life
        for life in ledgers(story, task)
        for node in story.lives("nodes", name=life.node)
        for closed in node.intervals(is_cordoned)
        if within(life.terminating, closed) and since and closed.start > since[0]
    ]
    expect(
        bool(left),
        expected="ledger-0 gone from a node that was cordoned",
        found="no such end of it since it has a budget",
        where=history("pod", "ledger-0", task.namespace),
        next="kubectl drain, with the ledger's node",
    )


def selects_ledger(budget: Object) -> bool:
    return bool(budget["spec"].get("selector", {}).get("matchLabels") == {"app": "ledger"})


def all_open(story: Story, state: State, task: TaskSheet) -> None:
    """Raise Unmet if the ledger has not moved, is not Ready, or a node is closed."""
    moved(story, task)
    closed = [meta.name(node) for node in state.list("nodes") if is_cordoned(node)]
    expect(
        not closed,
        expected="every node open",
        found=f"{', '.join(closed)} cordoned",
        where="the cluster",
        next="kubectl uncordon",
    )
    ready_members(state, task.namespace, "ledger", ["ledger-0"])


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
    with part("node.kubernetes.io/unreachable", points=5):
        tolerated("node.kubernetes.io/unreachable", servers, task)
    with part("node.kubernetes.io/not-ready", points=5):
        tolerated("node.kubernetes.io/not-ready", servers, task)


def web_servers(state: State, task: TaskSheet) -> list[Object]:
    """The two Ready web servers."""
    found = [pod for pod in state.list("pods", task.namespace, selector="app=web") if pods.is_ready(pod)]
    there = [pod for pod in found if not meta.is_terminating(pod)]
    if len(there) != 2:
        raise Unmet(
            expected="two Ready web servers",
            found=str(len(there)),
            where=f"Deployment web, namespace {task.namespace}",
            next=f"kubectl get po -n {task.namespace}",
        )
    return there


def tolerated(key: str, servers: list[Object], task: TaskSheet) -> None:
    """Raise Unmet about a pod that tolerates a taint for another time."""
    for pod in servers:
        found = [
            each.get("tolerationSeconds")
            for each in pod["spec"].get("tolerations") or ()
            if each.get("key") == key and each.get("effect") in (None, "", "NoExecute")
        ]
        expect(
            found == [task.patience],
            expected=f"{key} tolerated for {task.patience} s",
            found=f"{found}",
            where=f"pod {meta.name(pod)}, namespace {task.namespace}",
            next="The template of the Deployment web says it for all its pods.",
        )
