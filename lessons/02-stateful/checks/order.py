"""A set's way down to a few members and back, one after the other."""

from collections.abc import Callable
from itertools import pairwise

from k8slab.checks import Interval, Life, Moment, PodLife, State, Story, TaskSheet, Unmet, check, part
from k8slab.checks.attempts import Judgements, best
from k8slab.checks.members import what_it_is
from k8slab.checks.unmet import history
from k8slab.story.life import Object
from k8slab.translation import say

from .sheet import DOCS, names, scale_twice


@check(
    "first-order",
    points=15,
    docs=DOCS + "statefulset/#deployment-and-scaling-guarantees",
    hints=[
        "Only the number of members changes, twice. Between the two the cluster needs time: lab.settle().",
        "`lab.timeline(selector=…)` shows whether they went one after the other. If they went all at once, "
        "look at the set's podManagementPolicy.",
        "`kubectl scale sts $set -n $namespace --replicas=$fewer`, lab.settle(), the same with $replicas. "
        "podManagementPolicy cannot be changed: delete the set, apply it without the field, scale again.",
    ],
)
def order(story: Story, state: State, task: TaskSheet) -> None:
    """$set goes from $replicas down to $fewer and comes back, one member after the other."""
    sets = story.lives("statefulsets", namespace=task.namespace, name=task.set)
    trips = [Trip(story, task, life, low) for life in sets for low in life.intervals(wants(task.fewer))]
    if not trips:
        raise never_scaled(sets, task)
    for name, judge in best(trip.parts() for trip in trips):
        with part(name, points=5):
            judge()


def wants(number: int) -> Callable[[Object], bool]:
    """Whether a set asks for that many members."""
    return lambda obj: obj["spec"].get("replicas", 1) == number


class Trip:
    """A set's way down to a few members and back; ``low`` is when it asked for those few."""

    def __init__(self, story: Story, task: TaskSheet, life: Life, low: Interval) -> None:
        self._task, self._low = task, low
        self._start = _before(life, low, task.replicas)
        self._lives = story.pods(task.namespace, owner=f"StatefulSet/{task.set}")

    def parts(self) -> Judgements:
        """What must hold, each raising Unmet if it does not."""
        return [
            (
                say(
                    "from {replicas} down to {fewer}: the highest numbers go",
                    replicas=self._task.replicas,
                    fewer=self._task.fewer,
                ),
                self.go,
            ),
            (say("each when the one above it is gone"), self.one_by_one),
            (say("back, each when the one below it is Ready"), self.come_back),
        ]

    def go(self) -> None:
        gone = self._gone()
        for name in names(self._task, 0, self._task.fewer):
            there = self._there(name)
            end = max(life.deleted or self._start for life in gone)
            if there is None or not there.stayed(self._start, end):
                raise self._unmet(
                    say("{name} there all the time", name=name), say("it deleted as well"), name, self._start
                )

    def one_by_one(self) -> None:
        for high, low in pairwise(reversed(self._gone())):
            asked, over = low.terminating, high.deleted
            if asked is not None and over is not None and asked < over:
                expected = say("{name} to go when {above} is gone", name=low.name, above=high.name)
                raise self._unmet(expected, say("it sent away before"), low.name, asked)

    def come_back(self) -> None:
        back = self._back()
        for life in back:
            if life.first_ready is None:
                raise self._unmet(
                    say("{name} Ready", name=life.name), what_it_is(life.last), life.name, life.created
                )
        for below, above in pairwise(back):
            if below.first_ready is not None and above.created < below.first_ready:
                expected = say("{name} made when {below} is Ready", name=above.name, below=below.name)
                raise self._unmet(expected, say("it made before"), above.name, above.created)

    def _gone(self) -> list[PodLife]:
        """The lives that ended, from the lowest ordinal."""
        found = []
        for name in names(self._task, self._task.fewer):
            life = self._there(name)
            if life is None:
                raise self._unmet(
                    say("{name} there before it is scaled down", name=name),
                    say("no such pod"),
                    name,
                    self._start,
                )
            if life.deleted is None:
                raise self._unmet(say("{name} gone", name=name), say("it still there"), name, self._low.start)
            found.append(life)
        return found

    def _back(self) -> list[PodLife]:
        """The lives that began after the few, from the lowest ordinal."""
        if self._low.end is None:
            expected = say(
                "{set} scaled back to {replicas}", set=self._task.set, replicas=self._task.replicas
            )
            raise self._unmet(expected, say("it at {fewer}", fewer=self._task.fewer), "", self._low.start)
        found = []
        for name in names(self._task, self._task.fewer):
            later = [life for life in self._lives if life.name == name and life.created > self._low.end]
            if not later:
                raise self._unmet(say("{name} made again", name=name), say("no new pod"), name, self._low.end)
            found.append(later[0])
        return found

    def _there(self, name: str) -> PodLife | None:
        """The member of that name that was there at the start."""
        return next(
            (life for life in self._lives if life.name == name and life.stayed(self._start, self._start)),
            None,
        )

    def _unmet(self, expected: str, found: str, name: str, at: Moment) -> Unmet:
        where = (
            history("pod", name, self._task.namespace)
            if name
            else history("StatefulSet", self._task.set, self._task.namespace)
        )
        return Unmet(expected=expected, found=found, where=where, at=at, next=scale_twice(self._task))


def _before(life: Life, low: Interval, replicas: int) -> Moment:
    """When a set last asked for all of its members, before it asked for the few."""
    ends = [full.end for full in life.intervals(wants(replicas)) if full.end and full.end <= low.start]
    return ends[-1] if ends else low.start


def never_scaled(sets: list[Life], task: TaskSheet) -> Unmet:
    """The set never asked for the few."""
    return Unmet(
        expected=say("{set} scaled to {fewer}", set=task.set, fewer=task.fewer),
        found="it never asking for that many" if sets else "no such set, ever",
        where=history("StatefulSet", task.set, task.namespace),
        next=scale_twice(task) if sets else "Task 2 comes first.",
    )
