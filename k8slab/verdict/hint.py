"""A hint that somebody asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from html import escape
from typing import Any

from k8slab.translation import say
from k8slab.verdict.page import marked_up


@dataclass(frozen=True, repr=False)
class Hint:
    """The text of hint ``number`` of ``of``, asked for at a virtual second; ``price`` is in points for each.

    ``earlier`` are the texts of those before it, which came with it.
    """

    check: str
    number: int
    of: int
    text: str
    time: float
    price: float = 0
    earlier: tuple[str, ...] = ()

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Hint:
        """Fields that this version does not know are ignored."""
        known = {field.name for field in fields(cls)}
        values = {name: value for name, value in data.items() if name in known}
        return cls(**{**values, "earlier": tuple(values.get("earlier", ()))})

    def told(self) -> Iterator[tuple[str, str]]:
        """(heading, text) of each hint up to this one."""
        costs = say(" (−{price:g} points)", price=self.price) if self.price else ""
        for number, text in enumerate((*self.earlier, self.text), start=self.number - len(self.earlier)):
            yield say("Hint {number} of {of}{costs}", number=number, of=self.of, costs=costs), text

    def __repr__(self) -> str:
        return "\n".join(f"{heading}: {text}" for heading, text in self.told())

    def _repr_html_(self) -> str:
        return "".join(
            f"<p><strong>{escape(heading)}:</strong> {marked_up(text)}</p>" for heading, text in self.told()
        )
