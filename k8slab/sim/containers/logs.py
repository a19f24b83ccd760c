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
        self.dropped = 0
        self._open = b""
        self._opened = 0.0

    @property
    def count(self) -> int:
        """Of all whole lines that were ever written."""
        return self.dropped + len(self.lines)

    def write(self, time: float, data: bytes) -> None:
        """Take what was written at that time; a line counts once its end is there."""
        *whole, self._open = (self._open + data).split(b"\n")
        self._opened = time
        self.lines += [Line(time, line) for line in whole]
        if len(self.lines) > MOST_LINES:
            self.dropped += len(self.lines) - MOST_LINES
            del self.lines[: len(self.lines) - MOST_LINES]

    def text(
        self, *, tail: int | None = None, since: float = 0.0, timestamps: bool = False, whole: bool = False
    ) -> bytes:
        """The lines from that virtual second on, the last ones of them, each with its time if asked for.

        `whole`: only lines that have their end.
        """
        lines = [line for line in (*self.lines, *self._rest(whole)) if line.time >= since]
        if tail is not None:
            lines = lines[-tail:] if tail else []
        return b"".join(_shown(line, timestamps) + b"\n" for line in lines)

    def after(self, count: int, *, timestamps: bool = False, whole: bool = False) -> bytes:
        """The lines behind the first `count` ones."""
        lines = [*self.lines[max(0, count - self.dropped) :], *self._rest(whole)]
        return b"".join(_shown(line, timestamps) + b"\n" for line in lines)

    def _rest(self, whole: bool) -> list[Line]:
        return [Line(self._opened, self._open)] if self._open and not whole else []


def _shown(line: Line, timestamps: bool) -> bytes:
    return f"{_nanoseconds(line.time)} ".encode() + line.text if timestamps else line.text


def _nanoseconds(time: float) -> str:
    from datetime import timedelta

    return f"{EPOCH + timedelta(seconds=time):%Y-%m-%dT%H:%M:%S.%f}000Z"
