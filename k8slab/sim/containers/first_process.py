"""When the first process of a container goes on, and whether anybody waits for that.

1. A process goes on at the very second at which it wakes; its end is its container's end.
2. One that loops for as long as it likes (while, until), or sleeps for long, keeps nobody waiting; after
   many turns it goes on only when somebody looks.
3. What an init container waits for in a loop may be there once Services or their endpoints have changed:
   it is awaited for a few turns then.
4. A program that nobody knows runs for ever; in an init container it soon ends well.

Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#container-states
"""

from __future__ import annotations

from collections.abc import Callable

from k8slab.objects.meta import Object
from k8slab.sim.clock import Clock
from k8slab.sim.containers.container import Running
from k8slab.sim.shell.call import Call
from k8slab.sim.shell.machine import Program, Steps
from k8slab.sim.shell.programs.system import FOREVER

LONGEST_AWAITED = 600.0
MOST_TURNS, TURNS_OF_A_LOOP, MOST_EXACT = 50, 3, 200
INIT_SECONDS = 0.5


class FirstProcesses:
    """``go_on`` lets a process go on to its next sleep, at the present second."""

    def __init__(self, clock: Clock, go_on: Callable[[Running], None]) -> None:
        self._clock = clock
        self._go_on = go_on
        self._waiting_inits: dict[str, Running] = {}

    def wake(self, running: Running) -> None:
        """See to it that the process goes on when it wakes (1, 2)."""
        time = running.wakes
        if time is None or time > self._clock.now + FOREVER / 2 or not running.alive:
            self._waiting_inits.pop(running.identity, None)
            return
        if running.is_init and running.loops:
            self._waiting_inits[running.identity] = running
        if running.wakeups < MOST_EXACT or running.is_init or _is_probed(running.spec):
            running.wakeups += 1
            self._clock.call_at(time, lambda: self._turn(running, time), idle=self._is_idle(running, time))

    def stir(self) -> None:
        """Something changed that init containers may wait for (3)."""
        for running in list(self._waiting_inits.values()):
            running.wakeups = 0
            self.wake(running)

    def _turn(self, running: Running, time: float) -> None:
        if running.alive and running.wakes == time:
            self._go_on(running)
            self.wake(running)

    def _is_idle(self, running: Running, time: float) -> bool:
        return running.wakeups > _awaited_turns(running) or time - self._clock.now > LONGEST_AWAITED


def _awaited_turns(running: Running) -> int:
    """So many turns keep the cluster busy (2, 3)."""
    if not running.loops or _is_probed(running.spec):
        return MOST_TURNS
    return TURNS_OF_A_LOOP if running.is_init else 0


def unknown_program(*, is_init: bool) -> Program:
    """What a program that nobody knows does as a first process: it runs, and says nothing (4)."""

    def serve(call: Call) -> Steps:
        yield INIT_SECONDS if is_init else FOREVER
        return 0

    return serve


def _is_probed(spec: Object) -> bool:
    probes = [spec.get(name) or {} for name in ("startupProbe", "readinessProbe", "livenessProbe")]
    return any("exec" in probe or "httpGet" in probe for probe in probes)
