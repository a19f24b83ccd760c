"""Submissions of the exercise `ensemble` go through stock nbgrader."""

import csv
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest

from k8slab.course.release import load_config, scripts_on_path

ROOT = Path(__file__).parents[2]
ASSIGNMENT = "ensemble"
POINTS = {"volumes": 2.0, "members": 2.0, "service": 1.0, "return": 2.0, "redeploy": 2.0, "fourth": 1.0}

Notebook = Any


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
    """No Service, every member deleted instead of one, nothing done for the fourth."""
    notebook = solved()
    answer(notebook, "service").source = "# later"
    answer(notebook, "return").source = "%kubectl delete po --all -n quorum"
    answer(notebook, "fourth").source = "%kubectl scale sts keeper -n quorum --replicas=4"
    return notebook


def damaged() -> Notebook:
    """Right, but with a copied answer cell that kept empty metadata, and with a check deleted."""
    notebook = solved()
    copied = nbformat.v4.new_code_cell("%kubectl get po -n quorum", metadata={"nbgrader": {}})
    notebook.cells.insert(notebook.cells.index(answer(notebook, "return")), copied)
    notebook.cells = [cell for cell in notebook.cells if grade_id(cell) != f"{ASSIGNMENT}-service-check"]
    return notebook


SUBMISSIONS: dict[str, tuple[Callable[[], Notebook], dict[str, float]]] = {
    "right": (solved, POINTS),
    "blank": (released, dict.fromkeys(POINTS, 0.0)),
    "wrong": (wrong, POINTS | {"service": 0.0, "return": 0.0, "fourth": 0.0}),
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
    run = subprocess.run(
        [sys.executable, str(script), str(root), ASSIGNMENT, *SUBMISSIONS],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr


def scores(root: Path, student: str) -> dict[str, float]:
    """The score of each graded cell, by task."""
    from nbgrader.api import Gradebook

    with scripts_on_path(), Gradebook(f"sqlite:///{root / 'gradebook.db'}") as gradebook:
        grades = gradebook.find_submission_notebook(ASSIGNMENT, ASSIGNMENT, student).grades
        return {grade.name.split("-")[1]: grade.score for grade in grades}


@pytest.mark.parametrize("student", SUBMISSIONS)
def test_each_submission_earns_exactly_its_points(student: str, course: Path) -> None:
    assert scores(course, student) == SUBMISSIONS[student][1]


def test_the_release_is_the_one_in_the_repository(course: Path) -> None:
    built = (course / "exercises" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").read_bytes()
    assert built == (ROOT / "exercises" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").read_bytes()


def test_export_lists_every_score_out_of_ten(course: Path) -> None:
    command = [sys.executable, "-m", "nbgrader", "export", "--to", "grades.csv"]
    with scripts_on_path():
        subprocess.run(command, cwd=course, check=True, capture_output=True, env=os.environ)
    rows = list(csv.DictReader((course / "grades.csv").read_text().splitlines()))
    found = {row["student_id"]: (float(row["score"]), float(row["max_score"])) for row in rows}
    expected = {student: (sum(points.values()), 10.0) for student, (_, points) in SUBMISSIONS.items()}
    assert found == expected


def test_feedback_tells_the_wrong_one_what_was_found(course: Path) -> None:
    page = (course / "feedback" / "wrong" / ASSIGNMENT / f"{ASSIGNMENT}.html").read_text()
    assert "keeper-0 there all the time" in page
    assert "match pod anti-affinity rules" in page


def test_the_settings_name_the_folders_of_this_course() -> None:
    directory = load_config(ROOT / "nbgrader_config.py").CourseDirectory
    assert (directory.source_directory, directory.release_directory) == ("solutions", "exercises")
    assert directory.solution_directory != "solution"
