"""The clock: one heap, ties in order of scheduling, and when a cluster has settled."""

from __future__ import annotations

import pytest

from k8slab.sim.clock import Clock, RestlessError


def test_events_run_in_order_of_time_and_ties_in_order_of_scheduling() -> None:
    clock, log = Clock(), []
    for delay, name in [(2.0, "late"), (1.0, "first of a tie"), (1.0, "second of a tie"), (0.0, "now")]:
        clock.call_later(delay, lambda name=name: log.append((clock.now, name)))
    while clock.step():
        pass
    assert log == [(0.0, "now"), (1.0, "first of a tie"), (1.0, "second of a tie"), (2.0, "late")]
    assert clock.count == 4


def test_an_event_in_the_past_runs_now() -> None:
    clock = Clock(now=10.0)
    clock.call_at(3.0, lambda: None)
    assert clock.next_time() == 10.0


def test_idle_events_do_not_keep_the_cluster_busy_but_run_when_time_passes_them() -> None:
    clock, log = Clock(), []
    clock.call_later(5.0, lambda: log.append(clock.now), idle=True)
    assert clock.settled()
    assert not clock.step()
    clock.call_later(6.0, lambda: log.append(clock.now))
    assert clock.step()
    assert clock.step()
    assert log == [5.0, 6.0]


def test_running_what_is_due_does_not_move_time() -> None:
    clock, log = Clock(), []
    clock.call_later(0.0, lambda: clock.call_later(0.0, lambda: log.append("made by the first")))
    clock.call_later(0.1, lambda: log.append("later"))
    clock.run_due()
    assert (clock.now, log) == (0.0, ["made by the first"])


def test_advancing_runs_all_on_the_way_and_ends_at_the_asked_time() -> None:
    clock, log = Clock(), []
    clock.call_later(1.0, lambda: log.append(clock.now), idle=True)
    clock.call_later(9.0, lambda: log.append(clock.now))
    clock.advance_to(4.0)
    assert (clock.now, log) == (4.0, [1.0])


def test_a_cancelled_event_never_runs_and_settles_the_clock() -> None:
    clock = Clock()
    timer = clock.call_later(1.0, lambda: None)
    clock.cancel(timer)
    clock.cancel(timer)
    assert clock.settled()
    assert clock.next_time() is None


def test_an_instant_without_an_end_is_given_up() -> None:
    clock = Clock()

    def again() -> None:
        clock.call_later(0, again)

    again()
    with pytest.raises(RestlessError, match="two controllers seem to undo each other's work"):
        clock.run_due()


def test_who_asks_again_until_a_moment_between_two_microseconds_comes_to_an_end() -> None:
    clock, times = Clock(77.54581234), []
    deadline = clock.now + 3

    def look() -> None:
        times.append(clock.now)
        if clock.now < deadline:
            clock.call_later(deadline - clock.now, look)

    look()
    while clock.step():
        pass
    assert times == [77.54581234, 80.545812, 80.545813]
