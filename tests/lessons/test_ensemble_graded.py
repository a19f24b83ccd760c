"""Submissions of the exercise `ensemble` go through stock nbgrader."""

import csv
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import nbformat
import pytest

from k8slab.checks import Catalogue, TaskSheet
from k8slab.course.release import load_config, scripts_on_path
from tests.lessons.learner import LESSONS

ROOT = Path(__file__).parents[2]
ASSIGNMENT = "ensemble"
GRADING = "hint_price = 1.5\nseed = 'this class'\n"
CHECKED = {"volumes": 15, "members": 20, "service": 15, "return": 15, "redeploy": 15, "fourth": 10}
BY_HAND = {"identity": None, "pending": None}
POINTS: dict[str, float | None] = {**CHECKED, **BY_HAND}

Notebook = Any


def sheet_of(student: str) -> TaskSheet:
    """What is asked of a student of this class."""
    return Catalogue.load(LESSONS).assignment(ASSIGNMENT).sheet(student, "this class")


def released() -> Notebook:
    return nbformat.read(ROOT / "exercises" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4)


def solved() -> Notebook:
    """The released notebook with the model answers written into its answer cells."""
    source = nbformat.read(ROOT / "solutions" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4)
    answers = {grade_id(cell): cell.source for cell in source.cells if is_answer(cell)}
    notebook = released()
    for cell in notebook.cells:
        if is_answer(cell):
            cell.source = answers[grade_id(cell)]
    return notebook


def grade_id(cell: Any) -> str:
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


def is_answer(cell: Any) -> bool:
    return grade_id(cell).endswith("-answer")


def answer(notebook: Notebook, task: str) -> Any:
    return next(cell for cell in notebook.cells if grade_id(cell) == f"{ASSIGNMENT}-{task}-answer")


def wrong() -> Notebook:
    """No Service, every member deleted instead of one, nothing done for the fourth, nothing explained."""
    notebook = solved()
    answer(notebook, "service").source = "# later"
    answer(notebook, "return").source = "lab.kubectl(f'delete po --all -n {task.namespace}')"
    scale = "lab.kubectl(f'scale sts {task.set} -n {task.namespace} --replicas=4')"
    answer(notebook, "fourth").source = scale
    for task in BY_HAND:
        answer(notebook, task).source = "YOUR ANSWER HERE"
    return notebook


def damaged() -> Notebook:
    """Right, but with a copied answer cell that kept empty metadata, and with a check deleted."""
    notebook = solved()
    copied = nbformat.v4.new_code_cell("%kubectl get po -n quorum", metadata={"nbgrader": {}})
    notebook.cells.insert(notebook.cells.index(answer(notebook, "return")), copied)
    notebook.cells = [cell for cell in notebook.cells if grade_id(cell) != f"{ASSIGNMENT}-service-check"]
    return notebook


def copied() -> Notebook:
    """The answers of the student `right`, as they stand in that student's notebook: with its values."""
    notebook = solved()
    sheet = sheet_of("right").as_dict()
    cell = answer(notebook, "volumes")
    taken = "from k8slab.task_sheet import TaskSheet\n" + f"task = TaskSheet.from_dict({sheet!r})\n"
    cell.source = taken + cell.source
    return notebook


def pretended() -> Notebook:
    """As copied, and the notebook says that it is the other student's."""
    notebook = copied()
    before = "import os\nos.environ['K8SLAB_STUDENT'] = os.environ['JUPYTERHUB_USER'] = 'right'"
    notebook.cells.insert(0, nbformat.v4.new_code_cell(before))
    return notebook


def hinted() -> Notebook:
    """Right, with a hint that the notebook asks for before the check."""
    notebook = solved()
    cell = nbformat.v4.new_code_cell('lab.hint("quorum-return", 2)')
    notebook.cells.insert(notebook.cells.index(answer(notebook, "return")), cell)
    return notebook


NONE = dict.fromkeys(CHECKED, 0.0)
SUBMISSIONS: dict[str, tuple[Callable[[], Notebook], Mapping[str, float | None]]] = {
    "right": (solved, POINTS),
    "blank": (released, dict.fromkeys(POINTS, 0.0)),
    "wrong": (
        wrong,
        CHECKED | {"service": 0.0, "return": 10.0, "fourth": 3.0, "identity": 0.0, "pending": 0.0},
    ),
    "copied": (copied, POINTS | NONE),
    "pretended": (pretended, POINTS | NONE),
    "hinted": (hinted, POINTS | {"return": 12.0}),
    "damaged": (damaged, POINTS),
}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course folder in which everything has been submitted and graded."""
    root = tmp_path_factory.mktemp("class")
    shutil.copy(ROOT / "nbgrader_config.py", root)
    shutil.copytree(ROOT / "solutions", root / "solutions")
    for student, (make, _) in SUBMISSIONS.items():
        folder = root / "submitted" / student / ASSIGNMENT
        folder.mkdir(parents=True)
        nbformat.write(make(), folder / f"{ASSIGNMENT}.ipynb")
    grade(root)
    return root


def grade(root: Path) -> None:
    """generate_assignment, autograde and generate_feedback, in a process of their own."""
    script = Path(__file__).with_name("grade_class.py")
    settings = root / "grading.toml"
    settings.write_text(GRADING)
    run = subprocess.run(
        [sys.executable, str(script), str(root), ASSIGNMENT, *SUBMISSIONS],
        env={**os.environ, "K8SLAB_GRADING": str(settings)},
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr


def scores(root: Path, student: str) -> dict[str, float | None]:
    """The score of each graded cell, by task; None for what a person has yet to read."""
    from nbgrader.api import Gradebook

    with scripts_on_path(), Gradebook(f"sqlite:///{root / 'gradebook.db'}") as gradebook:
        grades = gradebook.find_submission_notebook(ASSIGNMENT, ASSIGNMENT, student).grades
        return {
            grade.name.split("-")[1]: None if grade.needs_manual_grade else grade.score for grade in grades
        }


@pytest.mark.parametrize("student", SUBMISSIONS)
def test_each_submission_earns_exactly_its_points(student: str, course: Path) -> None:
    assert scores(course, student) == SUBMISSIONS[student][1]


def test_the_release_is_the_one_in_the_repository(course: Path) -> None:
    built = (course / "exercises" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").read_bytes()
    assert built == (ROOT / "exercises" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").read_bytes()


def test_export_lists_every_score_out_of_a_hundred(course: Path) -> None:
    command = [sys.executable, "-m", "nbgrader", "export", "--to", "grades.csv"]
    with scripts_on_path():
        subprocess.run(command, cwd=course, check=True, capture_output=True, env=os.environ)
    rows = list(csv.DictReader((course / "grades.csv").read_text().splitlines()))
    found = {row["student_id"]: (float(row["score"]), float(row["max_score"])) for row in rows}
    expected = {
        student: (sum(filter(None, points.values())), 100.0) for student, (_, points) in SUBMISSIONS.items()
    }
    assert found == expected


def test_feedback_tells_the_wrong_one_what_was_found(course: Path) -> None:
    page = (course / "feedback" / "wrong" / ASSIGNMENT / f"{ASSIGNMENT}.html").read_text()
    assert "-0 there all the time" in page
    assert "match pod anti-affinity rules" in page


def test_the_settings_name_the_folders_of_this_course() -> None:
    directory = load_config(ROOT / "nbgrader_config.py").CourseDirectory
    assert (directory.source_directory, directory.release_directory) == ("solutions", "exercises")
    assert directory.solution_directory != "solution"
