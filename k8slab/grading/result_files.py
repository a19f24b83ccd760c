"""Results on disk: one file for each submission, there whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from k8slab.backends import private_file
from k8slab.grading.job import Job
from k8slab.grading.result import Result

FOLDER = ".k8slab-grading"


class ResultFiles:
    """Those of one assignment, in the course's folder. Whoever is killed while grading finds them again."""

    def __init__(self, root: Path, assignment: str) -> None:
        self.folder = root / FOLDER / assignment

    def keep(self, result: Result) -> None:
        """In place of an older one."""
        private_file.write(self._file(result.student), result.to_json())

    def find(self, job: Job) -> Result | None:
        """The result of this very job, None if it is not there, or of another input."""
        found = self._read(self._file(job.student))
        return found if found is not None and found.digest == job.digest else None

    def __iter__(self) -> Iterator[Result]:
        """All of them, by student."""
        found = map(self._read, sorted(self.folder.glob("*.json")))
        return (result for result in found if result is not None)

    def _file(self, student: str) -> Path:
        return self.folder / f"{student}.json"

    def _read(self, file: Path) -> Result | None:
        try:
            return Result.from_json(file.read_text(encoding="utf-8"))
        except (OSError, ValueError, TypeError, KeyError):
            return None
