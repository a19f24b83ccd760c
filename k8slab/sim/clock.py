"""The one clock: virtual seconds, events in a heap, ties broken by a counter."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field

from k8slab.errors import K8slabError

MICROSECOND = 1e-6
MOST_AT_ONCE = 100_000
"""Events at one instant, after which the clock gives up."""


class RestlessError(K8slabError):
    """An instant does not come to its end."""


@dataclass(order=True, slots=True)
class Timer:
    """An event that waits in the heap. An *idle* one does not keep the cluster busy."""

    time: float
    order: int
    action: Callable[[], None] | None = field(compare=False)
    idle: bool = field(compare=False, default=False)


class Clock:
    """Virtual time, in seconds since the epoch of `k8slab.objects.timestamps`.

    The cluster has *settled* when no event but idle ones is left: probes that keep succeeding and
    long back-offs are idle, they run when time passes them but nobody waits for them.
    """

    def __init__(self, now: float = 0.0) -> None:
        self.start = self.now = now
        self.count = 0
        self._heap: list[Timer] = []
        self._order = 0
        self._busy = 0
        self._at_once = 0

    def call_at(self, time: float, action: Callable[[], None], *, idle: bool = False) -> Timer:
        """Run ``action`` at that virtual second (to the microsecond), or now if it has passed.

        What is asked for later is never run now: whoever waits for a moment that rounding has brought
        forward asks again, and would never come to an end.
        """
        self._order += 1
        self._busy += not idle
        due = max(round(time, 6), self.now)
        if due <= self.now < time:
            due = round(self.now + MICROSECOND, 6)
        timer = Timer(due, self._order, action, idle)
        heapq.heappush(self._heap, timer)
        return timer

    @property
    def passed(self) -> float:
        """Virtual seconds since the clock began."""
        return self.now - self.start

    def call_later(self, delay: float, action: Callable[[], None], *, idle: bool = False) -> Timer:
        return self.call_at(self.now + delay, action, idle=idle)

    def cancel(self, timer: Timer) -> None:
        """Forget the event; cancelling one that has run or is cancelled does nothing."""
        if timer.action is not None:
            timer.action = None
            self._busy -= not timer.idle

    def settled(self) -> bool:
        """True if nothing but idle events is left."""
        return self._busy == 0

    def next_time(self) -> float | None:
        """When the next event, idle or not, will run."""
        while self._heap and self._heap[0].action is None:
            heapq.heappop(self._heap)
        return self._heap[0].time if self._heap else None

    def due(self) -> bool:
        """True if an event waits for the present instant."""
        time = self.next_time()
        return time is not None and time <= self.now

    def step(self) -> bool:
        """Run the next event and move time to it; False, and nothing done, when settled."""
        return not self.settled() and self._run_next()

    def run_due(self) -> None:
        """Run all that is due at the present instant; time does not move."""
        while self.due():
            self._run_next()

    def advance_to(self, time: float) -> None:
        """Run everything up to and including that virtual second, idle events too."""
        while (upcoming := self.next_time()) is not None and upcoming <= time:
            self._run_next()
        self.now = max(self.now, time)

    def resume(self, time: float, count: int) -> None:
        """Run events until so many have run, then let time be as it was after them."""
        while self.count < count and self._run_next():
            pass
        self.now = max(self.now, time)

    def _run_next(self) -> bool:
        if self.next_time() is None:
            return False
        timer = heapq.heappop(self._heap)
        action, timer.action = timer.action, None
        self._busy -= not timer.idle
        self._notice(timer.time)
        self.now = timer.time
        self.count += 1
        assert action is not None
        action()
        return True

    def _notice(self, time: float) -> None:
        """Two controllers that undo each other's work would keep an instant from ever ending."""
        self._at_once = self._at_once + 1 if time <= self.now else 0
        if self._at_once > MOST_AT_ONCE:
            raise RestlessError(
                f"{MOST_AT_ONCE} events at virtual second {self.now:g} and no end: "
                "two controllers seem to undo each other's work. Please report what you did last."
            )
