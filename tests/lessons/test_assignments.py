"""What holds for every assignment of the course, and for all of them together."""

from __future__ import annotations

from functools import cache

import pytest

from k8slab.checks import Catalogue, Moment, State, Story
from k8slab.verdict import Verdict
from tests.lessons.assignments import Assignment, assignments
from tests.lessons.learner import LESSONS, Learner

ASSIGNMENTS = list(assignments())

every = pytest.mark.parametrize("assignment", ASSIGNMENTS, ids=lambda assignment: assignment.name)


@every
def test_an_assignment_has_at_least_two_right_routes_and_ten_known_mistakes(assignment: Assignment) -> None:
    wrong = [name for name, (_, lost) in assignment.tests.MISTAKES.items() if lost]
    assert len(assignment.tests.ROUTES) >= 2
    assert len(wrong) >= 10


@every
def test_every_task_of_an_assignment_is_lost_by_a_mistake_in_it(assignment: Assignment) -> None:
    """Beside those who do nothing at all."""
    tasks = set(assignment.tests.EXERCISE.points)
    losses = [set(lost) for _, lost in assignment.tests.MISTAKES.values() if set(lost) != tasks]
    assert set().union(*losses) == tasks


@every
def test_the_tests_of_an_assignment_know_each_of_its_tasks(assignment: Assignment) -> None:
    exercise = assignment.tests.EXERCISE
    asked = [cell.source.partition('lab.check("')[2].partition('"')[0] for cell in assignment.checked]
    assert asked == [f"{exercise.prefix}-{task}" for task in exercise.points]


@cache
def shown_the_end(name: str) -> dict[str, Verdict]:
    """What the checks of an assignment say about a right submission if only its end is shown."""
    tests = next(each.tests for each in ASSIGNMENTS if each.name == name)
    catalogue, learner = Catalogue.load(LESSONS), Learner()
    submission, found = next(iter(tests.ROUTES.values())), {}
    for task in tests.EXERCISE.points:
        submission[task](learner)
        learner.settle()
        check = catalogue[f"{tests.EXERCISE.prefix}-{task}"]
        told = Story.from_dicts(learner.control.story())
        assert check.judge(told, State.of(told)).passed
        end = forgetful(told)
        verdict = check.judge(end, State.of(end))
        assert "mistake in the check" not in repr(verdict)
        found[task] = verdict
    return found


def path_tasks(name: str) -> list[str]:
    """The tasks of an assignment that are about the path: the end alone does not pass them."""
    return [task for task, verdict in shown_the_end(name).items() if not verdict.passed]


def forgetful(told: Story) -> Story:
    """A story of which nobody saw more than the end."""
    newest = {(event.resource, event.object["metadata"]["uid"]): event for event in told.events}
    last = Moment(told.end, told.events[-1].moment.revision)
    return Story(
        each._replace(moment=last, type="ADDED") for each in newest.values() if each.type != "DELETED"
    )


@every
def test_an_assignment_judges_the_way_as_well_as_the_end(assignment: Assignment) -> None:
    assert path_tasks(assignment.name)
    assert any(verdict.earned for verdict in shown_the_end(assignment.name).values())


def test_the_course_has_eight_assignments_with_enough_tasks_and_enough_about_the_way() -> None:
    assert len(ASSIGNMENTS) == 8
    assert sum(len(each.checked) for each in ASSIGNMENTS) >= 45
    assert sum(len(path_tasks(each.name)) for each in ASSIGNMENTS) >= 15
