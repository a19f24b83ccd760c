"""What is asked of the tables of every assignment: its right routes, its known mistakes, and its students."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, ClassVar

import pytest

from k8slab import Lab
from k8slab.task_sheet import TaskSheet
from k8slab.verdict import Verdict
from tests.lessons.learner import STUDENTS, Learner, different_sheets, sheet_of
from tests.lessons.submission import Exercise, Mistakes, Submission, assert_explained, earned


class AssignmentTests:
    """Its classes, one in each ``test_NAME_checks.py``, name the tables; pytest makes a test of each row.

    ``told`` are rows of a mistake, a task, and what the verdict about it says.
    """

    assignment: ClassVar[str]
    exercise: ClassVar[Exercise]
    routes: ClassVar[Mapping[str, Submission]]
    mistakes: ClassVar[Mistakes]
    told: ClassVar[Sequence[tuple[str, str, str]]]
    official: ClassVar[Submission]

    @staticmethod
    def right(sheet: TaskSheet) -> Submission:
        """All of it, as that student has to do it."""
        raise NotImplementedError

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        rows = {"route": self.routes, "student": STUDENTS, "mistake": self.mistakes}
        names = metafunc.fixturenames
        if "told" in names:
            metafunc.parametrize(("mistake", "task", "told"), self.told)
            return
        for name in rows.keys() & set(names):
            metafunc.parametrize(name, rows[name])

    @classmethod
    def mistaken(cls, mistake: str) -> dict[str, Verdict]:
        """The verdicts on a known mistake."""
        return _verdicts(cls, mistake)

    def test_every_right_route_earns_every_point(self, route: str) -> None:
        assert earned(self.exercise.verdicts(Learner(), self.routes[route])) == self.exercise.points

    def test_each_mistake_loses_exactly_its_points(self, mistake: str) -> None:
        assert earned(self.mistaken(mistake)) == {**self.exercise.points, **self.mistakes[mistake][1]}

    def test_each_lost_point_is_explained(self, mistake: str) -> None:
        assert_explained(self.mistaken(mistake))

    def test_a_verdict_names_what_is_wrong(self, mistake: str, task: str, told: str) -> None:
        assert told in repr(self.mistaken(mistake)[task])

    def test_every_student_can_earn_every_point(self, student: str) -> None:
        submission = self.right(sheet_of(self.assignment, student))
        assert earned(self.exercise.verdicts(Learner(student), submission)) == self.exercise.points

    def test_the_students_of_a_class_have_different_sheets(self) -> None:
        assert different_sheets(self.assignment) >= 19

    def test_the_official_client_earns_every_point(self) -> None:
        with Lab() as lab:
            assert earned(self.exercise.verdicts(lab, self.official)) == self.exercise.points


@cache
def _verdicts(of: Any, mistake: str) -> dict[str, Verdict]:
    return of.exercise.verdicts(Learner(), of.mistakes[mistake][0])
