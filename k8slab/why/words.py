"""Lists and numbers in sentences."""

from __future__ import annotations

from collections.abc import Iterable

from k8slab.translation import say, say_many

MOST_NAMES = 8


def listed(names: Iterable[str], most: int = MOST_NAMES) -> str:
    """ "a, b and c"; of many only the first, and how many more."""
    found = list(names)
    if len(found) > most + 1:
        return say("{names} and {number} more", names=", ".join(found[:most]), number=len(found) - most)
    if len(found) > 1:
        return say("{names} and {last}", names=", ".join(found[:-1]), last=found[-1])
    return found[0] if found and found[0] else say("none")


def counted(number: int, noun: str) -> str:
    """ "1 pod", "2 pods"."""
    return say_many(f"{{number}} {noun}", f"{{number}} {noun}s", number)


def verb(number: int, one: str, many: str) -> str:
    """ "is" or "are", by the number of those who do it."""
    return say_many(one, many, number)
