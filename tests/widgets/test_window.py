"""The stretch of time that a timeline shows."""

from hypothesis import given
from hypothesis import strategies as st

from k8slab.widgets.window import NARROWEST, WHOLE, Window

TIMES = st.floats(min_value=1, max_value=10_000)
SHARES = st.floats(min_value=-2, max_value=2)


def test_the_whole_goes_with_the_shown_time():
    assert WHOLE.seen_at(46) == (0, 46)
    assert WHOLE.seen_at(60) == (0, 60)
    assert WHOLE.is_whole


def test_zooming_in_keeps_the_second_that_is_pointed_at_where_it_is():
    window = WHOLE.zoomed(0.5, 40, around=10)
    assert window == Window(5, 25)
    assert window.zoomed(0.5, 40, around=10) == Window(7.5, 17.5)


def test_zooming_out_ends_at_the_whole():
    assert WHOLE.zoomed(0.5, 40).zoomed(2, 40) == WHOLE
    assert WHOLE.zoomed(3, 40) == WHOLE


def test_a_window_that_reaches_the_shown_time_goes_with_it():
    window = WHOLE.zoomed(0.5, 40, around=40)
    assert window == Window(20, None)
    assert window.seen_at(44) == (20, 44)


def test_a_window_moves_within_what_there_is():
    window = Window(10, 20)
    assert window.moved(0.5, 40) == Window(15, 25)
    assert window.moved(-9, 40) == Window(0, 10)
    assert window.moved(9, 40) == Window(30, None)


def test_a_window_never_reaches_beyond_the_shown_time():
    assert Window(10, 20).seen_at(15) == (10, 15)
    assert Window(10, 20).seen_at(5) == (5, 5)


@given(TIMES, st.lists(st.tuples(SHARES, st.floats(0.1, 4)), max_size=8))
def test_however_it_is_moved_and_zoomed_it_lies_within_the_story(time, acts):
    window = WHOLE
    for move, factor in acts:
        window = window.moved(move, time).zoomed(factor, time)
        since, until = window.seen_at(time)
        assert 0 <= since <= until <= time
        assert until - since >= min(NARROWEST, time) - 0.002
