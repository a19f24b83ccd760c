"""Rows of a timeline as SVG: a bar for each life, a segment for each stage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from k8slab.pictures.brush import PLAIN, Brush
from k8slab.pictures.canvas import MARGIN
from k8slab.pictures.row import Bar, Row
from k8slab.pictures.shapes import Box, fitting, group, line, rect, shortened, text, text_width
from k8slab.pictures.stage import Segment, Stage
from k8slab.pictures.time_frame import PRESENT, Frame
from k8slab.story import seconds_text
from k8slab.translation import say

NUMBERS = 9.5
"""The size of the numbers of lives."""
BOLD = 1.2
"""How much wider bold letters are."""
MANY = 12
"""With more rows than that, they are drawn lower."""


class Size(NamedTuple):
    """How high things are."""

    bar: float
    gap: float
    letters: float

    def row(self, row: Row) -> float:
        return self.gap + row.lanes * (self.bar + 2)


LARGE, SMALL = Size(20, 16, 11), Size(13, 8, 10)


def size_of(rows: Sequence[Row]) -> Size:
    return LARGE if len(rows) <= MANY else SMALL


class Rows(NamedTuple):
    """Draws rows into a frame, from its top down."""

    frame: Frame
    brush: Brush
    size: Size

    def draw(self, rows: Sequence[Row], top: float) -> Iterator[str]:
        for row in rows:
            if top > self.frame.top:
                yield line(MARGIN, top, self.frame.edge, top, stroke="line")
            yield self._name(row, top)
            for bar in row.bars:
                yield from self._bar(bar, self._y(bar, top))
            if len(row.bars) > 1 and row.lanes == 1 and self.size is LARGE:
                yield from self._numbers(row.bars, self._y(row.bars[0], top) - 3)
            top += self.size.row(row)

    def _y(self, bar: Bar, top: float) -> float:
        return top + self.size.gap * 0.65 + bar.lane * (self.size.bar + 2)

    def _name(self, row: Row, top: float) -> str:
        y = top + self.size.gap * 0.65 + row.lanes * (self.size.bar + 2) / 2 + 3
        size = 12 if self.size is LARGE else 11
        told = shortened(row.name, self.frame.left - MARGIN - 10, size * BOLD)
        name = text(self.frame.left - 10, y, told, anchor="end", bold=True, size=size)
        return self.brush.canvas.item(name, text="\n".join([row.name, *row.lines()]), row=row.name)

    def _numbers(self, bars: Sequence[Bar], y: float) -> Iterator[str]:
        """Which life each bar is; of those that are too short for a number each, the first and the last."""
        told: list[tuple[float, int, int]] = []
        for bar in bars:
            x = self.frame.x(bar.start) + 4
            if told and x < told[-1][0] + text_width(_lives(*told[-1][1:]), NUMBERS * BOLD) + 2:
                told[-1] = (told[-1][0], told[-1][1], bar.number)
            else:
                told.append((x, bar.number, bar.number))
        for x, first, last in told:
            yield text(x, y, _lives(first, last), size=NUMBERS, bold=True, ink="quiet")

    def _bar(self, bar: Bar, y: float) -> Iterator[str]:
        for part in bar.segments:
            yield self._segment(part, bar, y)
        if not bar.ended:
            yield self._still(bar, y)
        x = self.frame.x(bar.start)
        if not bar.cut:
            yield line(x, y - 3, x, y + self.size.bar + 3, stroke="ink", stroke_width=2)

    def _still(self, bar: Bar, y: float) -> str:
        """The present of a living pod, beyond the last second and lower: it goes on."""
        box = Box(self.frame.x(bar.end) + 2, y + self.size.bar / 4, PRESENT - 2, self.size.bar / 2)
        return self.brush.tile(box, bar.stage, bar.revision_number)

    def _segment(self, part: Segment, bar: Bar, y: float) -> str:
        x = self.frame.x(part.start)
        width = max(self.frame.x(part.end) - x, 1.5)
        box = Box(x, y, width, self.size.bar)
        shown = fitting(_labels(part, bar.revision_number), width, self.size.letters)
        return self.brush.canvas.item(
            self.brush.tile(box, part.stage, bar.revision_number),
            _label(shown, part.stage, self.brush, box, self.size.letters) if shown else "",
            text=_told(part, bar),
            pod=bar.pod,
            life=bar.number,
            stage=part.label,
            from_=part.start,
            to=part.end,
            revision=bar.revision or None,
            node=bar.node or None,
        )


def _lives(first: int, last: int) -> str:
    return f"#{first}" if first == last else f"#{first}–{last}"


def _told(part: Segment, bar: Bar) -> str:
    revision = (
        say(", revision {revision_number}", revision_number=bar.revision_number)
        if bar.revision_number
        else ""
    )
    where = say(" on {node}", node=bar.node) if bar.node else ""
    span = say("{start} to {end}", start=seconds_text(part.start), end=seconds_text(part.end))
    return f"{bar.pod} #{bar.number}{where}{revision}: {part.label}, {span}"


def _labels(part: Segment, number: int) -> list[str]:
    """What may stand in a segment, the longest first."""
    if part.stage is Stage.READY and number:
        return [
            say("Ready, revision {number}", number=number),
            say("revision {number}", number=number),
            str(number),
        ]
    return [part.label, *(["!"] if part.stage is Stage.FAILING else [])]


def _label(label: str, stage: Stage, brush: Brush, box: Box, size: float) -> str:
    """A stage's word in its segment; on a pattern it gets paper to stand on."""
    x, y = box.x + box.width / 2, box.y + box.height / 2
    width = text_width(label, size) + 6
    ground = rect(Box(x - width / 2, y - 7, width, 14), rx=3, fill="paper")
    told = text(x, y + size / 3, label, size=size, anchor="middle", ink=brush.ink(stage))
    return told if stage in PLAIN else group(ground, told)
