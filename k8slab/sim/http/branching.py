"""Other moments of a cluster: snapshots, going back, beginning anew (/k8slab/v1/snapshots, rewind, reset).

A snapshot is a place in the journal with a name: it costs some bytes, however large the cluster is. Who goes
back gets a cluster that is made by replay; what happened since is not lost, the journal has it. As after the
restore of an etcd from a backup, resource versions are given again, and streams of watches end.

Source: https://kubernetes.io/docs/tasks/administer-cluster/configure-upgrade-etcd/#restoring-an-etcd-cluster
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from k8slab.sim.api import status
from k8slab.sim.cluster import Cluster
from k8slab.sim.http.lineage import Entry, Position, before, lineage
from k8slab.sim.http.replay import Door, rebuild
from k8slab.sim.http.timekeeper import stamp

EXPECTED = 'expected a body like {"time": 12.5} or {"snapshot": "before"}'


class Branching(Protocol):
    """A gateway whose cluster can be replaced."""

    @property
    def cluster(self) -> Cluster: ...

    def fresh(self) -> Door:
        """A gateway to a cluster like this one, as it was when it began."""
        ...

    def adopt(self, cluster: Cluster) -> None:
        """From now on this is the cluster."""
        ...


def snapshots(cluster: Cluster) -> dict[str, Any]:
    """All that were taken, in order, on branches that were left, too; of each name the last one counts."""
    start = cluster.clock.start
    return {"snapshots": [_told(*found, start) for found in _snapshots(cluster.journal.entries)]}


def take_snapshot(cluster: Cluster, body: Mapping[str, Any]) -> dict[str, Any]:
    """{"name"} (or one that is made up) to {"name", "time", "entries"}."""
    known = {name for _, name, _ in _snapshots(cluster.journal.entries)}
    name = body.get("name") or next(f"snapshot-{n}" for n in range(1, len(known) + 2) if _is_new(n, known))
    if not isinstance(name, str):
        raise status.bad_request(f'expected a body like {{"name": "before"}}, found the name {name!r}')
    cluster.journal.append({**stamp(cluster), "snapshot": name})
    return _told(len(cluster.journal.entries), name, cluster.clock.now, cluster.clock.start)


def rewind(gateway: Branching, body: Mapping[str, Any]) -> None:
    """Go back to {"time"}, in seconds since the cluster's start, or to {"snapshot"}, a name.

    Of several snapshots with one name the last one counts, unless {"entries"} tells which.

    Raises ApiError 400 for a moment that is not there, 404 for a snapshot that was not taken.
    """
    go_to(gateway, _wanted(gateway.cluster, body))


def reset(gateway: Branching) -> None:
    """Begin anew, with the same topology."""
    go_to(gateway, Position(0, gateway.cluster.clock.start, 0))


def go_to(gateway: Branching, position: Position) -> None:
    """Let the cluster be as it was; the way back stands in the journal. Raises ReplayError."""
    now, journal = stamp(gateway.cluster), gateway.cluster.journal
    door = gateway.fresh()
    rebuild(journal, position, door)
    door.cluster.journal = journal
    journal.append({**now, "rewind": {"entries": position.entries, **stamp(door.cluster)}})
    gateway.adopt(door.cluster)


def _wanted(cluster: Cluster, body: Mapping[str, Any]) -> Position:
    time, name = body.get("time"), body.get("snapshot")
    if isinstance(name, str):
        return _named(cluster.journal.entries, name, body.get("entries"))
    if isinstance(time, bool) or not isinstance(time, int | float):
        raise status.bad_request(EXPECTED)
    if not 0 <= time <= cluster.clock.passed:
        raise status.bad_request(
            f"expected a time between 0 and now, {cluster.clock.passed:g} s, found {time:g} s. "
            "Next: to go forward, advance."
        )
    moment = cluster.clock.start + time
    return Position(before(lineage(cluster.journal.entries), moment), moment)


def _named(entries: Sequence[Entry], name: str, wanted: object = None) -> Position:
    taken = {
        found: (place, entry)
        for place, found, entry in _entries_of_snapshots(entries)
        if found != name or wanted in (None, place)
    }
    if name not in taken:
        there = ", ".join(taken) or "none"
        raise status.failure(404, "NotFound", f"expected the name of a snapshot ({there}), found {name!r}")
    place, entry = taken[name]
    return Position(place, entry["time"], entry["count"])


def _snapshots(entries: Sequence[Entry]) -> Iterator[tuple[int, str, float]]:
    for place, name, entry in _entries_of_snapshots(entries):
        yield place, name, entry["time"]


def _entries_of_snapshots(entries: Sequence[Entry]) -> Iterator[tuple[int, str, Entry]]:
    """After which line, under which name."""
    for place, entry in enumerate(entries, start=1):
        if "snapshot" in entry:
            yield place, entry["snapshot"], entry


def _told(place: int, name: str, time: float, start: float) -> dict[str, Any]:
    return {"name": name, "time": time - start, "entries": place}


def _is_new(number: int, known: set[str]) -> bool:
    return f"snapshot-{number}" not in known
