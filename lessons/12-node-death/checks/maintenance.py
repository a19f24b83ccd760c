"""Nodes that are emptied for a new kernel, one after the other."""

from itertools import product

from k8slab.checks import Interval, Moment, PodLife, State, Story, TaskSheet, Unmet, check, expect, part
from k8slab.checks.attempts import Judgements, best
from k8slab.checks.nodes import closings, within
from k8slab.translation import say

from .sheet import DOCS

SECOND = "k8s-m3"


@check(
    "day-maintenance",
    points=20,
    docs=DOCS + "tasks/administer-cluster/safely-drain-node/",
    hints=[
        "One node at a time: empty it, open it again, and wait until its member is Ready.",
        "`kubectl drain` cordons and evicts; `kubectl uncordon` opens the node; then `lab.settle()`.",
        "Drain the first node, uncordon it, `lab.settle()`; then the same with k8s-m3. Lost the majority? "
        "Do both nodes once more: the best time counts.",
    ],
)
def maintenance(story: Story, state: State, task: TaskSheet) -> None:
    """Two nodes are emptied and opened again, and two members are Ready all the time."""
    state.get("statefulsets", task.set, task.namespace)
    closed: list[list[Interval | None]] = [
        [*closings(story, node)] or [None] for node in (task.first, SECOND)
    ]
    rounds = best(Round(story, task, first, second).parts() for first, second in product(*closed))
    for (name, judge), points in zip(rounds, (5, 5, 10), strict=True):
        with part(name, points=points):
            judge()


class Round:
    """One closing of each of the two nodes; None for a node that was never closed."""

    def __init__(
        self, story: Story, task: TaskSheet, first: Interval | None, second: Interval | None
    ) -> None:
        self._story, self._task = story, task
        self._closed = {task.first: first, SECOND: second}
        self._owner = f"StatefulSet/{task.set}"

    def parts(self) -> Judgements:
        """What must hold, each raising Unmet if it does not."""
        return [
            (
                say("{first} emptied, and open again", first=self._task.first),
                lambda: self.was_emptied(self._task.first),
            ),
            (say("{second} emptied, and open again", second=SECOND), lambda: self.was_emptied(SECOND)),
            (say("two members Ready all the time"), self.kept_quorum),
        ]

    def was_emptied(self, node: str) -> None:
        self._require_empty(node, self._lives(node))
        closed = self._closing(node)
        if not self._is_open_again(node, closed):
            raise self._unmet(node, say("open again"), say("it cordoned to the end"), "uncordon", closed)

    def kept_quorum(self) -> None:
        """From the closing of one node to the opening of the other, or to now; both had lost their member."""
        for node in self._closed:
            self._require_empty(node, [life for life in self._lives(node) if life.is_owned_by(self._owner)])
        closed = [self._closing(node) for node in self._closed]
        ends = [each.end for each in closed if each.end]
        since, until = min(each.start for each in closed), max(ends) if len(ends) == len(closed) else None
        fewest = self._story.fewest_ready(self._task.namespace, self._owner, since=since, until=until)
        expect(
            fewest is not None and fewest.number >= 2,
            expected="two members Ready all the time",
            found=say("{number} Ready", number=fewest.number if fewest else 0),
            where=say(
                "the history of StatefulSet {set}, namespace {namespace}",
                set=self._task.set,
                namespace=self._task.namespace,
            ),
            at=fewest.moment if fewest else since,
            next="Both nodes once more: wait for three Ready members before you close the next one.",
        )

    def _closing(self, node: str) -> Interval:
        closed = self._closed[node]
        if closed is None:
            raise self._unmet(node, say("cordoned for its new kernel"), say("it never cordoned"), "drain")
        return closed

    def _lives(self, node: str) -> list[PodLife]:
        return [life for life in self._story.pods(self._task.namespace) if life.node == node]

    def _require_empty(self, node: str, lives: list[PodLife]) -> None:
        """Raise Unmet unless none of these pods was on the node at some moment of its closing."""
        closed = self._closing(node)
        gone = [life.deleted for life in lives if life.deleted and within(life.deleted, closed)]
        left = [[life.name for life in lives if is_on_node(life, moment)] for moment in (closed.start, *gone)]
        if fewest := min(left, key=len):
            found = say("{fewest} there all the time", fewest=", ".join(sorted(fewest)))
            raise self._unmet(node, say("empty while it was cordoned"), found, "drain", closed)

    def _is_open_again(self, node: str, closed: Interval) -> bool:
        """A node that was deleted is not open."""
        gone = [life.deleted for life in self._story.lives("nodes", name=node)]
        return closed.end is not None and closed.end not in gone

    def _unmet(self, node: str, expected: str, found: str, act: str, closed: Interval | None = None) -> Unmet:
        return Unmet(
            expected=f"{node} {expected}",
            found=found,
            where=say("the history of node {node}", node=node),
            at=closed.start if closed else None,
            next=f"kubectl {act} {node}",
        )


def is_on_node(life: PodLife, moment: Moment) -> bool:
    """True if a pod was on its node at that moment."""
    came = life.scheduled
    return came is not None and came <= moment and (life.deleted is None or moment < life.deleted)
