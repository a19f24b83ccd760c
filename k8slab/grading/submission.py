"""What a learner handed in, read with care: nothing in that folder is trusted."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

LARGEST = 20 * 1024 * 1024
"""Bytes of a notebook or a journal; those of honest learners have some hundred thousand at most."""


@dataclass(frozen=True)
class Submission:
    """``notebook`` and ``journal`` are texts, None where none can be read; ``troubles`` say why."""

    student: str
    notebook: str | None
    journal: str | None
    troubles: tuple[str, ...] = ()
    timestamp: str = ""

    @classmethod
    def read(cls, folder: Path, assignment: str, student: str) -> Submission:
        """From submitted/STUDENT/ASSIGNMENT. Never raises for what is in there."""
        troubles: list[str] = []
        notebook = _text(folder / f"{assignment}.ipynb", troubles, needed=True)
        journal = _text(folder / f"{assignment}.journal", troubles, needed=False)
        timestamp = _text(folder / "timestamp.txt", troubles, needed=False) or ""
        return cls(student, notebook, journal, tuple(troubles), timestamp.strip())


def _text(path: Path, troubles: list[str], *, needed: bool) -> str | None:
    """An ordinary file's text. A link is not followed: it may lead to what is not the learner's."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(descriptor, "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                troubles.append(f"{path.name} is not an ordinary file")
                return None
            if status.st_size > LARGEST:
                troubles.append(f"{path.name} has {status.st_size} bytes, more than {LARGEST}")
                return None
            return file.read(LARGEST).decode()
    except FileNotFoundError:
        if needed:
            troubles.append(f"{path.name} was not handed in")
    except UnicodeDecodeError:
        troubles.append(f"{path.name} is not text")
    except OSError as error:
        troubles.append(f"{path.name} cannot be read: {error.strerror}")
    return None
