"""A journal on disk: written line by line, before the answer to the request that the line is about.

Who kills the process loses at most the request in flight: a line that was cut off is dropped when the file is
opened again. Any other line that is not what its writer wrote is refused.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

from k8slab.errors import K8slabError
from k8slab.translation import say

if TYPE_CHECKING:
    from k8slab.sim.journal import Journal


def read(path: Path) -> Journal:
    """The journal in a file. Raises BrokenJournalError, or K8slabError if there is no such file."""
    try:
        return of_bytes(path.read_bytes())
    except OSError as error:
        raise K8slabError(
            say("expected a journal at {path}, found none: {why}.", path=path, why=error.strerror)
        ) from error


def of_bytes(content: bytes) -> Journal:
    """The journal that a file holds. Raises BrokenJournalError."""
    from k8slab.sim.journal import load, whole_lines

    return load(whole_lines(content))


def has_entries(path: Path) -> bool:
    """Does the file hold a journal, or at least the beginning of one?"""
    return path.exists() and path.stat().st_size > 0


def keep(journal: Journal, path: Path) -> None:
    """From now on the file holds all lines of the journal, for this user alone.

    Raises K8slabError if another process writes it, or if it cannot be written.
    """
    try:
        file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b")
    except OSError as error:
        raise K8slabError(
            say("cannot write the journal {path}: {why}.", path=path, why=error.strerror)
        ) from error
    _lock(file, path)
    try:
        _fill(file, b"".join(journal.lines()))
    except OSError as error:
        raise K8slabError(
            say("cannot write the journal {path}: {why}.", path=path, why=error.strerror)
        ) from error
    journal.write_to(file)


def _fill(file: IO[bytes], content: bytes) -> None:
    """Nothing is written to a file that holds just that."""
    if file.read() != content:
        file.seek(0)
        file.write(content)
        file.truncate()
        file.flush()


def _lock(file: IO[bytes], path: Path) -> None:
    """Two writers would break the chain. Where there are no such locks, nothing is checked."""
    with suppress(ImportError):
        import fcntl

        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.close()
            raise K8slabError(
                say("the journal {path} is being written by another cluster.", path=path)
            ) from error
