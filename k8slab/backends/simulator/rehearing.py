"""A referee hears a journal: what a learner's cluster did is done again, and judged where it was then."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from k8slab.backends.simulator.making import first_cluster
from k8slab.errors import K8slabError

if TYPE_CHECKING:
    from k8slab.sim.cluster import Cluster
    from k8slab.sim.http.replay import Door
    from k8slab.sim.journal import Journal


class Referee(Protocol):
    """As much of a referee as a hearing needs."""

    def check(self, name: str, story: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
        """The verdict. Raises K8slabError for a check that it does not know."""
        ...

    def hint(self, name: str, number: int, time: float) -> dict[str, Any]:
        """Notes a hint. Raises K8slabError where there is none."""
        ...


@dataclass
class Hearing:
    """What came out: the last verdict about each check, how often it was asked for, the history at the end.

    ``assignments`` are (assignment, student) as the learner's cluster knew them.
    """

    verdicts: dict[str, dict[str, Any]] = field(default_factory=dict)
    attempts: Counter[str] = field(default_factory=Counter)
    assignments: list[tuple[str, str]] = field(default_factory=list)
    story: list[dict[str, Any]] = field(default_factory=list)


def hear(journal: Journal, referee: Referee) -> Hearing:
    """Replay a journal on a fresh cluster; of each check only the last verdict is asked for again.

    Checks and hints that the referee does not know are passed over. Raises ReplayError where the cluster
    does otherwise than the journal says, K8slabError for a journal that does not say of which cluster it is.
    """
    from k8slab.sim.http.control import ASKED, story
    from k8slab.sim.http.gateway import Gateway
    from k8slab.sim.http.lineage import lineage
    from k8slab.sim.http.replay import repeat

    hearing, door = Hearing(), Gateway(first_cluster(journal))
    asked = {place: entry[ASKED] for place, entry in enumerate(journal.entries) if ASKED in entry}
    last = {about["check"]: place for place, about in asked.items() if "check" in about}
    kept = {place for place, _ in lineage(journal.entries)}
    for place, entry in enumerate(journal.entries):
        if place in kept:
            repeat([(place, entry)], door)
        if place not in asked:
            continue
        about = asked[place]
        if "assignment" in about:
            hearing.assignments.append((str(about["assignment"]), str(about.get("student", ""))))
        elif "hint" in about:
            _hint(referee, about, entry, door)
        elif "check" in about:
            hearing.attempts[about["check"]] += 1
            if last[about["check"]] == place:
                cluster = door.cluster if place in kept else _left(journal, place, entry)
                _judge(hearing, referee, about["check"], story(cluster))
    hearing.story = story(door.cluster)
    return hearing


def _left(journal: Journal, place: int, entry: Mapping[str, Any]) -> Cluster:
    """The cluster at a place on a branch that was left."""
    from k8slab.sim.http.gateway import Gateway
    from k8slab.sim.http.lineage import Position
    from k8slab.sim.http.replay import rebuild

    door = Gateway(first_cluster(journal))
    rebuild(journal, Position(place, entry["time"], entry["count"]), door)
    return door.cluster


def _hint(referee: Referee, about: Mapping[str, Any], entry: Mapping[str, Any], door: Door) -> None:
    try:
        referee.hint(about["hint"], about["number"], entry["time"] - door.cluster.clock.start)
    except K8slabError:
        return


def _judge(hearing: Hearing, referee: Referee, name: str, told: list[dict[str, Any]]) -> None:
    try:
        hearing.verdicts[name] = referee.check(name, told)
    except K8slabError:
        return
