"""The timeline as SVG: one row per pod name, stages by fill and pattern, revisions by colour and number."""

from __future__ import annotations

import math
from collections.abc import Iterator
from html import escape
from typing import NamedTuple

from k8slab.pictures.brush import FAILURE, INK, LINE, PAPER, QUIET, Brush
from k8slab.pictures.stage import Segment, Stage
from k8slab.pictures.timeline import Bar, Row, Timeline
from k8slab.story import seconds_text

TITLE = "Pods over virtual time"
WIDTH = 860
MARGIN = 16
ROW = 38
BAR = 20
PRESENT = 56
"""Room right of the last second for what living pods now are."""
LETTER = 6.7
"""The width to reserve for a letter of the 12 px font."""
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif"


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


def draw(timeline: Timeline) -> str:
    """The whole picture; equal timelines give equal bytes."""
    frame = _frame(timeline)
    brush = Brush(timeline)
    height = frame.bottom + 46
    empty = () if timeline.rows else (_text(frame.left, frame.top + ROW / 2 + 4, "no pods", fill=QUIET),)
    body = [
        f"<title>{TITLE}</title><desc>{escape(repr(timeline))}</desc>",
        brush.patterns(),
        f"<rect width='{WIDTH}' height='{_n(height)}' rx='8' fill='{PAPER}' stroke='{LINE}'/>",
        *_legend(timeline, brush),
        *_axis(frame),
        *empty,
        *(part for index, row in enumerate(timeline.rows) for part in _row(row, index, frame, brush)),
    ]
    head = (
        f"<svg xmlns='http://www.w3.org/2000/svg' role='img' viewBox='0 0 {WIDTH} {_n(height)}' "
        f"width='{WIDTH}' height='{_n(height)}' font-family=\"{FONT}\" font-size='12' fill='{INK}'>"
    )
    return "\n".join([head, *body, "</svg>"])


def _frame(timeline: Timeline) -> Frame:
    longest = max((len(row.name) for row in timeline.rows), default=4)
    top = MARGIN + 62 + (20 if len(timeline.revisions) > 1 else 0)
    left = min(MARGIN + 14 + longest * LETTER, WIDTH / 3)
    bottom = top + max(len(timeline.rows), 1) * ROW
    end = timeline.end if timeline.end > timeline.start else timeline.start + 1
    return Frame(left, WIDTH - MARGIN - PRESENT, top, bottom, timeline.start, end)


def _legend(timeline: Timeline, brush: Brush) -> Iterator[str]:
    yield _text(MARGIN, MARGIN + 12, TITLE, "font-size='14' font-weight='600'")
    present = {part.stage for row in timeline.rows for bar in row.bars for part in bar.segments}
    x: float = MARGIN
    first = timeline.revisions[0] if timeline.revisions else ""
    for stage in (stage for stage in Stage if stage in present):
        yield _swatch((x, MARGIN + 25), brush.fill(stage, first), brush.outline(stage, first), stage.value)
        x += 36 + len(stage.value) * LETTER
    if brush.many:
        yield from _revisions(timeline, brush)


def _revisions(timeline: Timeline, brush: Brush) -> Iterator[str]:
    x: float = MARGIN
    for number, revision in enumerate(timeline.revisions, 1):
        hue = brush.hue(revision)
        label = f"revision {number}: {revision}"
        yield _swatch((x, MARGIN + 47), hue, f"stroke='{hue}'", label, str(number))
        x += 36 + len(label) * LETTER


def _swatch(corner: tuple[float, float], fill: str, outline: str, label: str, mark: str = "") -> str:
    x, y = corner
    number = _text(x + 9, y + 10, mark, "text-anchor='middle' font-size='10' font-weight='600'", PAPER)
    return (
        f"<rect x='{_n(x)}' y='{_n(y)}' width='18' height='13' rx='2' fill='{fill}' {outline}/>"
        f"{number if mark else ''}{_text(x + 24, y + 11, label)}"
    )


def _axis(frame: Frame) -> Iterator[str]:
    step = _step(frame.end - frame.start)
    count = math.floor(frame.end / step + 1e-9) - math.ceil(frame.start / step - 1e-9) + 1
    first = math.ceil(frame.start / step - 1e-9)
    for tick in (round((first + index) * step, 6) for index in range(count)):
        x = _n(frame.x(tick))
        yield f"<path d='M{x} {_n(frame.top - 4)}V{_n(frame.bottom + 4)}' stroke='{LINE}'/>"
        yield _text(frame.x(tick), frame.bottom + 18, f"{tick:g}", "text-anchor='middle'", QUIET)
    now = f"M{_n(frame.right)} {_n(frame.top - 4)}V{_n(frame.bottom + 4)}"
    yield f"<path d='{now}' stroke='{QUIET}' stroke-dasharray='2 3'/>"
    yield _text(frame.right, frame.top - 9, seconds_text(frame.end), "text-anchor='middle'", QUIET)
    middle = (frame.left + frame.right) / 2
    yield _text(middle, frame.bottom + 35, "virtual seconds", "text-anchor='middle'", QUIET)


