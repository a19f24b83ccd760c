"""What was found not to be equal, and how much was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

AREAS = ("steps", "objects", "milestones", "events")


@dataclass(frozen=True)
class Difference:
    """One thing that is not as recorded: where, and what was expected and found."""

    area: str
    step: int | None
    about: str
    field: str
    expected: Any
    found: Any

    def __str__(self) -> str:
        where = "" if self.step is None else f"step {self.step} "
        return (
            f"{self.area}: {where}{self.about} {self.field}: expected {self.expected!r}, found {self.found!r}"
        )


@dataclass
class Tally:
    """How many things of one area were compared, and the differences that no rule accepts."""

    compared: int = 0
    equal: int = 0
    differences: list[Difference] = field(default_factory=list)

    def add(self, differences: list[Difference]) -> None:
        """One thing was compared, with these differences."""
        self.compared += 1
        self.equal += not differences
        self.differences += differences

    def __add__(self, other: Tally) -> Tally:
        differences = self.differences + other.differences
        return Tally(self.compared + other.compared, self.equal + other.equal, differences)

    def __str__(self) -> str:
        return f"{self.equal}/{self.compared}"


MISSING = "(not there)"


def fields(expected: Any, found: Any, path: str = "") -> Iterator[tuple[str, Any, Any]]:
    """The paths at which two JSON values differ, each with both values."""
    if isinstance(expected, dict) and isinstance(found, dict):
        for key in sorted(expected.keys() | found.keys()):
            yield from fields(expected.get(key, MISSING), found.get(key, MISSING), f"{path}.{key}")
    elif isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        for index, pair in enumerate(zip(expected, found, strict=True)):
            yield from fields(*pair, f"{path}[{index}]")
    elif expected != found:
        yield path, expected, found
