"""Model answers and blank releases of the assignments on sets and disks go through stock nbgrader."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest

from k8slab.course.release import scripts_on_path

ROOT = Path(__file__).parents[2]
ASSIGNMENTS = ("first-set", "names-and-disks")
STUDENTS = ("solved", "blank")


def grade_id(cell: Any) -> str:
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


def submission(assignment: str, student: str) -> Any:
    """The released notebook; for the student "solved" with the model answers in its answer cells."""
    name = f"{assignment}/{assignment}.ipynb"
    released = nbformat.read(ROOT / "exercises" / name, as_version=4)
    source = nbformat.read(ROOT / "solutions" / name, as_version=4)
    answers = {grade_id(cell): cell.source for cell in source.cells}
    for cell in released.cells if student == "solved" else []:
        if grade_id(cell).endswith("-answer"):
            cell.source = answers[grade_id(cell)]
    return released


@pytest.fixture(scope="module", params=ASSIGNMENTS)
def graded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A course folder in which both students' notebooks have been graded, and the assignment."""
    root, assignment = tmp_path_factory.mktemp("class"), str(request.param)
    shutil.copy(ROOT / "nbgrader_config.py", root)
    shutil.copytree(ROOT / "solutions", root / "solutions")
    for student in STUDENTS:
        folder = root / "submitted" / student / assignment
        folder.mkdir(parents=True)
        nbformat.write(submission(assignment, student), folder / f"{assignment}.ipynb")
    script = Path(__file__).with_name("grade_class.py")
    command = [sys.executable, str(script), str(root), assignment, *STUDENTS]
    run = subprocess.run(command, cwd=root, env=os.environ, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return root, assignment


def points(graded: tuple[Path, str], student: str) -> tuple[float, int, float]:
    """What the referee gave, how many answers wait for a person, and the points that could be earned."""
    from nbgrader.api import Gradebook

    root, assignment = graded
    with scripts_on_path(), Gradebook(f"sqlite:///{root / 'gradebook.db'}") as gradebook:
        found = gradebook.find_submission_notebook(assignment, assignment, student)
        waiting = [grade for grade in found.grades if grade.needs_manual_grade]
        return found.score, len(waiting), found.max_score


def test_a_model_answer_earns_all_that_is_checked_and_leaves_two_answers_to_a_person(
    graded: tuple[Path, str],
) -> None:
    assert points(graded, "solved") == (90, 2, 100)


def test_a_blank_release_earns_nothing(graded: tuple[Path, str]) -> None:
    assert points(graded, "blank") == (0, 0, 100)
