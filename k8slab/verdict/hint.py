"""A hint that somebody asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from html import escape
from typing import Any

from k8slab.verdict.page import marked_up


@dataclass(frozen=True, repr=False)
class Hint:
    """The text of hint ``number`` of ``of``, asked for at a virtual second; ``price`` is in points."""

    check: str
    number: int
    of: int
    text: str
    time: float
    price: float = 0

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Hint:
        """Fields that this version does not know are ignored."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in data.items() if name in known})

    @property
    def headline(self) -> str:
        """Which hint of how many, and what it costs."""
        costs = f" (−{self.price:g} points)" if self.price else ""
        return f"Hint {self.number} of {self.of}{costs}"

    def __repr__(self) -> str:
        return f"{self.headline}: {self.text}"

    def _repr_html_(self) -> str:
        return f"<p><strong>{escape(self.headline)}:</strong> {marked_up(self.text)}</p>"
