"""The frame of controllers: each key once, the earliest time wins, failures are tried again ever later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from k8slab.objects.meta import Key
from k8slab.sim import kinds
from k8slab.sim.api import Api, status
from k8slab.sim.chance import Chance
from k8slab.sim.clock import Clock
from k8slab.sim.kinds.kind import Kind
from k8slab.sim.reconcile import Controller, Interest, Queue, itself
from k8slab.sim.recorder import Recorder
from k8slab.sim.store import Store


def test_of_several_wishes_for_a_key_the_earliest_time_wins() -> None:
    clock, log = Clock(), []
    queue = Queue(clock, lambda key: log.append((clock.now, key)))
    for delay in (5.0, 2.0, 9.0):
        queue.add(("default", "a"), delay)
    while clock.step():
        pass
    assert log == [(2.0, ("default", "a"))]


def test_a_key_that_is_worked_on_may_be_added_again() -> None:
    clock, log = Clock(), []

    def work(key: Key) -> None:
        log.append(clock.now)
        if len(log) < 3:
            queue.add(key, 1.0)

    queue = Queue(clock, work)
    queue.add(("default", "a"))
    while clock.step():
        pass
    assert log == [0.0, 1.0, 2.0]


def test_an_idle_wish_does_not_stand_in_for_one_that_is_waited_for() -> None:
    clock, log = Clock(), []
    queue = Queue(clock, lambda key: log.append(clock.now))
    queue.add(("default", "a"), 1.0, idle=True)
    assert clock.settled()
    queue.add(("default", "a"), 5.0)
    assert not clock.settled()
    while clock.step():
        pass
    assert log == [5.0]


class Failing(Controller):
    """Fails as often as it is told to."""

    name = "failing-controller"
    failures = 3

    def __init__(self, *parts: Any) -> None:
        self.times: list[float] = []
        super().__init__(*parts)

    def interests(self) -> Mapping[Kind, Interest]:
        return {kinds.NAMESPACE: itself}

    def reconcile(self, key: Key) -> None:
        self.times.append(self.clock.now)
        if len(self.times) <= self.failures:
            raise status.not_found(kinds.NAMESPACE, key[1])


@pytest.fixture
def failing() -> Failing:
    clock = Clock()
    store = Store(lambda: clock.now)
    api = Api(store, clock, Chance(0, lambda: store.revision), frozenset())
    return Failing(api, clock, Recorder(api))


def test_a_refused_reconcile_is_tried_again_each_time_twice_as_late(failing: Failing) -> None:
    failing.api.create(kinds.NAMESPACE, {"metadata": {"name": "a"}})
    while failing.clock.step():
        pass
    assert failing.times == pytest.approx([0.0, 0.005, 0.015, 0.035])


def test_a_controller_that_keeps_failing_is_not_waited_for(failing: Failing) -> None:
    failing.failures = 10**9
    failing.api.create(kinds.NAMESPACE, {"metadata": {"name": "a"}})
    while failing.clock.step():
        pass
    assert failing.clock.settled()
    assert len(failing.times) < 20
