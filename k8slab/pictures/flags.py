"""Marks as SVG: numbered flags above a plot, and the list that says what they stand for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from k8slab.pictures.brush import Brush
from k8slab.pictures.canvas import MARGIN, WIDTH
from k8slab.pictures.mark import COMMAND, Instant
from k8slab.pictures.shapes import Box, line, rect, shortened, text, text_width
from k8slab.pictures.time_frame import Frame
from k8slab.story import seconds_text

HEIGHT = 15.0
BAND = 20.0
"""The room that flags take above the plot."""
LETTERS = 10.0
ITEM = 16.0
MOST = 24
"""So many lines are listed in the picture; the text has all of them."""


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


def listed(instants: Sequence[Instant], unseen: int, y: float) -> tuple[list[str], float]:
    """The list of all marks from ``y`` down, and where it ends."""
    told = [line for each in instants for line in _lines(each)]
    shown = told[:MOST] if len(told) > MOST + 1 else told
    parts = [part for index, row in enumerate(shown) for part in _row(row, y + index * ITEM)]
    rest = [f"and {len(told) - len(shown)} more lines: see the text"] if len(shown) < len(told) else []
    rest += [f"{unseen} more before or after"] if unseen else []
    for index, content in enumerate(rest, len(shown)):
        parts.append(text(MARGIN + 84, y + index * ITEM, content, size=11, ink="quiet"))
    return parts, y + (len(shown) + len(rest)) * ITEM


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
    told = "\n".join(line for each in flag.instants for line in each.lines())
    return brush.canvas.item(
        rect(Box(flag.left, y, flag.width, HEIGHT), rx=corner, fill=ground),
        text(flag.x, y + 11, flag.sign, ink="paper", size=LETTERS, anchor="middle", bold=True),
        text=told,
        marks=flag.sign,
        from_=flag.instants[0].time,
        to=flag.instants[-1].time,
    )


def _lines(instant: Instant) -> Iterator[tuple[str, str, str, bool]]:
    for index, mark in enumerate(instant.marks):
        first = index == 0
        yield (
            instant.sign if first else "",
            seconds_text(instant.time) if first else "",
            str(mark),
            mark.kind == COMMAND,
        )


def _row(told: tuple[str, str, str, bool], y: float) -> Iterator[str]:
    sign, time, content, is_command = told
    if sign:
        yield text(MARGIN, y, sign, size=11, bold=True)
        yield text(MARGIN + 76, y, time, size=11, anchor="end", ink="quiet")
    room = WIDTH - 2 * MARGIN - 84
    yield text(MARGIN + 84, y, shortened(content, room, 11), size=11, bold=is_command)
