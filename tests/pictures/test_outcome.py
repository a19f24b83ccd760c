import pytest

from k8slab.pictures.outcome import Down, outcome_of
from k8slab.pictures.row import Span, rows_of
from k8slab.pictures.workloads import Workloads
from k8slab.story import Scene


@pytest.fixture
def outcome(teller):
    def of(start, end):
        story = teller.story()
        lives = [life for life in story.pods() if life.created.time <= end]
        return outcome_of(rows_of(lives, Workloads(Scene(story, end)), Span(0, end), None), Span(start, end))

    return of


def test_the_time_until_all_are_ready_is_when_the_last_one_is(teller, outcome):
    teller.starts(0, "zk-0")
    teller.starts(16, "zk-1")
    assert outcome(0, 60).all_ready == 32
    assert outcome(10, 60).all_ready == 22
    assert outcome(40, 60).all_ready == 0


def test_who_is_not_ready_at_the_end_leaves_no_such_time(teller, outcome):
    teller.starts(0, "zk-0")
    teller.create(5, "zk-1")
    assert outcome(0, 60).all_ready is None


def test_pods_on_their_way_out_are_waited_for(teller, outcome):
    teller.starts(0, "zk-0")
    teller.starts(0, "zk-1")
    teller.stops(20, "zk-1")
    assert outcome(0, 60).all_ready == 50


def test_the_order_of_readiness_has_those_of_one_instant_together(teller, outcome):
    teller.starts(0, "zk-0")
    teller.starts(4, "zk-2")
    teller.starts(4, "zk-1")
    assert outcome(0, 60).order == (("zk-0",), ("zk-1", "zk-2"))
    assert outcome(17, 60).order == (("zk-1", "zk-2"),)


def test_who_was_ready_before_the_start_is_in_the_order_only_if_it_becomes_ready_again(teller, outcome):
    teller.starts(0, "zk-0")
    teller.starts(0, "zk-1")
    teller.stops(30, "zk-1")
    teller.starts(60, "zk-1")
    assert outcome(20, 90).order == (("zk-1",),)


def test_down_is_who_had_been_ready_and_comes_back_or_is_still_there(teller, outcome):
    for name in ("zk-0", "zk-1", "zk-2"):
        teller.starts(0, name)
    teller.stops(20, "zk-0")
    teller.stops(30, "zk-1")
    teller.starts(50, "zk-0")
    teller.starts(60, "zk-1")
    teller.stops(40, "zk-2")
    assert outcome(0, 100).down == Down(2, 30)
    assert outcome(25, 100).down == Down(2, 5)
    assert outcome(70, 100).down == Down(1, 0)


def test_starting_for_the_first_time_is_not_being_down(teller, outcome):
    teller.starts(0, "zk-0")
    assert outcome(0, 60).down == Down(0, 0)


def test_everybody_has_one_fate(teller, outcome):
    for name in ("zk-0", "zk-1", "zk-2"):
        teller.starts(0, name)
    teller.stops(20, "zk-1")
    teller.starts(50, "zk-1")
    teller.stops(30, "zk-2")
    teller.starts(40, "zk-3")
    found = outcome(18, 100)
    assert (found.kept, found.replaced, found.removed, found.made) == (
        ("zk-0",),
        ("zk-1",),
        ("zk-2",),
        ("zk-3",),
    )
    assert (found.ready, found.pods) == (3, 3)


def test_who_came_and_went_before_the_start_has_no_fate(teller, outcome):
    teller.starts(0, "zk-0")
    teller.stops(20, "zk-0")
    found = outcome(60, 100)
    assert not any((found.kept, found.replaced, found.removed, found.made))
