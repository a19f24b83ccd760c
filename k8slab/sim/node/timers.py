"""A set of events on the clock that can be forgotten together."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from k8slab.sim.clock import Clock, Timer


class Timers:
    """What one pod's worker waits for, for the pod as a whole or for one ``of`` its containers."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._serial = 0
        self._waiting: dict[int, tuple[Hashable, Timer]] = {}

    def later(
        self, delay: float, action: Callable[[], None], *, idle: bool = False, of: Hashable = None
    ) -> None:
        """Call ``action`` in ``delay`` virtual seconds, unless it is forgotten before."""
        self._serial += 1
        token = self._serial

        def run() -> None:
            del self._waiting[token]
            action()

        self._waiting[token] = of, self._clock.call_later(delay, run, idle=idle)

    def expect(self, whose: Hashable) -> None:
        """What was asked for in the name of ``whose`` is worth waiting for now."""
        for token, (of, timer) in self._waiting.items():
            action = timer.action
            if of == whose and timer.idle and action is not None:
                self._clock.cancel(timer)
                self._waiting[token] = of, self._clock.call_at(timer.time, action)

    def forget(self) -> None:
        for _, timer in self._waiting.values():
            self._clock.cancel(timer)
        self._waiting.clear()

    def forget_of(self, whose: Hashable) -> None:
        """Forget what was asked for in the name of ``whose``."""
        for token in [token for token, (of, _) in self._waiting.items() if of == whose]:
            self._clock.cancel(self._waiting.pop(token)[1])
