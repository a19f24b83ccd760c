"""What a container has written to its standard output and errors, line by line."""

from __future__ import annotations

from typing import NamedTuple

from k8slab.objects.timestamps import EPOCH

MOST_LINES = 20_000


class Line(NamedTuple):
    """A line without its end, at a virtual second."""

    time: float
    text: bytes


class Log:
    """The log of one run of a container; the oldest lines are dropped when there are very many."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._open = b""

    def write(self, time: float, data: bytes) -> None:
        """Take what was written at that time; a line counts once its end is there."""
        *whole, self._open = (self._open + data).split(b"\n")
        self.lines += [Line(time, line) for line in whole]
        if len(self.lines) > MOST_LINES:
            del self.lines[: len(self.lines) - MOST_LINES]

    def text(self, *, tail: int | None = None, since: float = 0.0, timestamps: bool = False) -> bytes:
        """The lines from that virtual second on, the last ones of them, each with its time if asked for."""
        lines = [line for line in (*self.lines, *self._rest()) if line.time >= since]
        if tail is not None:
            lines = lines[-tail:] if tail else []
        return b"".join(_shown(line, timestamps) + b"\n" for line in lines)

    def _rest(self) -> list[Line]:
        return [Line(self.lines[-1].time if self.lines else 0.0, self._open)] if self._open else []


def _shown(line: Line, timestamps: bool) -> bytes:
    return f"{_nanoseconds(line.time)} ".encode() + line.text if timestamps else line.text


def _nanoseconds(time: float) -> str:
    from datetime import timedelta

    return f"{EPOCH + timedelta(seconds=time):%Y-%m-%dT%H:%M:%S.%f}000Z"
