"""From lessons/ to course/, solutions/ and exercises/."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from k8slab.course.assignment import mark_cells
from k8slab.course.coverage import FILE, document
from k8slab.course.execution import execute
from k8slab.course.lesson import Lesson, find_lessons
from k8slab.course.notebook import normalised, read, to_bytes
from k8slab.course.release import release
from k8slab.errors import K8slabError


@contextmanager
def build_course(root: Path, lessons: list[Lesson]) -> Iterator[Path]:
    """A temporary folder that holds course/, solutions/ and exercises/ built from these lessons.

    And lessons/COVERAGE.md, which is about all of the lessons.
    """
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch).resolve()
        for lesson in lessons:
            build_lesson(lesson, out)
            if lesson.exercise:
                release(out, root / "nbgrader_config.py", build_exercise(lesson, lesson.exercise, out))
        (out / FILE).parent.mkdir()
        (out / FILE).write_text(document(find_lessons(root, [])), encoding="utf-8")
        yield out


def build_lesson(lesson: Lesson, out: Path) -> None:
    """Write course/NAME.ipynb, run, with the lesson's manifests beside it."""
    copy_files(lesson.manifests(), lesson.folder, out / "course")
    write_notebook(lesson, lesson.text, out / "course" / f"{lesson.name}.ipynb", assignment=None)


def build_exercise(lesson: Lesson, source: Path, out: Path) -> str:
    """Write solutions/ASSIGNMENT/ASSIGNMENT.ipynb, run; return the assignment's name."""
    assignment = assignment_name(lesson, source)
    folder = out / "solutions" / assignment
    copy_files(lesson.exercise_files(), lesson.folder / "exercise", folder)
    write_notebook(lesson, source, folder / f"{assignment}.ipynb", assignment=assignment)
    return assignment


def assignment_name(lesson: Lesson, source: Path) -> str:
    """The `assignment` of the exercise's front matter."""
    _, front_matter = read(source, lesson.name)
    name = front_matter.get("assignment")
    if not isinstance(name, str) or not name:
        raise K8slabError(f"{source}: expected `assignment: NAME` between the --- at the top, found {name!r}")
    return name


def write_notebook(lesson: Lesson, source: Path, target: Path, assignment: str | None) -> None:
    """Read, run and write one notebook."""
    notebook, _ = read(source, f"{lesson.name}/{source.name}")
    if assignment:
        mark_cells(notebook, assignment)
    target.parent.mkdir(parents=True, exist_ok=True)
    execute(notebook, target.parent, lesson.folder.parent, f"{lesson.name}/{source.name}")
    target.write_bytes(to_bytes(normalised(notebook)))


def copy_files(paths: list[Path], base: Path, target: Path) -> None:
    """Copy files, keeping their paths below `base`; two lessons may share a file, not a name."""
    for path in paths:
        copy = target / path.relative_to(base)
        if copy.exists() and copy.read_bytes() != path.read_bytes():
            raise K8slabError(f"{path}: expected the bytes of another lesson's {path.name}, found others")
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
