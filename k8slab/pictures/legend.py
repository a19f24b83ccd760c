"""What the patterns and colours of a picture mean, in rows that wrap."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from k8slab.pictures.brush import Brush
from k8slab.pictures.canvas import MARGIN, WIDTH
from k8slab.pictures.shapes import Box, squeezed, text, text_width
from k8slab.pictures.stage import Stage

SWATCH, TALL = 18.0, 13.0
LINE = 22.0
LONGEST = 560.0
"""No label is wider than this."""


class Entry(NamedTuple):
    """A sign and its meaning; the sign is drawn into the swatch at a corner."""

    sign: Callable[[float, float], str]
    label: str


def stage_entries(
    stages: Iterable[Stage], brush: Brush, numbers: Mapping[Stage, int] | None = None
) -> list[Entry]:
    """The stages in the order of a pod's life; ``numbers`` are revisions in whose colours they are drawn."""
    present, numbers = set(stages), numbers or {}
    return [_stage(stage, brush, numbers.get(stage, 1)) for stage in Stage if stage in present]


def revision_entries(labels: Iterable[tuple[int, str]], brush: Brush) -> list[Entry]:
    """Revisions by number, each with its label: (1, "revision 1: zk-6f9c464446")."""
    return [_revision(number, label, brush) for number, label in labels]


def rows(entries: Sequence[Entry], y: float, width: float = WIDTH) -> tuple[list[str], float]:
    """The entries as elements from ``y`` down, and where they end."""
    placed = list(_placed(entries, y, width))
    parts = [part for x, top, entry in placed for part in _entry(x, top, entry)]
    return parts, (placed[-1][1] + LINE if placed else y)


def _placed(entries: Sequence[Entry], y: float, width: float) -> Iterator[tuple[float, float, Entry]]:
    x: float = MARGIN
    for entry in entries:
        room = SWATCH + 6 + text_width(squeezed(entry.label, LONGEST)) + 12
        if x > MARGIN and x + room > width - MARGIN:
            x, y = MARGIN, y + LINE
        yield x, y, entry
        x += room


def _entry(x: float, y: float, entry: Entry) -> Iterator[str]:
    yield entry.sign(x, y)
    yield text(x + SWATCH + 6, y + 11, squeezed(entry.label, LONGEST))


def _stage(stage: Stage, brush: Brush, number: int) -> Entry:
    return Entry(lambda x, y: brush.tile(Box(x, y, SWATCH, TALL), stage, number, rx=2), stage.value)


def _revision(number: int, label: str, brush: Brush) -> Entry:
    def sign(x: float, y: float) -> str:
        tile = brush.tile(Box(x, y, SWATCH, TALL), Stage.READY, number, rx=2)
        return tile + text(
            x + SWATCH / 2, y + 10, str(number), ink="paper", size=10, anchor="middle", bold=True
        )

    return Entry(sign, label)
