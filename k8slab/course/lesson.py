"""A lesson: one folder with prose, cells, manifests, checks and perhaps an exercise."""

from dataclasses import dataclass
from pathlib import Path

from k8slab.errors import K8slabError


@dataclass(frozen=True)
class Lesson:
    """The sources of one lesson.

    `lesson.md` is the lesson, `exercise.md` the graded exercise; `manifests/` goes beside the lesson's
    notebook, `exercise/` beside the exercise's.
    """

    folder: Path

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def text(self) -> Path:
        return self.folder / "lesson.md"

    @property
    def exercise(self) -> Path | None:
        path = self.folder / "exercise.md"
        return path if path.exists() else None

    def manifests(self) -> list[Path]:
        return files_under(self.folder / "manifests")

    def exercise_files(self) -> list[Path]:
        return files_under(self.folder / "exercise")


def files_under(folder: Path) -> list[Path]:
    """Every file below a folder, sorted, without leftovers of editors, Jupyter and runs of an exercise."""
    leftovers = {".ipynb_checkpoints", "__pycache__"}
    files = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".journal")
    return sorted(path for path in files if not leftovers & set(path.relative_to(folder).parts))


def find_lessons(root: Path, only: list[str]) -> list[Lesson]:
    """The lessons below `root`/lessons in order of their names; `only` picks some of them."""
    lessons = [Lesson(path.parent) for path in sorted((root / "lessons").glob("*/lesson.md"))]
    names = [lesson.name for lesson in lessons]
    for name in only:
        if name not in names:
            there = ", ".join(names) or "none"
            raise K8slabError(f"expected the name of a lesson, found {name!r}; lessons here: {there}")
    return [lesson for lesson in lessons if not only or lesson.name in only]
