"""Every assignment goes through stock nbgrader twice: with the model answers, and as it is released."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

from k8slab.course.release import scripts_on_path
from tests.lessons.assignments import ROOT, Assignment, assignments, points

ASSIGNMENTS = list(assignments())
STUDENTS = ("solved", "blank")
CLASSES = 2
"""Classes that are graded at the same time, each with every so many of the assignments."""


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


def begun(root: Path, names: list[str]) -> subprocess.Popen[str]:
    """A class of both students, and the process that grades what they hand in."""
    root.mkdir()
    shutil.copy(ROOT / "nbgrader_config.py", root)
    shutil.copytree(ROOT / "solutions", root / "solutions")
    for assignment in names:
        for student in STUDENTS:
            folder = root / "submitted" / student / assignment
            folder.mkdir(parents=True)
            nbformat.write(submission(assignment, student), folder / f"{assignment}.ipynb")
    script = str(Path(__file__).with_name("grade_class.py"))
    command = [sys.executable, script, str(root), ",".join(names), *STUDENTS]
    return subprocess.Popen(
        command, cwd=root, env=os.environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


@pytest.fixture(scope="module")
def classes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The folder of the class in which each assignment has been graded."""
    names = [assignment.name for assignment in ASSIGNMENTS]
    folder = tmp_path_factory.mktemp("school")
    rooms = {folder / str(number): names[number::CLASSES] for number in range(CLASSES)}
    runs = [begun(root, taught) for root, taught in rooms.items() if taught]
    told = [run.communicate()[0] for run in runs]
    assert [run.returncode for run in runs] == [0] * len(runs), "\n".join(told)
    return {name: root for root, taught in rooms.items() for name in taught}


@pytest.fixture(params=ASSIGNMENTS, ids=lambda assignment: assignment.name)
def assignment(request: pytest.FixtureRequest) -> Iterator[Assignment]:
    return request.param


def graded(root: Path, assignment: str, student: str) -> tuple[dict[str, float], int, float]:
    """What each task that the referee judges earned, how many answers wait for a person, and the maximum."""
    from nbgrader.api import Gradebook

    with scripts_on_path(), Gradebook(f"sqlite:///{root / 'gradebook.db'}") as gradebook:
        found = gradebook.find_submission_notebook(assignment, assignment, student)
        waiting = [grade for grade in found.grades if grade.needs_manual_grade]
        auto = {grade.name: grade.score for grade in found.grades if grade.name.endswith("-check")}
        return auto, len(waiting), found.max_score


def test_a_model_answer_earns_all_that_is_checked_and_leaves_the_rest_to_a_person(
    classes: dict[str, Path], assignment: Assignment
) -> None:
    auto, waiting, most = graded(classes[assignment.name], assignment.name, "solved")
    assert sorted(auto.values()) == sorted(map(points, assignment.checked))
    assert waiting == len(assignment.graded) - len(assignment.checked)
    assert most == 100


def test_a_blank_release_earns_nothing(classes: dict[str, Path], assignment: Assignment) -> None:
    auto, waiting, most = graded(classes[assignment.name], assignment.name, "blank")
    assert set(auto.values()) == {0}
    assert (len(auto), waiting, most) == (len(assignment.checked), len(assignment.open), 100)