def _step(span: float) -> float:
    """The distance of ticks, 1, 2 or 5 times a power of ten, so that there are about ten at most."""
    rough = span / 10
    power = 10.0 ** math.floor(math.log10(rough))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough * 0.999)


def _row(row: Row, index: int, frame: Frame, brush: Brush) -> Iterator[str]:
    top = frame.top + index * ROW
    middle = top + ROW / 2 + 3
    if index:
        yield f"<path d='M{MARGIN} {_n(top)}H{_n(frame.edge)}' stroke='{LINE}' stroke-opacity='.6'/>"
    yield _text(frame.left - 10, middle + 4, row.name, "text-anchor='end' font-weight='600'")
    for bar in row.bars:
        yield from _bar(bar, middle - BAR / 2, frame, brush, numbered=len(row.bars) > 1)


def _bar(bar: Bar, y: float, frame: Frame, brush: Brush, *, numbered: bool) -> Iterator[str]:
    for part in bar.segments:
        yield _segment(part, bar, y, frame, brush)
    if not bar.ended:
        yield _still(bar, y, frame, brush)
    x = frame.x(bar.start)
    yield f"<path d='M{_n(x)} {_n(y - 4)}V{_n(y + BAR + 3)}' stroke='{INK}' stroke-width='2'/>"
    if numbered:
        yield _text(x + 4, y - 3, f"#{bar.number}", "font-size='9.5' font-weight='600'", QUIET)


def _still(bar: Bar, y: float, frame: Frame, brush: Brush) -> str:
    """The present of a living pod, beyond the last second, fading out."""
    stage = bar.segments[-1].stage
    return (
        f"<rect x='{_n(frame.right)}' y='{_n(y)}' width='{PRESENT}' height='{BAR}' opacity='.55' "
        f"fill='{brush.fill(stage, bar.revision)}' {brush.outline(stage, bar.revision)}/>"
    )


def _segment(part: Segment, bar: Bar, y: float, frame: Frame, brush: Brush) -> str:
    x, width = frame.x(part.start), max(frame.x(part.end) - frame.x(part.start), 1.5)
    span = f"{part.label}: {part.start:g} to {part.end:g} s"
    label = _fitting(_labels(part, bar, brush), width)
    return (
        f"<g><title>{escape(span)}</title><rect x='{_n(x)}' y='{_n(y)}' width='{_n(width)}' height='{BAR}' "
        f"fill='{brush.fill(part.stage, bar.revision)}' {brush.outline(part.stage, bar.revision)}/>"
        f"{_label(label, part.stage, x + width / 2, y + BAR / 2) if label else ''}</g>"
    )


def _label(label: str, stage: Stage, x: float, y: float) -> str:
    """A stage's word in its segment; on a pattern it gets paper to stand on."""
    plain = stage in (Stage.READY, Stage.PENDING, Stage.FAILING)
    ink = PAPER if stage is Stage.READY else FAILURE if stage is Stage.FAILING else INK
    width = len(label) * LETTER + 2
    corner = f"x='{_n(x - width / 2)}' y='{_n(y - 7)}'"
    ground = f"<rect {corner} width='{_n(width)}' height='14' rx='3' fill='{PAPER}'/>"
    return ("" if plain else ground) + _text(x, y + 4, label, "text-anchor='middle' font-size='11'", ink)


def _labels(part: Segment, bar: Bar, brush: Brush) -> list[str]:
    """What may stand in a segment, the longest first."""
    number = brush.timeline.revision_number(bar.revision)
    if part.stage is Stage.READY and brush.many and number:
        return [f"Ready, revision {number}", f"revision {number}", str(number)]
    return [part.label, *(["!"] if part.stage is Stage.FAILING else [])]


def _fitting(labels: list[str], width: float) -> str:
    return next((label for label in labels if len(label) * LETTER + 4 <= width), "")


def _text(x: float, y: float, content: str, more: str = "", fill: str = INK) -> str:
    attributes = f" {more}" if more else ""
    return f"<text x='{_n(x)}' y='{_n(y)}'{attributes} fill='{fill}'>{escape(content)}</text>"


def _n(number: float) -> str:
    """A coordinate: one decimal is enough."""
    return f"{number:.1f}".rstrip("0").rstrip(".")
