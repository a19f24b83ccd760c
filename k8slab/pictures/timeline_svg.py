"""The timeline as SVG: one row per pod name, stages by fill and pattern, revisions by colour and number."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

from k8slab.pictures import legend
from k8slab.pictures.brush import PLAIN, Brush
from k8slab.pictures.canvas import MARGIN, WIDTH, Canvas, Drawing
from k8slab.pictures.shapes import Box, fitting, line, rect, text, text_width
from k8slab.pictures.stage import Segment, Stage
from k8slab.pictures.timeline import Bar, Row, Timeline
from k8slab.story import seconds_text

TITLE = "Pods over virtual time"
ROW = 38
BAR = 20
PRESENT = 56
"""Room right of the last second for what living pods now are."""


class Frame(NamedTuple):
    """Where things are: the plot's edges in pixels and the seconds that they stand for.

    The bars of living pods reach beyond ``right``, to the ``edge``: what they now are can be seen.
    """

    left: float
    right: float
    top: float
    bottom: float
    start: float
    end: float

    @property
    def edge(self) -> float:
        return self.right + PRESENT

    def x(self, time: float) -> float:
        share = (min(max(time, self.start), self.end) - self.start) / (self.end - self.start)
        return self.left + share * (self.right - self.left)


def draw(timeline: Timeline, canvas: Canvas) -> Drawing:
    """The whole picture; equal timelines give equal elements."""
    brush = Brush(canvas)
    entries, top = _legend(timeline, brush)
    frame = _frame(timeline, top)
    empty = () if timeline.rows else (text(frame.left, frame.top + ROW / 2 + 4, "no pods", ink="quiet"),)
    plot = Plot(timeline, frame, brush)
    body = [
        brush.patterns(range(1, len(timeline.revisions) + 1)),
        text(MARGIN, MARGIN + 12, TITLE, size=14, bold=True),
        *entries,
        *_axis(frame),
        *empty,
        *(part for index, row in enumerate(timeline.rows) for part in plot.row(row, index)),
    ]
    return Drawing(TITLE, repr(timeline), frame.bottom + 46, body)


def _frame(timeline: Timeline, top: float) -> Frame:
    longest = max((text_width(row.name) for row in timeline.rows), default=28)
    left = min(MARGIN + 14 + longest, WIDTH / 3)
    bottom = top + max(len(timeline.rows), 1) * ROW
    end = timeline.end if timeline.end > timeline.start else timeline.start + 1
    return Frame(left, WIDTH - MARGIN - PRESENT, top, bottom, timeline.start, end)


def _legend(timeline: Timeline, brush: Brush) -> tuple[list[str], float]:
    """What stages and revisions look like, and where the plot may begin."""
    present = {part.stage for row in timeline.rows for bar in row.bars for part in bar.segments}
    stages, below = legend.rows(legend.stage_entries(present, brush), MARGIN + 25)
    if len(timeline.revisions) < 2:
        return stages, below + 20
    revisions, below = legend.rows(legend.revision_entries(timeline.revisions, brush), below)
    return stages + revisions, below + 20


def _axis(frame: Frame) -> Iterator[str]:
    step = _step(frame.end - frame.start)
    count = math.floor(frame.end / step + 1e-9) - math.ceil(frame.start / step - 1e-9) + 1
    first = math.ceil(frame.start / step - 1e-9)
    for tick in (round((first + index) * step, 6) for index in range(count)):
        x = frame.x(tick)
        yield line(x, frame.top - 4, x, frame.bottom + 4, stroke="line")
        yield text(x, frame.bottom + 18, f"{tick:g}", anchor="middle", ink="quiet")
    now = frame.right
    yield line(now, frame.top - 4, now, frame.bottom + 4, stroke="quiet", stroke_dasharray="2 3")
    yield text(now, frame.top - 9, seconds_text(frame.end), anchor="middle", ink="quiet")
    middle = (frame.left + frame.right) / 2
    yield text(middle, frame.bottom + 35, "virtual seconds", anchor="middle", ink="quiet")


def _step(span: float) -> float:
    """The distance of ticks, 1, 2 or 5 times a power of ten, so that there are about ten at most."""
    rough = span / 10
    power = 10.0 ** math.floor(math.log10(rough))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough * 0.999)


class Plot(NamedTuple):
    """Draws rows into a frame."""

    timeline: Timeline
    frame: Frame
    brush: Brush

    def row(self, row: Row, index: int) -> Iterator[str]:
        top = self.frame.top + index * ROW
        middle = top + ROW / 2 + 3
        if index:
            yield line(MARGIN, top, self.frame.edge, top, stroke="line", stroke_opacity=0.6)
        yield text(self.frame.left - 10, middle + 4, row.name, anchor="end", bold=True)
        for bar in row.bars:
            yield from self.bar(bar, middle - BAR / 2, row)

    def bar(self, bar: Bar, y: float, row: Row) -> Iterator[str]:
        for part in bar.segments:
            yield self.segment(part, bar, y, row)
        if not bar.ended:
            yield self.still(bar, y)
        x = self.frame.x(bar.start)
        yield line(x, y - 4, x, y + BAR + 3, stroke="ink", stroke_width=2)
        if len(row.bars) > 1:
            yield text(x + 4, y - 3, f"#{bar.number}", size=9.5, bold=True, ink="quiet")

    def still(self, bar: Bar, y: float) -> str:
        """The present of a living pod, beyond the last second, fading out."""
        number = self.timeline.revision_number(bar.revision)
        stage = bar.segments[-1].stage
        return self.brush.tile(Box(self.frame.right, y, PRESENT, BAR), stage, number, opacity=".55")

    def segment(self, part: Segment, bar: Bar, y: float, row: Row) -> str:
        number = self.timeline.revision_number(bar.revision)
        x = self.frame.x(part.start)
        width = max(self.frame.x(part.end) - x, 1.5)
        label = fitting(self.labels(part, number), width)
        told = _label(label, part.stage, self.brush, x + width / 2, y + BAR / 2) if label else ""
        return self.brush.canvas.item(
            self.brush.tile(Box(x, y, width, BAR), part.stage, number),
            told,
            text=f"{part.label}: {part.start:g} to {part.end:g} s",
            pod=row.name,
            stage=part.label,
            from_=part.start,
            to=part.end,
            revision=bar.revision,
        )

    def labels(self, part: Segment, number: int) -> list[str]:
        """What may stand in a segment, the longest first."""
        if part.stage is Stage.READY and len(self.timeline.revisions) > 1 and number:
            return [f"Ready, revision {number}", f"revision {number}", str(number)]
        return [part.label, *(["!"] if part.stage is Stage.FAILING else [])]


def _label(label: str, stage: Stage, brush: Brush, x: float, y: float) -> str:
    """A stage's word in its segment; on a pattern it gets paper to stand on."""
    width = text_width(label) + 2
    ground = rect(Box(x - width / 2, y - 7, width, 14), rx=3, fill="paper")
    told = text(x, y + 4, label, size=11, anchor="middle", ink=brush.ink(stage))
    return told if stage in PLAIN else ground + told
