"""One run of a container: its own layer of files, its first process, its log.

The layer and the process are gone when the container ends; a restarted container begins anew.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from k8slab.objects.meta import Object
from k8slab.sim.containers.logs import Log
from k8slab.sim.containers.software import Software
from k8slab.sim.shell import Machine, Run, Volume, start
from k8slab.sim.shell.streams import Told

LOOP = re.compile(r"\b(while|until)\b|\btail -\w*[fF]\b")
SHELLS = ("sh", "bash", "/bin/sh", "/bin/bash")
MOST_STEPS = 5_000
"""So many sleeps of a first process are run at once; after a longer time it goes on from now."""


@dataclass
class Running:
    """A container that has been started. `wakes` is when its first process goes on, None once it is over.

    `decides`: the container ends when its first process does. `is_init`: so that others can begin.
    `gave_up`: the exit code of a first process that ended itself while another one made it do something.
    `restarts`: how often the container had been started before. `ports`: what it listens on. `variables` are
    as they were when it started.
    """

    identity: str
    name: str
    pod: Object
    spec: Object
    software: Software
    layer: Volume
    began: float
    log: Log = field(default_factory=Log)
    main: Run | None = None
    wakes: float | None = None
    alive: bool = True
    wakeups: int = 0
    decides: bool = False
    is_init: bool = False
    loops: bool = False
    gave_up: int | None = None
    restarts: int = 0
    main_command: tuple[str, ...] = ()
    ports: frozenset[int] = frozenset()
    variables: Mapping[str, str] | None = None

    @property
    def awaits_input(self) -> bool:
        """Is its first process a shell that runs what somebody types who attaches to it?"""
        return bool(self.spec.get("stdin")) and is_interactive(self.main_command)

    def launch(self, machine: Machine, command: list[str], now: Callable[[], float]) -> None:
        """Start the first process; what it prints is the container's log."""
        self.loops = LOOP.search(" ".join(command)) is not None or self.software.loops
        sink = Told(lambda data: self.log.write(now(), data))
        self.main_command = tuple(command)
        if self.awaits_input:
            return
        self.main = start(machine, command, b"", sink, sink)
        self.wakes = self.began

    @property
    def exit_code(self) -> int | None:
        """Of a first process that has ended; None while it runs, and if it is too busy to be followed."""
        if self.gave_up is not None:
            return self.gave_up
        return None if self.main is None or self.main.is_runaway else self.main.code

    def step(self) -> None:
        """Let the first process go on to its next sleep."""
        if self.main is None or self.wakes is None:
            return
        seconds = self.main.step()
        self.wakes = None if seconds is None or self.gave_up is not None else self.wakes + seconds


def is_interactive(command: Sequence[str]) -> bool:
    """A shell without a script: its input is run line by line, as it comes."""
    words = [word for word in command if word not in ("-i", "-l")]
    return len(words) == 1 and words[0] in SHELLS
