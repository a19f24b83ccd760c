"""Lessons are laid out as lessons/README.md says."""

import re
from pathlib import Path
from typing import Any

import pytest

from k8slab.checks.catalogue import checks_in
from k8slab.checks.questions import Questions, find
from k8slab.course.lesson import find_lessons
from k8slab.course.notebook import read
from tests.lessons.assignments import Assignment, assignments, points

ROOT = Path(__file__).parents[2]
LESSONS = find_lessons(ROOT, [])
EXERCISES = [lesson for lesson in LESSONS if lesson.exercise]
SOURCES = [lesson.text for lesson in LESSONS] + [lesson.exercise for lesson in EXERCISES]
SETUP = "from k8slab import Lab\n\nlab = Lab()\nlab"

lessons = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
sources = pytest.mark.parametrize("source", SOURCES, ids=lambda source: f"{source.parent.name}-{source.stem}")


def cells(source: Path, kind: str) -> list[Any]:
    return [cell for cell in read(source, source.parent.name)[0].cells if cell.cell_type == kind]


def prose(source: Path) -> str:
    return "\n\n".join(cell.source for cell in cells(source, "markdown"))


@sources
def test_cells_have_at_most_eight_lines_but_for_answers(source: Path) -> None:
    run = [cell for cell in cells(source, "code") if "solution" not in cell.metadata.get("tags", [])]
    assert [cell.source for cell in run if len(cell.source.splitlines()) > 8] == []


@sources
def test_the_first_cell_makes_the_lab(source: Path) -> None:
    assert cells(source, "code")[0].source == SETUP


@sources
def test_no_cell_defines_a_helper_or_imports_everything(source: Path) -> None:
    code = "\n".join(cell.source for cell in cells(source, "code"))
    assert not re.search(r"^\s*(def|class) |import \*", code, re.MULTILINE)


@sources
def test_every_fold_is_closed(source: Path) -> None:
    for cell in cells(source, "markdown"):
        assert cell.source.count("<details><summary>") == cell.source.count("</details>")


def test_no_two_lessons_ask_a_question_of_one_name() -> None:
    Questions.load(ROOT / "lessons")


@lessons
def test_a_lesson_has_every_part(lesson: Any) -> None:
    text = prose(lesson.text)
    parts = [
        "**The question.**",
        "**After this lesson you can**",
        "**Time:**",
        "**Predict:**",
        "## Your turn",
    ]
    parts += ["## Your turn", "<details><summary>Hint 1", "## Summary", "**Recall**", "## On a real cluster"]
    assert [part for part in parts if part not in text] == []


@lessons
def test_a_lesson_leads_to_its_graded_exercise_or_to_the_next_one(lesson: Any) -> None:
    named = [(each.lesson.name, each.name) for each in assignments()]
    graded = next(name for folder, name in named if folder >= lesson.name)
    turn = prose(lesson.text).partition("## Your turn")[2].partition("## Summary")[0]
    assert f"](../exercises/{graded}/{graded}.ipynb)" in turn
    assert lesson.exercise or "<details><summary>A solution</summary>" in turn


@lessons
def test_a_lesson_asks_for_predictions_whose_right_letters_differ_and_shows_them_before_its_summary(
    lesson: Any,
) -> None:
    text = lesson.text.read_text(encoding="utf-8")
    questions = [question for _, question in find(text)]
    assert len(questions) >= 3
    assert len({question.answer for question in questions}) >= 2
    assert "lab.predictions()" in text.partition("## What you said")[2].partition("## Summary")[0]


@lessons
def test_every_manifest_of_a_lesson_is_used(lesson: Any) -> None:
    code = "\n".join(cell.source for cell in cells(lesson.text, "code"))
    names = [path.relative_to(lesson.folder).as_posix() for path in lesson.manifests()]
    assert [name for name in names if name not in code] == []


exercises = pytest.mark.parametrize("lesson", EXERCISES, ids=lambda lesson: lesson.name)


@exercises
def test_every_task_of_an_exercise_has_an_answer_and_a_check(lesson: Any) -> None:
    tags = [set(cell.metadata.get("tags", [])) for cell in cells(lesson.exercise, "code")]
    answers = [task for found in tags if "solution" in found for task in found - {"solution"}]
    checks = [tag for found in tags for tag in found if any(t.startswith("points-") for t in found)]
    assert answers == [tag for tag in checks if tag.startswith("task-")]


@exercises
def test_an_assignment_has_a_hundred_points_in_at_least_five_tasks(lesson: Any) -> None:
    graded = [cell for cell in read(lesson.exercise, lesson.name)[0].cells if points(cell)]
    assert sum(map(points, graded)) == 100
    assert len(Assignment(lesson).checked) >= 5


@exercises
def test_a_check_is_worth_what_its_cell_says_and_has_three_hints(lesson: Any) -> None:
    known = {check.name: check for check in checks_in(lesson.folder)}
    asked = {
        re.findall(r'lab.check\("([^"]+)"\).score\(\)$', cell.source)[0]: cell
        for cell in Assignment(lesson).checked
    }
    assert {name: points(cell) for name, cell in asked.items()} == {
        name: c.points for name, c in known.items()
    }
    assert [name for name, check in known.items() if len(check.hints) != 3] == []


@exercises
def test_an_assignment_shows_the_task_sheet_of_its_variants(lesson: Any) -> None:
    assignment = read(lesson.exercise, lesson.name)[1]["assignment"]
    assert {check.variants.assignment for check in checks_in(lesson.folder)} == {assignment}
    assert f'task = lab.assignment("{assignment}")\ntask' in [
        cell.source for cell in cells(lesson.exercise, "code")
    ]
