"""What a referee says about one task."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from html import escape
from typing import Any

from k8slab.story.moment import seconds_text


@dataclass(frozen=True, repr=False)
class Verdict:
    """One task, judged. In a notebook it shows itself, with the hints folded away.

    ``at`` is the virtual second at which the unmet expectation shows; None if it has no particular time.
    """

    check: str
    title: str
    points: float
    earned: float
    expected: str = ""
    found: str = ""
    where: str = ""
    at: float | None = None
    next: str = ""
    hints: tuple[str, ...] = ()
    docs: str = ""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Verdict:
        """The inverse of `as_dict`; fields that this version does not know are ignored."""
        known = {field.name for field in fields(cls)}
        values = {name: value for name, value in data.items() if name in known}
        return cls(**{**values, "hints": tuple(values.get("hints", ()))})

    def as_dict(self) -> dict[str, Any]:
        """A JSON object with all fields."""
        return {**asdict(self), "hints": list(self.hints), "passed": self.passed}

    @property
    def passed(self) -> bool:
        return self.earned >= self.points

    def score(self) -> float:
        """Print the verdict and return the points earned: a graded cell's last expression."""
        print(self)
        return self.earned

    def hint(self, number: int = 1) -> str:
        """The hint of that number, from 1; they tell more and more."""
        if not 1 <= number <= len(self.hints):
            return f"There are {len(self.hints)} hints for {self.check!r}: ask for 1 to {len(self.hints)}."
        return self.hints[number - 1]

    @property
    def headline(self) -> str:
        """One line: passed or not, which task, how many points."""
        mark = "✓ passed" if self.passed else "✗ not yet"
        return f"{mark}: {self.title} ({self.earned:g} of {self.points:g} points)"

    def findings(self) -> Iterator[tuple[str, str]]:
        """(label, text) of what a student needs to know next; nothing when passed."""
        place = ", ".join(part for part in (self.where, self._time()) if part)
        told = {"expected": self.expected, "found": self.found, "where": place, "next": self.next}
        yield from ((label, text) for label, text in told.items() if text and not self.passed)

    def _time(self) -> str:
        return "" if self.at is None else f"at {seconds_text(self.at)}"

    def __repr__(self) -> str:
        lines = [self.headline, *(f"  {label:<9} {text}" for label, text in self.findings())]
        if self.hints and not self.passed:
            lines.append(f"  {'hints':<9} {len(self.hints)}: .hint(1) is the first")
        if self.docs and not self.passed:
            lines.append(f"  {'read':<9} {self.docs}")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        border = "#2e7d32" if self.passed else "#b26a00"
        parts = [f"<p style='margin:0'><strong>{_html(self.headline)}</strong></p>", self._table()]
        if not self.passed:
            parts += [self._folded_hints(), self._read_more()]
        return f"<div style='border-left:4px solid {border};padding:4px 12px'>{''.join(parts)}</div>"

    def _table(self) -> str:
        rows = "".join(
            f"<tr><th style='text-align:left;vertical-align:top'>{label}</th>"
            f"<td style='text-align:left'>{_html(text)}</td></tr>"
            for label, text in self.findings()
        )
        return f"<table style='margin:4px 0'>{rows}</table>" if rows else ""

    def _folded_hints(self) -> str:
        """Each hint is inside the one before it: nobody sees the last by accident."""
        folded = ""
        for number in range(len(self.hints), 0, -1):
            title = f"Hint {number} of {len(self.hints)}"
            folded = f"<details><summary>{title}</summary>{_html(self.hints[number - 1])}{folded}</details>"
        return folded

    def _read_more(self) -> str:
        address = escape(self.docs, quote=True)
        return f"<p style='margin:4px 0 0'>Read: <a href='{address}'>{address}</a></p>" if self.docs else ""


def _html(text: str) -> str:
    """Escaped, with `code` in backticks set as code and line ends kept."""
    code = re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))
    return code.replace("\n", "<br>")
