"""From a journal back to the cluster: the same objects, the same history.

A cluster's state is a function of version, topology and journal; whoever replays gives the gateway to a
fresh cluster of the same topology.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from k8slab.errors import K8slabError
from k8slab.sim.cluster import Cluster
from k8slab.sim.http.lineage import Entry, Position, Step, lineage
from k8slab.sim.http.timekeeper import Movement, stamp
from k8slab.sim.journal import Journal


class Door(Protocol):
    """As much of a gateway as a replay needs."""

    @property
    def cluster(self) -> Cluster: ...

    @property
    def movement(self) -> Movement: ...

    def request(
        self, method: str, path: str, query: Mapping[str, str], headers: Mapping[str, str], body: bytes
    ) -> Any: ...


class ReplayError(K8slabError):
    """The cluster does not do what the journal says it did; `entry` counts from 1."""

    def __init__(self, entry: int, expected: object, found: object) -> None:
        super().__init__(
            f"journal entry {entry}: expected {expected}, found {found}. "
            "Was it written by another version, seed or set of nodes?"
        )
        self.entry = entry


def replay(entries: Iterable[Entry], door: Door) -> None:
    """Do to a fresh cluster what the journal says was done. Raises ReplayError where it goes another way."""
    repeat(lineage(list(entries)), door)


def rebuild(journal: Journal, position: Position, door: Door) -> None:
    """Make of a fresh cluster what that journal's was at a moment. Raises ReplayError."""
    repeat(lineage(journal.entries, position.entries), door)
    clock = door.cluster.clock
    if position.events is None:
        clock.advance_to(position.time)
    else:
        clock.resume(position.time, position.events)


def repeat(steps: Iterable[Step], door: Door) -> None:
    """Do all that, in order."""
    for place, entry in steps:
        _move_to(door.cluster, entry)
        _expect(place + 1, {"time": entry["time"], "count": entry["count"]}, _before(entry, door.cluster))
        for kind, act in REPEAT.items():
            if kind in entry:
                act(place + 1, entry, door)


def _repeat_rewind(number: int, entry: Entry, door: Door) -> None:
    target = entry["rewind"]
    door.cluster.clock.resume(target["time"], target["count"])
    _expect(number, {"time": target["time"], "count": target["count"]}, stamp(door.cluster))


def _repeat_movement(number: int, entry: Entry, door: Door) -> None:
    target = entry["to"]
    door.movement.resume(entry["moved"], target["time"], target["count"])
    _expect(number, target, stamp(door.cluster))


def _repeat_act(number: int, entry: Entry, door: Door) -> None:
    door.request("POST", f"/k8slab/v1/{entry['control']}", {}, {}, json.dumps(entry["body"]).encode())


def _repeat_request(number: int, entry: Entry, door: Door) -> None:
    request = entry["request"]
    response = door.request(
        request["method"], request["path"], request["query"], _headers(request), _body(request)
    )
    _expect(number, {"status": entry["status"]}, {"status": getattr(response, "status", None)})


REPEAT: Mapping[str, Callable[[int, Entry, Door], None]] = {
    "rewind": _repeat_rewind,
    "moved": _repeat_movement,
    "control": _repeat_act,
    "request": _repeat_request,
}
"""What to do for an entry, by the key that tells its kind; others (snapshots) change nothing."""


def _headers(request: Mapping[str, Any]) -> dict[str, str]:
    headers = {"content-type": request["content_type"], "user-agent": request.get("client", "")}
    headers["x-k8slab-passive"] = "true"  # the time that it took is an entry of its own
    return {name: value for name, value in headers.items() if value}


def _body(request: Mapping[str, Any]) -> bytes:
    if "body64" in request:
        return base64.b64decode(request["body64"])
    return str(request["body"]).encode()


def _move_to(cluster: Cluster, entry: Entry) -> None:
    """With a live clock time has passed between the requests without an entry of its own."""
    if "rewind" not in entry and entry["time"] > cluster.clock.now:
        cluster.clock.advance_to(entry["time"])


def _before(entry: Entry, cluster: Cluster) -> Mapping[str, Any]:
    """Where the cluster stands; a rewind may have come from anywhere."""
    return {key: entry[key] for key in ("time", "count")} if "rewind" in entry else stamp(cluster)


def _expect(number: int, expected: object, found: object) -> None:
    if expected != found:
        raise ReplayError(number, expected, found)
