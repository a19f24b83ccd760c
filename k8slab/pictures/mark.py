"""Moments on a picture: commands that people gave, changes that the cluster shows, warnings."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import NamedTuple

from k8slab.story import seconds_text
from k8slab.translation import message, say

COMMAND, CHANGE, WARNING = message("command"), message("change"), message("warning")
KINDS = (COMMAND, CHANGE, WARNING)


class Mark(NamedTuple):
    """Something that happened at a virtual second; ``kind`` is one of `KINDS`."""

    time: float
    kind: str
    text: str

    def __str__(self) -> str:
        return f"{say(self.kind)}: {self.text}"


class Instant(NamedTuple):
    """All marks of one virtual second, under one number on the picture."""

    number: int
    time: float
    marks: tuple[Mark, ...]

    @property
    def warns(self) -> bool:
        return any(mark.kind == WARNING for mark in self.marks)

    @property
    def sign(self) -> str:
        """What stands on the picture: the number, with a "!" if it warns."""
        return f"{self.number}!" if self.warns else str(self.number)

    def lines(self) -> list[str]:
        """A line for each mark; the number and the second stand in the first."""
        head = f"{self.sign:<3} {seconds_text(self.time)} "
        return [f"{head if not index else ' ' * len(head)}{mark}" for index, mark in enumerate(self.marks)]


def instants(marks: Iterable[Mark]) -> tuple[Instant, ...]:
    """The marks in the order of time, those of one second together: commands, then what they changed."""
    ordered = sorted(marks, key=lambda mark: (round(mark.time, 3), KINDS.index(mark.kind)))
    grouped = groupby(ordered, key=lambda mark: round(mark.time, 3))
    return tuple(Instant(number, time, tuple(group)) for number, (time, group) in enumerate(grouped, 1))
