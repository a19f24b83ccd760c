"""The journal: every request that changes something or moves time, one JSON line each, hash-chained.

A cluster's state is a function of (version, topology, journal). In a file, the first line says of which
cluster it is. Each line carries the hash of the line before it, so that an edited or damaged journal can be
told from a whole one, and where it broke. Lines are only ever added: going back in time is an entry, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import IO, Any

import orjson

from k8slab.errors import K8slabError

GENESIS = "0" * 64
HEADER = "cluster"
"""The only key of a first line that says which cluster it is."""

Entry = Mapping[str, Any]


class BrokenJournalError(K8slabError):
    """A line of the journal is not what its writer wrote; ``line`` counts from 1."""

    def __init__(self, line: int, why: str) -> None:
        rest = "The lines before it are whole; replay those." if line > 1 else "Is it a journal of k8slab?"
        super().__init__(f"journal line {line}: {why}. {rest}")
        self.line = line


class Journal:
    """An append-only list of entries, kept in memory and, if a file is given, on disk line by line.

    ``topology`` is what the cluster was made from, as JSON values.
    """

    def __init__(self, topology: Entry | None = None) -> None:
        self.topology = topology
        self.entries: list[dict[str, Any]] = []
        self._file: IO[bytes] | None = None
        self._last = GENESIS if topology is None else _seal({HEADER: topology}, GENESIS)[1]

    def append(self, entry: dict[str, Any]) -> None:
        """Add an entry of JSON values; the line is flushed before this returns."""
        line, self._last = _seal(entry, self._last)
        self.entries.append(entry)
        if self._file is not None:
            self._file.write(line)
            self._file.flush()

    def lines(self) -> Iterator[bytes]:
        """The journal as it stands in a file."""
        last = GENESIS
        for entry in [*([] if self.topology is None else [{HEADER: self.topology}]), *self.entries]:
            line, last = _seal(entry, last)
            yield line

    def write_to(self, file: IO[bytes] | None) -> None:
        """From now on each entry is also a line of that file, which holds those until now; None: of none."""
        self._file = file


def load(lines: Iterable[bytes]) -> Journal:
    """Read a journal back; raises `BrokenJournalError` at the first line that does not follow."""
    journal = Journal()
    for number, line in enumerate(lines, start=1):
        entry = _unseal(number, line)
        expected, digest = _seal(entry, journal._last)
        if expected != line:
            raise BrokenJournalError(number, "its hash does not follow from the line before it")
        if number == 1 and entry.keys() == {HEADER}:
            journal.topology, journal._last = entry[HEADER], digest
        else:
            journal.append(entry)
    return journal


def whole_lines(content: bytes) -> list[bytes]:
    """The lines of a journal whose writer may have been killed: without one that was cut off in writing."""
    return [line + b"\n" for line in content.split(b"\n")[:-1]]


def _seal(entry: Entry, last: str) -> tuple[bytes, str]:
    body = orjson.dumps(entry)
    digest = sha256(last.encode() + body).hexdigest()
    return orjson.dumps({"hash": digest, "entry": entry}, option=orjson.OPT_APPEND_NEWLINE), digest


def _unseal(number: int, line: bytes) -> dict[str, Any]:
    try:
        entry = orjson.loads(line)["entry"]
    except (orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise BrokenJournalError(number, "it is not a whole JSON line with an entry") from error
    if not isinstance(entry, dict):
        raise BrokenJournalError(number, "its entry is not an object")
    return entry
