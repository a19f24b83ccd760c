"""A point in a story."""

from __future__ import annotations

from typing import NamedTuple


class Moment(NamedTuple):
    """Virtual second and resourceVersion: what came first compares as smaller."""

    time: float
    revision: int

    def __str__(self) -> str:
        return seconds_text(self.time)


def seconds_text(seconds: float) -> str:
    """Virtual seconds for people: "46s", "46.3s"; milliseconds are the finest that is shown."""
    text = f"{seconds:.3f}".rstrip("0").rstrip(".")
    return f"{text}s"
