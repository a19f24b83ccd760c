"""Marks as SVG: numbered flags above a plot, and the list that says what they stand for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from k8slab.pictures.brush import Brush
from k8slab.pictures.canvas import MARGIN, WIDTH
from k8slab.pictures.mark import COMMAND, Instant
from k8slab.pictures.paragraph import Words, drawn, words
from k8slab.pictures.shapes import Box, line, rect, text, text_width
from k8slab.pictures.time_frame import Frame
from k8slab.story import seconds_text
from k8slab.translation import say

HEIGHT = 15.0
BAND = 20.0
"""The room that flags take above the plot."""
LETTERS = 10.0
LISTED = 11.0
ROOM = WIDTH - 2 * MARGIN - 84
LINES = 2
MOST = 24
"""So many marks are listed in the picture, in so many lines each at most; the text has all of them."""


class Listed(NamedTuple):
    """One mark in the list; its number and second stand only before the first of an instant."""

    sign: str
    time: str
    words: Words

    def drawn(self, y: float) -> Iterator[str]:
        if self.sign:
            yield text(MARGIN, y, self.sign, size=LISTED, bold=True)
            yield text(MARGIN + 76, y, self.time, size=LISTED, anchor="end", ink="quiet")
        yield drawn([self.words], MARGIN + 84, y - LISTED)[0]


@dataclass(frozen=True)
class Flag:
    """One flag for instants that stand too close together for one each."""

    x: float
    instants: tuple[Instant, ...]

    @property
    def sign(self) -> str:
        first, last = self.instants[0], self.instants[-1]
        numbers = str(first.number) if first is last else f"{first.number}–{last.number}"
        return f"{numbers}!" if any(each.warns for each in self.instants) else numbers

    @property
    def width(self) -> float:
        return max(text_width(self.sign, LETTERS) + 8, HEIGHT)

    @property
    def left(self) -> float:
        return self.x - self.width / 2

    @property
    def is_command(self) -> bool:
        return any(mark.kind == COMMAND for each in self.instants for mark in each.marks)

    def joined(self, other: Flag) -> Flag:
        return Flag((self.x + other.x) / 2, (*self.instants, *other.instants))


def flags(instants: Sequence[Instant], frame: Frame, brush: Brush) -> Iterator[str]:
    """A line at each instant, and above the plot its number: square for commands, else round."""
    for instant in instants:
        x = frame.x(instant.time)
        yield line(x, frame.top - 4, x, frame.bottom, stroke="ink", stroke_dasharray="1 4")
    for flag in _placed(instants, frame):
        yield _drawn(flag, frame, brush)


def end_of(instants: Sequence[Instant], frame: Frame) -> float:
    """The right edge of the last flag; 0 if there is none."""
    return max((flag.left + flag.width for flag in _placed(instants, frame)), default=0.0)


def listed(instants: Sequence[Instant], unseen: int, y: float) -> tuple[list[str], float]:
    """The list of all marks from ``y`` down, and where it ends."""
    told = [row for each in instants for row in _rows(each)]
    shown = told[:MOST] if len(told) > MOST + 1 else told
    rest = (
        [say("and {number} more marks: see the text", number=len(told) - len(shown))]
        if len(shown) < len(told)
        else []
    )
    rest += [say("{unseen} more before or after", unseen=unseen)] if unseen else []
    parts: list[str] = []
    for row in [*shown, *(Listed("", "", words(content, ROOM, ink="quiet")) for content in rest)]:
        parts += row.drawn(y)
        y += row.words.height + 2
    return parts, y


def _placed(instants: Sequence[Instant], frame: Frame) -> list[Flag]:
    """From left to right; those that would touch become one."""
    placed: list[Flag] = []
    for instant in instants:
        flag = Flag(frame.x(instant.time), (instant,))
        while placed and placed[-1].left + placed[-1].width + 2 > flag.left:
            flag = placed.pop().joined(flag)
        placed.append(flag)
    return placed


def _drawn(flag: Flag, frame: Frame, brush: Brush) -> str:
    warns = any(each.warns for each in flag.instants)
    ground = "caution" if warns else "ink" if flag.is_command else "quiet"
    corner = 2.0 if flag.is_command else HEIGHT / 2
    y = frame.top - 5 - HEIGHT
    told = "\n".join(row for each in flag.instants for row in each.lines())
    return brush.canvas.item(
        rect(Box(flag.left, y, flag.width, HEIGHT), rx=corner, fill=ground),
        text(flag.x, y + 11, flag.sign, ink="paper", size=LETTERS, anchor="middle", bold=True),
        text=told,
        marks=flag.sign,
        from_=flag.instants[0].time,
        to=flag.instants[-1].time,
    )


def _rows(instant: Instant) -> Iterator[Listed]:
    for index, mark in enumerate(instant.marks):
        told = words(str(mark), ROOM, bold=mark.kind == COMMAND, most=LINES)
        yield Listed("", "", told) if index else Listed(instant.sign, seconds_text(instant.time), told)
