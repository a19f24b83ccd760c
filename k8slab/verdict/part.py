"""One property of a task, with points of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from k8slab.translation import say
from k8slab.verdict.finding import Finding


@dataclass(frozen=True, kw_only=True)
class Part(Finding):
    """A named property, judged: all of its points or none."""

    name: str
    points: float
    earned: float

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Part:
        """Fields that this version does not know are ignored."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in data.items() if name in known})

    @property
    def passed(self) -> bool:
        return self.earned >= self.points and not self.expected

    @property
    def headline(self) -> str:
        """One line: passed or not, what, how many points."""
        return say(
            "{mark} {name} ({earned:g} of {points:g})",
            mark="✓" if self.passed else "✗",
            name=self.name,
            earned=self.earned,
            points=self.points,
        )
