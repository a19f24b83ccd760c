"""What commands read from and write to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from k8slab.sim.shell.files import Files
from k8slab.sim.shell.volume import FileError


class Output(Protocol):
    def write(self, data: bytes) -> object: ...


class Buffer:
    """Keeps what is written."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> None:
        self._parts.append(data)

    def content(self) -> bytes:
        return b"".join(self._parts)


class Nowhere:
    """/dev/null."""

    def write(self, data: bytes) -> None:
        """Forget it."""


class Told:
    """Gives each piece to a listener."""

    def __init__(self, listener: Callable[[bytes], object]) -> None:
        self._listener = listener

    def write(self, data: bytes) -> None:
        self._listener(data)


class ToFile:
    """A redirection: the file is made at once and grows with each piece."""

    def __init__(self, files: Files, path: str, *, append: bool) -> None:
        self._files, self._path = files, path
        files.write(path, b"", append=append)

    def write(self, data: bytes) -> None:
        try:
            self._files.write(self._path, data, append=True)
        except FileError as error:
            raise FileError(f"write error: {error}") from error


class Input:
    """Bytes that are read once."""

    def __init__(self, data: bytes = b"") -> None:
        self._rest = data

    def read(self) -> bytes:
        data, self._rest = self._rest, b""
        return data

    def line(self) -> bytes | None:
        """The next line without its end; None when nothing is left."""
        if not self._rest:
            return None
        line, _, self._rest = self._rest.partition(b"\n")
        return line


class Streams:
    """Standard input, output and errors of a command."""

    def __init__(self, stdin: Input, out: Output, err: Output) -> None:
        self.stdin, self.out, self.err = stdin, out, err

    def having(
        self, *, stdin: Input | None = None, out: Output | None = None, err: Output | None = None
    ) -> Streams:
        return Streams(stdin or self.stdin, out or self.out, err or self.err)
