"""A small course is built from its sources."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from k8slab.course.build import build_course
from k8slab.course.lesson import find_lessons

ROOT = Path(__file__).parents[2]
LESSON = """\
# Files

```{code-cell} ipython3
import os
print(open("manifests/a.yaml").read(), sorted(os.listdir()))
```
"""
EXERCISE = """\
---
assignment: sums
---
# Sums

```{code-cell} ipython3
:tags: [solution, task-sum]

### BEGIN SOLUTION
total = 1 + 1
### END SOLUTION
```

```{code-cell} ipython3
:tags: [points-3, task-sum]

3 if "total" in globals() else 0
```

+++ {"tags": ["solution", "points-2", "task-why"]}

Because one and one are two.

+++ {"tags": ["task", "points-5", "task-draw"]}

Draw it in a cell of your own.

=== BEGIN MARK SCHEME ===

A point for each line of the drawing.

=== END MARK SCHEME ===
"""


def course(root: Path, lesson: str = LESSON) -> Path:
    """The sources of a course of one lesson with one exercise."""
    folder = root / "lessons" / "01-files"
    (folder / "manifests").mkdir(parents=True)
    (folder / "manifests" / "a.yaml").write_text("a: 1\n")
    (folder / "lesson.md").write_text(lesson)
    (folder / "exercise.md").write_text(EXERCISE)
    shutil.copy(ROOT / "nbgrader_config.py", root)
    return root


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    root = course(tmp_path_factory.mktemp("sources"))
    with build_course(root, find_lessons(root, [])) as out:
        yield out


def notebook(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_course_has_notebooks_manifests_solutions_exercises_and_coverage_and_nothing_else(built: Path) -> None:
    assert files(built) == [
        "course/01-files.ipynb",
        "course/manifests/a.yaml",
        "exercises/sums/sums.ipynb",
        "lessons/COVERAGE.md",
        "solutions/sums/sums.ipynb",
    ]


def test_a_lesson_is_run_in_its_own_folder_with_its_manifests(built: Path) -> None:
    cell = notebook(built / "course/01-files.ipynb").cells[1]
    assert cell.outputs[0].text == "a: 1\n ['manifests']\n"
    assert cell.execution_count == 1


def test_a_solution_is_run_and_earns_its_points(built: Path) -> None:
    cell = notebook(built / "solutions/sums/sums.ipynb").cells[2]
    assert cell.outputs[0].data["text/plain"] == "3"


def test_a_released_exercise_has_no_answers_and_no_outputs(built: Path) -> None:
    cells = notebook(built / "exercises/sums/sums.ipynb").cells
    assert cells[1].source == "# YOUR ANSWER HERE"
    assert [cell.outputs for cell in cells if cell.cell_type == "code"] == [[], []]


def test_what_a_person_reads_is_released_without_its_model_answer(built: Path) -> None:
    answer, task = notebook(built / "exercises/sums/sums.ipynb").cells[3:]
    assert (answer.source, answer.metadata.nbgrader.points) == ("YOUR ANSWER HERE", 2)
    assert (task.source.strip(), task.metadata.nbgrader.task) == ("Draw it in a cell of your own.", True)
    answer, task = notebook(built / "solutions/sums/sums.ipynb").cells[3:]
    assert "Because" in answer.source
    assert "A point for each line" in task.source
