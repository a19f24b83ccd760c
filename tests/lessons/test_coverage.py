"""Every step of the article is run by a cell of the lesson that is to run it.

A row is excused only while the lesson that the course's plan gives it to is not there.
"""

import re
from pathlib import Path

import pytest

from k8slab.course.coverage import FILE, STEPS, document
from k8slab.course.lesson import find_lessons

ROOT = Path(__file__).parents[2]
LESSONS = find_lessons(ROOT, [])
PLAN = {
    "02-stateful": "1-7 10",
    "03-names": "8 17 21 22 39",
    "04-volumes": "9 11-15 23 24 29",
    "05-zookeeper": "16 18-20 25-27 30-32",
    "06-ordered": "33 34",
    "07-scaling": "28 40-45",
    "08-updating": "35-38 46-52",
    "09-daemonset": "53-56",
    "10-placement": "57-64",
    "11-daemon-updates": "65-68",
}


def numbers(text: str) -> list[int]:
    """From "1-3 7"."""
    ranges = [part.partition("-")[::2] for part in text.split()]
    return [number for first, last in ranges for number in range(int(first), int(last or first) + 1)]


def without_a_cell() -> set[int]:
    return {int(step) for step in re.findall(r"^\| S(\d+) \| – ", document(LESSONS), re.MULTILINE)}


def test_the_plan_gives_each_step_to_one_lesson() -> None:
    assert sorted(number for text in PLAN.values() for number in numbers(text)) == list(range(1, STEPS + 1))


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_each_step_of_a_lesson_that_is_there_is_run_by_a_cell(lesson) -> None:
    assert [f"S{step}" for step in numbers(PLAN.get(lesson.name, "")) if step in without_a_cell()] == []


def test_coverage_is_what_the_tags_of_cells_say() -> None:
    told = (ROOT / FILE).read_text(encoding="utf-8")
    assert told == document(LESSONS), "next: python -m k8slab.course coverage"
