"""What checks ask about nodes."""

from typing import Any

import pytest

from k8slab.checks import Event, Interval, Moment, Story
from k8slab.checks.nodes import closings, was_unheard, within


def node(ready: str = "True", uid: str = "one", **spec: Any) -> dict[str, Any]:
    status = {"conditions": [{"type": "Ready", "status": ready}]}
    return {"metadata": {"name": "m1", "uid": uid}, "spec": spec, "status": status}


def at(second: int) -> Moment:
    return Moment(second, second)


def told(*events: tuple[int, str, dict[str, Any]]) -> Story:
    return Story(Event(at(second), kind, "nodes", obj) for second, kind, obj in events)


def test_a_node_is_closed_from_cordon_to_uncordon_each_time() -> None:
    story = told(
        (1, "ADDED", node()),
        (2, "MODIFIED", node(unschedulable=True)),
        (3, "MODIFIED", node()),
        (4, "MODIFIED", node(unschedulable=True)),
    )
    assert closings(story, "m1") == [Interval(at(2), at(3)), Interval(at(4), None)]


@pytest.mark.parametrize(
    ("second", "unheard"), [(2, False), (3, True), (5, True), (6, True), (7, False), (8, False)]
)
def test_nobody_hears_of_a_node_that_is_silent_or_deleted_until_one_of_its_name_is_ready(
    second: int, unheard: bool
) -> None:
    story = told(
        (1, "ADDED", node()),
        (3, "MODIFIED", node("Unknown")),
        (5, "DELETED", node("Unknown")),
        (7, "ADDED", node(uid="two")),
    )
    assert was_unheard(story, "m1", at(second)) == unheard


def test_a_pod_without_node_or_end_says_nothing_of_silence() -> None:
    assert not was_unheard(told(), "", at(1))
    assert not was_unheard(told(), "m1", None)


def test_what_happens_within_an_interval_is_after_its_start_and_before_its_end() -> None:
    interval = Interval(at(2), at(4))
    assert [within(moment, interval) for moment in (None, at(2), at(3), at(4))] == [False, False, True, False]
    assert within(at(9), Interval(at(2), None))
