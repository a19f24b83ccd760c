"""What a referee says about one task."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from html import escape
from typing import Any

from k8slab.errors import K8slabError
from k8slab.translation import say
from k8slab.verdict.finding import Finding
from k8slab.verdict.hint import Hint
from k8slab.verdict.page import marked_up, table
from k8slab.verdict.part import Part

GOOD, NOT_YET = "#2e7d32", "#b26a00"


@dataclass(frozen=True, repr=False, kw_only=True)
class Verdict(Finding):
    """One task, judged. In a notebook it shows itself, with what was found about each part.

    The finding is that of the first part that is not met; a task may also have no parts. ``hints`` are those
    that were asked for, of ``hints_there``; ``charged`` are the points that they cost, which are no longer
    in ``earned``. ``ask`` gets one from the referee.
    """

    check: str
    title: str
    points: float
    earned: float
    parts: tuple[Part, ...] = ()
    hints: tuple[str, ...] = ()
    hints_there: int = 0
    charged: float = 0
    docs: str = ""
    ask: Callable[[str, int], Hint] | None = field(default=None, compare=False)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], ask: Callable[[str, int], Hint] | None = None) -> Verdict:
        """The inverse of `as_dict`; fields that this version does not know are ignored."""
        known = {field.name for field in fields(cls)} - {"parts", "hints", "ask"}
        values = {name: value for name, value in data.items() if name in known}
        parts = tuple(map(Part.from_dict, data.get("parts", ())))
        return cls(**values, parts=parts, hints=tuple(data.get("hints", ())), ask=ask)

    def as_dict(self) -> dict[str, Any]:
        """A JSON object with all fields."""
        values = {field.name: getattr(self, field.name) for field in fields(self) if field.name != "ask"}
        parts = [asdict(part) for part in self.parts]
        return {**values, "parts": parts, "hints": list(self.hints), "passed": self.passed}

    @property
    def passed(self) -> bool:
        """Does all hold, whatever was paid for hints?"""
        if self.parts:
            return all(part.passed for part in self.parts)
        return self.earned + self.charged >= self.points

    def score(self) -> float:
        """Print the verdict and return the points earned: a graded cell's last expression."""
        print(self)
        return self.earned

    def hint(self, number: int = 1) -> Hint:
        """The hint of that number, from 1; they tell more and more. The referee notes who asks."""
        if self.ask is None:
            raise K8slabError(say('expected a verdict of a lab; next: ask lab.check("…") for one'))
        return self.ask(self.check, number)

    @property
    def headline(self) -> str:
        """One line: passed or not, which task, how many points."""
        mark = say("✓ passed") if self.passed else say("✗ not yet")
        return say(
            "{mark}: {title} ({earned:g} of {points:g} points)",
            mark=mark,
            title=self.title,
            earned=self.earned,
            points=self.points,
        )

    def findings(self) -> Iterator[tuple[str, str]]:
        """(label, text) of what a student needs to know next; nothing when passed."""
        return iter(()) if self.passed else super().findings()

    def __repr__(self) -> str:
        return "\n".join([self.headline, *self._body()])

    def _body(self) -> Iterator[str]:
        for headline, rows in self._judged():
            yield f"  {headline}"
            yield from (f"      {label:<9} {text}" for label, text in rows)
        if not self.parts:
            yield from (f"  {label:<9} {text}" for label, text in self.findings())
        yield from (f"  {label:<9} {text}" for label, text in self._help())

    def _judged(self) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        """Each part's headline and what was found; what was just said is not said again."""
        said: list[tuple[str, str]] = []
        for part in self.parts:
            rows = list(part.findings())
            yield part.headline, [(say("found"), say("the same as above"))] if rows and rows == said else rows
            said = rows or said

    def _help(self) -> Iterator[tuple[str, str]]:
        """What was asked for and paid, and, until all is well, where there is more."""
        cost = say("; they cost {charged:g} points", charged=self.charged) if self.charged else ""
        if self.hints:
            yield (
                say("hints"),
                say(
                    "{number} of {hints_there} asked for{cost}",
                    number=len(self.hints),
                    hints_there=self.hints_there,
                    cost=cost,
                ),
            )
        if self.passed:
            return
        yield from (
            (say("hint {number}", number=number), text) for number, text in enumerate(self.hints, start=1)
        )
        if len(self.hints) < self.hints_there:
            number = len(self.hints) + 1
            ask = f'lab.hint("{self.check}", {number})'
            yield (
                say("help"),
                say(
                    "{ask} gives hint {number} of {hints_there}",
                    ask=ask,
                    number=number,
                    hints_there=self.hints_there,
                ),
            )
        if self.docs:
            yield say("read"), self.docs

    def _repr_html_(self) -> str:
        border = GOOD if self.passed else NOT_YET
        parts = [f"<p style='margin:0'><strong>{marked_up(self.headline)}</strong></p>"]
        parts += (_part_html(headline, rows) for headline, rows in self._judged())
        parts += [] if self.parts else [table(self.findings())]
        parts += [
            table((label, text) for label, text in self._help() if label != say("read")),
            self._read_more(),
        ]
        return f"<div style='border-left:4px solid {border};padding:4px 12px'>{''.join(parts)}</div>"

    def _read_more(self) -> str:
        address = escape(self.docs, quote=True)
        read = f"<p style='margin:4px 0 0'>{escape(say('Read:'))} <a href='{address}'>{address}</a></p>"
        return read if self.docs and not self.passed else ""


def _part_html(headline: str, rows: Sequence[tuple[str, str]]) -> str:
    found = f"<div style='margin-left:16px'>{table(rows)}</div>" if rows else ""
    return f"<p style='margin:2px 0'>{marked_up(headline)}</p>{found}"
