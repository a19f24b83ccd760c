"""The commands that a dashboard ran, with what they printed."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any, NamedTuple

from k8slab.command_line import Output
from k8slab.translation import say

LONGEST = 50
"""So many commands are kept, and so many lines of what each printed are shown."""


class Entry(NamedTuple):
    """One command: when it was run, the line, what it printed, its exit code."""

    time: float
    line: str
    output: str
    code: int


class Console:
    """Runs lines through ``run(line, to)``, which prints to the stream that it is given."""

    def __init__(self, run: Callable[[str, io.StringIO], Output]) -> None:
        self._run = run
        self.entries: list[Entry] = []

    def execute(self, line: str, time: float) -> Entry:
        """Run it and remember; what went wrong is in kubectl's words, and in the exit code."""
        printed = io.StringIO()
        code = self._run(line, printed).code
        self.entries = [*self.entries, Entry(time, line, printed.getvalue(), code)][-LONGEST:]
        return self.entries[-1]

    def told(self) -> list[dict[str, Any]]:
        """All of them as plain data, cut where they are long."""
        return [entry._asdict() | {"output": _cut(entry.output)} for entry in self.entries]


def _cut(text: str) -> str:
    lines = text.splitlines()
    more = [say("… and {number} more lines", number=len(lines) - LONGEST)] if len(lines) > LONGEST else []
    return "\n".join([*lines[:LONGEST], *more])
