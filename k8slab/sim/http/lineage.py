"""Which entries of a journal led to a moment.

A journal only grows: going back in time is an entry in it, too. So every moment that it has seen, also on a
branch that was left, is a number of its lines and a point in time after them; and what led there is found
by going through the lines backwards, from each rewind to where it went.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

Entry = Mapping[str, Any]
Step = tuple[int, Entry]
"""An entry with its place in the journal, from 0."""


class Position(NamedTuple):
    """A moment: after so many lines, at a virtual second, when so many events had run; by default all."""

    entries: int
    time: float
    events: int | None = None


def lineage(entries: Sequence[Entry], until: int | None = None) -> list[Step]:
    """What led to the state after so many lines (all by default), in order."""
    steps: list[Step] = []
    place = len(entries) if until is None else until
    while place > 0:
        place -= 1
        steps.append((place, entries[place]))
        if rewind := entries[place].get("rewind"):
            place = rewind["entries"]
    return steps[::-1]


def before(steps: Sequence[Step], time: float) -> int:
    """After how many lines of the journal one must let time pass to be at that virtual second."""
    lines = 0
    for place, entry in steps:
        if end_of(entry) > time:
            break
        lines = place + 1
    return lines


def end_of(entry: Entry) -> float:
    """When it was over, and the cluster at that virtual second."""
    after = entry.get("to") or entry.get("rewind") or entry
    return float(after["time"])
