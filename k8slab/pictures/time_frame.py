"""Virtual time as a place on a picture, and its axis."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

from k8slab.pictures.shapes import line, text
from k8slab.story import seconds_text
from k8slab.translation import say

PRESENT = 56
"""Room right of the last second for what living pods now are."""
AXIS = 42
"""The room that the axis takes below."""


class Frame(NamedTuple):
    """Where things are: the plot's edges in pixels and the seconds that they stand for.

    The bars of living pods reach beyond ``right``, to the ``edge``: what they now are can be seen. The axis
    counts from ``zero``.
    """

    left: float
    right: float
    top: float
    bottom: float
    start: float
    end: float
    zero: float = 0.0

    @property
    def edge(self) -> float:
        return self.right + PRESENT

    def x(self, time: float) -> float:
        share = (min(max(time, self.start), self.end) - self.start) / (self.end - self.start)
        return self.left + share * (self.right - self.left)


def axis(frame: Frame, *, now: float, clear: float = 0.0) -> Iterator[str]:
    """Ticks below the plot, and a line where the story has come to: ``now``.

    What says when that is stands right of ``clear``, where the flags above the plot end.
    """
    for tick in ticks(frame.start - frame.zero, frame.end - frame.zero):
        x = frame.x(tick + frame.zero)
        yield line(x, frame.top - 4, x, frame.bottom + 4, stroke="line")
        yield text(x, frame.bottom + 18, f"{tick:g}", anchor="middle", ink="quiet")
    x = frame.x(now)
    yield line(x, frame.top - 4, x, frame.bottom + 4, stroke="quiet", stroke_dasharray="2 3")
    told = seconds_text(now - frame.zero)
    yield text(max(x + 5, clear + 3), frame.top - 9, told, ink="quiet")
    middle = (frame.left + frame.right) / 2
    yield text(middle, frame.bottom + 35, say("virtual seconds"), anchor="middle", ink="quiet")


def ticks(start: float, end: float) -> list[float]:
    """Round numbers between two seconds, about ten."""
    step = _step(end - start)
    first, last = math.ceil(start / step - 1e-9), math.floor(end / step + 1e-9)
    return [round(number * step, 6) for number in range(first, last + 1)]


def _step(span: float) -> float:
    """The distance of ticks, 1, 2 or 5 times a power of ten, so that there are about ten at most."""
    rough = span / 10
    power = 10.0 ** math.floor(math.log10(rough))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough * 0.999)
