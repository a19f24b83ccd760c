"""A set of events on the clock that can be forgotten together."""

from __future__ import annotations

from collections.abc import Callable

from k8slab.sim.clock import Clock, Timer


class Timers:
    """What one pod's worker waits for."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._serial = 0
        self._waiting: dict[int, Timer] = {}

    def later(self, delay: float, action: Callable[[], None], *, idle: bool = False) -> None:
        """Call ``action`` in ``delay`` virtual seconds, unless everything is forgotten before."""
        self._serial += 1
        token = self._serial

        def run() -> None:
            del self._waiting[token]
            action()

        self._waiting[token] = self._clock.call_later(delay, run, idle=idle)

    def forget(self) -> None:
        for timer in self._waiting.values():
            self._clock.cancel(timer)
        self._waiting.clear()
