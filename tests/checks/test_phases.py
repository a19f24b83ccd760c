"""Stretches of a story in which something stayed the same."""

from typing import Any

from k8slab.checks.phases import phases, template
from k8slab.story import Event, Interval, Moment, Story


def told(*steps: tuple[float, str, str, int]) -> Story:
    """A story of a set: time, event, uid and the number that its template says."""

    def event(revision: int, time: float, kind: str, uid: str, number: int) -> Event:
        spec = {"template": {"spec": {"number": number}}, "paused": revision % 2}
        obj: dict[str, Any] = {"metadata": {"name": "agent", "namespace": "ns", "uid": uid}, "spec": spec}
        return Event(Moment(time, revision), kind, "daemonsets", obj)

    return Story(event(revision, *step) for revision, step in enumerate(steps, 1))


def numbers(story: Story) -> list[tuple[int, Interval]]:
    found = phases(story.lives("daemonsets"), template)
    return [(phase.value["spec"]["number"], phase.during) for phase in found]


def test_a_phase_lasts_until_the_value_changes_whatever_else_does() -> None:
    story = told((0, "ADDED", "a", 1), (5, "MODIFIED", "a", 1), (9, "MODIFIED", "a", 2))
    assert numbers(story) == [
        (1, Interval(Moment(0, 1), Moment(9, 3))),
        (2, Interval(Moment(9, 3), None)),
    ]


def test_a_value_that_comes_back_begins_another_phase() -> None:
    story = told((0, "ADDED", "a", 1), (5, "MODIFIED", "a", 2), (9, "MODIFIED", "a", 1))
    assert [number for number, _ in numbers(story)] == [1, 2, 1]


def test_the_last_phase_of_an_object_ends_when_it_is_deleted() -> None:
    story = told((0, "ADDED", "a", 1), (5, "DELETED", "a", 1), (9, "ADDED", "b", 1))
    assert numbers(story) == [
        (1, Interval(Moment(0, 1), Moment(5, 2))),
        (1, Interval(Moment(9, 3), None)),
    ]
