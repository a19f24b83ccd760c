"""Lists and numbers in sentences."""

from __future__ import annotations

from collections.abc import Iterable

MOST_NAMES = 8


def listed(names: Iterable[str], most: int = MOST_NAMES) -> str:
    """ "a, b and c"; of many only the first, and how many more."""
    found = list(names)
    if len(found) > most + 1:
        return f"{', '.join(found[:most])} and {len(found) - most} more"
    return " and ".join(filter(None, [", ".join(found[:-1]), *found[-1:]])) or "none"


def counted(number: int, noun: str) -> str:
    """ "1 pod", "2 pods"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def verb(number: int, one: str, many: str) -> str:
    """ "is" or "are", by the number of those who do it."""
    return one if number == 1 else many
