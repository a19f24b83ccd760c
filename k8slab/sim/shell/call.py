"""One call of a program: its arguments, its streams, and the shell that made it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from k8slab.sim.shell.files import Files
from k8slab.sim.shell.machine import Machine
from k8slab.sim.shell.streams import Streams
from k8slab.sim.shell.volume import FileError

if TYPE_CHECKING:
    from k8slab.sim.shell.interpreter import Shell


@dataclass
class Call:
    """`name` is what the program was called, `arguments` what came after it."""

    name: str
    arguments: list[str]
    streams: Streams
    shell: Shell

    @property
    def machine(self) -> Machine:
        return self.shell.machine

    @property
    def files(self) -> Files:
        return self.shell.machine.files

    def path(self, name: str) -> str:
        """An absolute path."""
        return posixpath.join(self.shell.folder, name)

    def say(self, text: str) -> None:
        """A line to standard output."""
        self.streams.out.write(f"{text}\n".encode())

    def complain(self, text: str, code: int = 1) -> int:
        """A line to standard error, in the program's name; the exit code."""
        self.streams.err.write(f"{self.name}: {text}\n".encode())
        return code

    def options(self, known: str, valued: str = "") -> tuple[dict[str, str], list[str]]:
        """Single-letter options and the other arguments, in any order.

        Raises `UsageError` for a letter that is in neither `known` nor `valued`.
        """
        found: dict[str, str] = {}
        rest: list[str] = []
        waiting = iter(self.arguments)
        for word in waiting:
            if word == "--":
                return found, [*rest, *waiting]
            if len(word) < 2 or not word.startswith("-"):
                rest.append(word)
            else:
                self._letters(word[1:], known, valued, waiting, found)
        return found, rest

    def _letters(
        self, letters: str, known: str, valued: str, waiting: Iterator[str], found: dict[str, str]
    ) -> None:
        for index, letter in enumerate(letters):
            if letter in valued:
                found[letter] = letters[index + 1 :] or next(waiting, "")
                return
            if letter not in known:
                raise UsageError(f"unrecognized option: {letter}")
            found[letter] = ""

    def input(self, names: list[str]) -> Iterator[tuple[str, bytes]]:
        """(name, content) of each file, or of standard input; what cannot be read is complained about."""
        for name in names or ["-"]:
            try:
                yield name, self.streams.stdin.read() if name == "-" else self.files.read(self.path(name))
            except FileError as error:
                self.complain(
                    f"{name}: {error}" if self.machine.has_gnu_tools else f"can't open '{name}': {error}"
                )
                self.shell.trouble = 1


class UsageError(Exception):
    """A program does not know an option, or needs another argument."""
