"""The assignments of the course: found in lessons/, so that none is forgotten, each with its tests."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

from k8slab.course.lesson import Lesson, find_lessons
from k8slab.course.notebook import read

ROOT = Path(__file__).parents[2]
TESTS = Path(__file__).parent


@dataclass(frozen=True)
class Assignment:
    """A lesson's graded exercise."""

    lesson: Lesson

    @cached_property
    def _read(self) -> tuple[Any, Any]:
        return read(self.lesson.exercise, self.lesson.name)

    @property
    def name(self) -> str:
        return str(self._read[1]["assignment"])

    @property
    def cells(self) -> list[Any]:
        return list(self._read[0].cells)

    @property
    def graded(self) -> list[Any]:
        """The cells that are worth something, to the referee or to a person."""
        return [cell for cell in self.cells if points(cell)]

    @property
    def checked(self) -> list[Any]:
        """The cells that the referee judges."""
        return [cell for cell in self.graded if is_checked(cell)]

    @property
    def open(self) -> list[Any]:
        """What asks for cells of the learner's own: nbgrader never takes it for left blank."""
        return [cell for cell in self.graded if "task" in cell.metadata.get("tags", [])]

    @property
    def tests(self) -> ModuleType:
        """`test_NAME_checks.py`, with its EXERCISE, ROUTES and MISTAKES."""
        return importlib.import_module(f"tests.lessons.test_{self.name.replace('-', '_')}_checks")


def assignments(root: Path = ROOT) -> Iterator[Assignment]:
    """Every assignment, in the order of the lessons."""
    return (Assignment(lesson) for lesson in find_lessons(root, []) if lesson.exercise)


def points(cell: Any) -> float:
    """What a cell of an exercise is worth."""
    tags = cell.metadata.get("tags", [])
    return sum(float(tag.removeprefix("points-")) for tag in tags if tag.startswith("points-"))


def is_checked(cell: Any) -> bool:
    """True if the referee says what a cell earns; what is not code is read by a person."""
    return bool(cell.cell_type == "code" and "lab.check(" in cell.source)
