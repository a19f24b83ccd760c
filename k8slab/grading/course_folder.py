"""nbgrader's folders: where submissions, releases and the gradebook are, by the course's own settings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from k8slab.course.release import load_config
from k8slab.errors import K8slabError

CONFIG = "nbgrader_config.py"
LARGEST_FILE = 1024 * 1024


class CourseFolder:
    """A course as nbgrader sees it, with the settings in its nbgrader_config.py."""

    def __init__(self, root: Path) -> None:
        from nbgrader.coursedir import CourseDirectory

        if not (root / CONFIG).exists():
            raise K8slabError(
                f"expected {CONFIG} in {root}, found none. "
                "Next: run it in the course's folder, or name that with --course"
            )
        settings = load_config(root / CONFIG)
        settings.CourseDirectory.root = str(root.resolve())
        self.settings = settings
        self.root = root.resolve()
        self._folders: Any = CourseDirectory(config=settings)

    @property
    def db_url(self) -> str:
        return str(self._folders.db_url)

    @property
    def course_id(self) -> str:
        return str(self._folders.course_id)

    def submitted(self, assignment: str, student: str) -> Path:
        return self._path(self._folders.submitted_directory, assignment, student)

    def autograded(self, assignment: str, student: str) -> Path:
        return self._path(self._folders.autograded_directory, assignment, student)

    def release(self, assignment: str) -> Path:
        return self._path(self._folders.release_directory, assignment, ".")

    def students(self, assignment: str) -> list[str]:
        """Who handed in something, sorted. Links are nobody's folder."""
        folder = Path(self._folders.format_path(self._folders.submitted_directory, "*", assignment))
        found = (path for path in folder.parent.parent.glob(f"*/{assignment}") if path.is_dir())
        return sorted(
            path.parent.name for path in found if not path.is_symlink() and not path.parent.is_symlink()
        )

    def released(self, assignment: str) -> str:
        """The text of the released notebook. Raises K8slabError where there is none."""
        path = self.release(assignment) / f"{assignment}.ipynb"
        if not path.is_file():
            raise K8slabError(
                f"expected the released notebook at {path}, found none. "
                f"Next: nbgrader generate_assignment {assignment}"
            )
        return path.read_text(encoding="utf-8")

    def files(self, assignment: str) -> dict[str, str]:
        """What lies beside the released notebook, by path: text files that its cells read."""
        return dict(self._files(self.release(assignment)))

    def _files(self, folder: Path) -> Iterator[tuple[str, str]]:
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder)
            hidden = any(part.startswith(".") for part in name.parts)
            if (
                path.is_file()
                and not hidden
                and path.suffix != ".ipynb"
                and path.stat().st_size < LARGEST_FILE
            ):
                yield name.as_posix(), path.read_text(encoding="utf-8")

    def _path(self, folder: str, assignment: str, student: str) -> Path:
        return Path(self._folders.format_path(folder, student, assignment))
