"""A comparison as SVG: two timelines with one scale, and a table of what differs."""

from __future__ import annotations

from collections.abc import Iterator

from k8slab.pictures import flags, legend
from k8slab.pictures.brush import Brush
from k8slab.pictures.canvas import MARGIN, WIDTH, Canvas, Drawing
from k8slab.pictures.comparison import Comparison, Side
from k8slab.pictures.finding import Finding
from k8slab.pictures.paragraph import Words, drawn, words
from k8slab.pictures.row import Span
from k8slab.pictures.shapes import line, shortened, text
from k8slab.pictures.time_panel import entries, left_of, panel
from k8slab.translation import say

COLUMNS = (MARGIN, MARGIN + 170, MARGIN + 420, MARGIN + 670)
"""Where the question, the two answers and the difference stand."""
ROOM = (160.0, 240.0, 240.0, WIDTH - 2 * MARGIN - 670)
HEADING = 26.0


def draw(comparison: Comparison, canvas: Canvas) -> Drawing:
    """The whole picture; equal comparisons give equal elements."""
    brush = Brush(canvas)
    timelines = [side.timeline for side in comparison.sides]
    stages, y = legend.rows(entries(timelines, brush), MARGIN + 46)
    told, y = legend.rows(legend.revision_entries(_revisions(comparison), brush), y)
    panels: list[str] = []
    for side in comparison.sides:
        parts, y = _panel(comparison, side, y, brush)
        panels += parts
    table, bottom = _table(comparison, y + 10)
    numbers = [revision.number for timeline in timelines for revision in timeline.revisions]
    body = [
        brush.patterns(numbers),
        text(MARGIN, MARGIN + 12, comparison.head(), size=14, bold=True),
        text(MARGIN, MARGIN + 32, comparison.alignment(), ink="quiet"),
        *stages,
        *told,
        *panels,
        *table,
    ]
    return Drawing(comparison.head(), repr(comparison), bottom + 12, body)


def _revisions(comparison: Comparison) -> list[tuple[int, str]]:
    """Those of both sides; what only one of them has is told with its label."""
    sides = [
        list(
            zip(
                (each.number for each in side.timeline.revisions), side.timeline.revision_lines(), strict=True
            )
        )
        for side in comparison.sides
    ]
    both = [each for each in sides[0] if each in sides[1]]
    only = [
        (number, f"{label}: {told}")
        for label, side in zip(comparison.labels, sides, strict=True)
        for number, told in side
        if (number, told) not in both
    ]
    return both + only


def _panel(comparison: Comparison, side: Side, y: float, brush: Brush) -> tuple[list[str], float]:
    """A side with its marks, and where it ends."""
    heading = text(MARGIN, y + 18, shortened(side.label, WIDTH / 2, 13), size=13, bold=True)
    plot = panel(
        side.timeline,
        y + HEADING,
        brush,
        left=left_of([each.timeline for each in comparison.sides]),
        window=Span(side.at, side.at + comparison.span),
        zero=0.0 if comparison.is_aligned_at_one_second else side.at,
    )
    marks, bottom = flags.listed(side.timeline.instants, side.timeline.unseen, plot.bottom + 18)
    return [heading, *plot.draw(), *marks], bottom


def _table(comparison: Comparison, y: float) -> tuple[list[str], float]:
    head = Finding(say("What came of it"), comparison.labels, say("difference"))
    parts, y = _row(head, y, bold=True)
    for finding in comparison.findings:
        row, below = _row(finding, y, bold=False)
        parts += [line(MARGIN, y + 1, WIDTH - MARGIN, y + 1, stroke="line"), *row]
        y = below
    return parts, y


def _row(finding: Finding, y: float, *, bold: bool) -> tuple[list[str], float]:
    contents = (finding.question, *finding.answers, finding.difference)
    cells = list(_cells(contents, bold=bold))
    parts = [drawn([cell], x, y + 4)[0] for cell, x in zip(cells, COLUMNS, strict=True)]
    return parts, y + 9 + max(cell.height for cell in cells)


def _cells(contents: tuple[str, ...], *, bold: bool) -> Iterator[Words]:
    for at, (content, room) in enumerate(zip(contents, ROOM, strict=True)):
        yield words(content, room, bold=bold or at == 0)
