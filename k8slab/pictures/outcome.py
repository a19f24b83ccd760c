"""What came of it: when all were Ready, in which order, how many were down at once, who was touched.

Counted in rows of a timeline: pod names, or nodes of a DaemonSet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from k8slab.pictures.row import Row, Span
from k8slab.pictures.stage import Stage

Stretch = tuple[float, float]


class Down(NamedTuple):
    """So many rows had been Ready and were not, at once; first ``at`` that second of the span."""

    rows: int
    at: float


class Outcome(NamedTuple):
    """Seconds count from the start of the span.

    ``all_ready`` is since when every pod that is there is Ready and none is on its way out, None if that is
    not so at the end, or if no pod is there. ``order`` are the rows in the order in which they became Ready,
    those of the same instant together. ``replaced`` have another pod than at the start, ``kept`` the same.
    """

    all_ready: float | None
    order: tuple[tuple[str, ...], ...]
    down: Down
    replaced: tuple[str, ...]
    kept: tuple[str, ...]
    made: tuple[str, ...]
    removed: tuple[str, ...]
    ready: int
    pods: int


def outcome_of(rows: Sequence[Row], span: Span) -> Outcome:
    """``rows`` begin with the story; of what they tell, only the span counts."""
    fates = [(row.name, _fate(row, span)) for row in rows]
    at_end = [bar for row in rows for bar in row.bars if not bar.ended]
    return Outcome(
        all_ready=_all_ready(rows, span),
        order=_order(rows, span),
        down=_most_down(rows, span),
        **{fate: tuple(name for name, found in fates if found == fate) for fate in FATES},
        ready=sum(bar.stage is Stage.READY for bar in at_end),
        pods=len(at_end),
    )


FATES = ("replaced", "kept", "made", "removed")


def _fate(row: Row, span: Span) -> str:
    """What became of whoever was there at the start; empty for what came and went before."""
    before = [bar for bar in row.bars if bar.start < span.start and not (bar.ended and bar.end <= span.start)]
    after = [bar for bar in row.bars if bar.start >= span.start]
    if not before:
        return "made" if after else ""
    if after:
        return "replaced"
    return "kept" if any(not bar.ended for bar in before) else "removed"


def _all_ready(rows: Sequence[Row], span: Span) -> float | None:
    """The end of the last stretch in which something was not Ready."""
    bars = [bar for row in rows for bar in row.bars]
    at_end = [bar.stage for bar in bars if not bar.ended]
    if not at_end or any(stage not in (Stage.READY, Stage.ENDED) for stage in at_end):
        return None
    parts = [part for bar in bars for part in bar.segments if part.stage not in (Stage.READY, Stage.ENDED)]
    return max((part.end - span.start for part in parts if part.end > span.start), default=0.0)


def _order(rows: Sequence[Row], span: Span) -> tuple[tuple[str, ...], ...]:
    """Each row once, when it first became Ready within the span."""
    firsts = []
    for row in rows:
        times = [start for start, _ in _ready(row) if start > span.start or row.bars[0].start >= span.start]
        firsts += [(round(min(times), 3), row.name)] if times else []
    ordered = sorted(firsts, key=lambda first: first[0])
    return tuple(
        tuple(name for _, name in group) for _, group in groupby(ordered, key=lambda first: first[0])
    )


def _most_down(rows: Sequence[Row], span: Span) -> Down:
    changes = [change for row in rows for change in _changes(_down(row, span), span)]
    total, most = 0, Down(0, 0.0)
    for time, change in sorted(changes):
        total += change
        if total > most.rows:
            most = Down(total, round(time - span.start, 3))
    return most


def _changes(stretches: Iterable[Stretch], span: Span) -> Iterator[tuple[float, int]]:
    for start, end in stretches:
        first, last = max(start, span.start), min(end, span.end)
        if first < last:
            yield first, 1
            yield last, -1


def _down(row: Row, span: Span) -> Iterator[Stretch]:
    """When a row had been Ready and was not, but for one that went for good."""
    ready = _ready(row)
    yield from ((before[1], after[0]) for before, after in pairwise(ready) if before[1] < after[0])
    if ready and any(not bar.ended for bar in row.bars):
        yield ready[-1][1], span.end


def _ready(row: Row) -> list[Stretch]:
    """The stretches in which one of its pods was Ready, those that touch together."""
    parts = sorted(
        (part.start, part.end) for bar in row.bars for part in bar.segments if part.stage is Stage.READY
    )
    joined: list[Stretch] = []
    for start, end in parts:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined
