"""What a timeline and a comparison draw alike: flags, densities, rows and the axis below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from k8slab.pictures import density_svg, flags, legend
from k8slab.pictures.brush import Brush
from k8slab.pictures.canvas import MARGIN, WIDTH
from k8slab.pictures.row import Span
from k8slab.pictures.row_svg import BOLD, Rows, size_of
from k8slab.pictures.shapes import SIZE, text, text_width
from k8slab.pictures.time_frame import AXIS, PRESENT, Frame, axis
from k8slab.pictures.timeline import Timeline
from k8slab.translation import say

EMPTY = 30.0
"""The height of a plot without pods."""


class Panel(NamedTuple):
    """A timeline in its frame; ``folded`` is the room for the line that says what is only counted."""

    timeline: Timeline
    frame: Frame
    brush: Brush

    @property
    def bottom(self) -> float:
        return self.frame.bottom + AXIS

    def draw(self) -> Iterator[str]:
        timeline, frame = self.timeline, self.frame
        yield from axis(frame, now=timeline.end, clear=flags.end_of(timeline.instants, frame))
        top = frame.top
        for density in timeline.densities:
            yield from density_svg.density(density, top, frame, self.brush)
            top += density_svg.ROW
        if timeline.densities:
            yield text(frame.left, top + 17, timeline.folded_line(), size=11, ink="quiet")
            top += EMPTY
        elif not timeline.rows:
            yield text(frame.left + 10, top + 20, say("no pods"), ink="quiet")
        yield from Rows(frame, self.brush, size_of(timeline.rows)).draw(timeline.rows, top)
        yield from flags.flags(timeline.instants, frame, self.brush)


def panel(
    timeline: Timeline, y: float, brush: Brush, *, left: float, window: Span | None = None, zero: float = 0.0
) -> Panel:
    """A timeline from ``y`` down, its plot from ``left``; by default between its own two seconds."""
    start, end = window or (timeline.start, timeline.end)
    top = y + flags.BAND
    frame = Frame(
        left=left,
        right=WIDTH - MARGIN - PRESENT,
        top=top,
        bottom=top + _height(timeline),
        start=start,
        end=end if end > start else start + 1,
        zero=zero,
    )
    return Panel(timeline, frame, brush)


def left_of(timelines: Sequence[Timeline]) -> float:
    """Where plots begin: right of the longest name."""
    names = [text_width(row.name, SIZE * BOLD) for timeline in timelines for row in timeline.rows]
    names += [
        text_width(density.name, SIZE * BOLD) for timeline in timelines for density in timeline.densities
    ]
    return min(MARGIN + 14 + max(names, default=28), WIDTH / 3)


def entries(timelines: Sequence[Timeline], brush: Brush) -> list[legend.Entry]:
    """The stages that are to be seen."""
    rows = [row for timeline in timelines for row in timeline.rows]
    stages = {part.stage for row in rows for bar in row.bars for part in bar.segments}
    samples = [each for timeline in timelines for density in timeline.densities for each in density.samples]
    return legend.stage_entries(stages | {share.stage for each in samples for share in each.shares}, brush)


def revision_entries(timeline: Timeline, brush: Brush) -> list[legend.Entry]:
    numbers = [revision.number for revision in timeline.revisions]
    return legend.revision_entries(zip(numbers, timeline.revision_lines(), strict=True), brush)


def _height(timeline: Timeline) -> float:
    size = size_of(timeline.rows)
    rows = sum(size.row(row) for row in timeline.rows)
    counts = len(timeline.densities) * density_svg.ROW + (EMPTY if timeline.densities else 0)
    return max(rows + counts, EMPTY)
