"""Text of more than one line: where it breaks, and how it is drawn."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from k8slab.pictures.shapes import ELLIPSIS, LETTER, text

BOLD = 1.15
"""How much wider bold letters are."""
LEAD = 1.25
"""The distance of base lines, as a share of the letters' size."""
BREAKS = re.compile(r"(?<=[./:,_-])|(?<=[a-z])(?=[A-Z])")
"""Where a word that is too long may end: after a mark such as a dot or a hyphen, and in camelCase."""


class Words(NamedTuple):
    """Lines that are drawn alike, one below the other."""

    lines: tuple[str, ...]
    ink: str = "ink"
    size: float = 11
    bold: bool = False

    @property
    def lead(self) -> float:
        return round(self.size * LEAD, 1)

    @property
    def height(self) -> float:
        return len(self.lines) * self.lead


def words(
    content: str, width: float, *, ink: str = "ink", size: float = 11, bold: bool = False, most: int = 99
) -> Words:
    """The content in lines of at most that width; what does not fit in ``most`` lines ends in an ellipsis."""
    return Words(tuple(wrapped(content, width, size * (BOLD if bold else 1), most)), ink, size, bold)


def wrapped(content: str, width: float, size: float, most: int = 99) -> list[str]:
    letters = max(int(width / (size * LETTER)), 4)
    lines = [""]
    for piece in _pieces(content, letters):
        if len(lines[-1] + piece.rstrip()) > letters:
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    kept = [line.rstrip() for line in lines[:most]]
    if len(lines) > most:
        kept[-1] = kept[-1][: letters - 2].rstrip() + ELLIPSIS
    return [line for line in kept if line]


def _pieces(content: str, letters: int) -> Iterable[str]:
    """What may stand on a line of its own: words, or parts of words that are too long."""
    for word in re.findall(r"\S+\s*", content):
        parts = [word] if len(word.rstrip()) <= letters else BREAKS.split(word)
        for part in parts:
            yield from (part[at : at + letters] for at in range(0, len(part), letters))


def drawn(paragraphs: Iterable[Words], x: float, y: float) -> tuple[str, float]:
    """Paragraphs from ``y`` down, and where they end."""
    parts = []
    for each in paragraphs:
        for line in each.lines:
            y += each.lead
            parts.append(text(x, y - each.size * 0.2, line, ink=each.ink, size=each.size, bold=each.bold))
    return "".join(parts), y
