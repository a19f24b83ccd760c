"""Commands that somebody runs in a container: one at a time, or the lines of a shell that stays.

Source: https://kubernetes.io/docs/tasks/debug/debug-application/get-shell-running-container/
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple

from k8slab.objects import meta
from k8slab.objects.meta import Key
from k8slab.sim.containers.container import Running
from k8slab.sim.shell import Machine, Run, start
from k8slab.sim.shell.refusal import exec_failed
from k8slab.sim.shell.streams import Buffer, Input, Streams

if TYPE_CHECKING:
    from k8slab.sim.shell.interpreter import Shell

LONGEST_COMMAND = 3600.0
"""Virtual seconds that a command may sleep before it is stopped."""
KILLED = 137
Wait = Callable[[float], None]
"""Lets virtual seconds pass."""


class Outcome(NamedTuple):
    """What a command wrote, and how it ended; ``refusal`` says why it could not even be started."""

    out: bytes
    err: bytes
    code: int
    refusal: str = ""


class Commands:
    """``machine`` gives what programs see; ``changed`` is told of pods whose files may have changed."""

    def __init__(self, machine: Callable[[Running], Machine], changed: Callable[[Key], None]) -> None:
        self._machine = machine
        self._changed = changed
        self._shells: dict[tuple[str, str], Shell] = {}

    def execute(self, running: Running, command: list[str], stdin: bytes, wait: Wait) -> Outcome:
        out, err = Buffer(), Buffer()
        run = start(self._machine(running), command, stdin, out, err)
        code = self._finish(run, running, wait)
        refusal = run.refusal and exec_failed(running.identity, command, run.refusal)
        return Outcome(out.content(), err.content(), code, refusal)

    def go_on(self, running: Running, session: str, lines: bytes, wait: Wait) -> tuple[Outcome, bool]:
        """Give further lines to a shell that stays; also, whether it has ended."""
        key = running.identity, session
        shell, out, err = self._shell(running, session), Buffer(), Buffer()
        shell.streams = Streams(Input(), out, err)
        shell.spent[0] = 0
        script = shell.script(lines.decode("utf-8", "replace"))
        code = self._finish(Run(script, err, shell.spent), running, wait)
        if shell.left:
            del self._shells[key]
        return Outcome(out.content(), err.content(), code), shell.left

    def forget(self, identities: Iterable[str]) -> None:
        """These containers are gone, with the shells that stayed in them."""
        gone = frozenset(identities)
        for key in [key for key in self._shells if key[0] in gone]:
            del self._shells[key]

    def _shell(self, running: Running, session: str) -> Shell:
        from k8slab.sim.shell.interpreter import Shell

        key = running.identity, session
        if key not in self._shells:
            self._shells[key] = Shell(self._machine(running), Streams(Input(), Buffer(), Buffer()))
        return self._shells[key]

    def _finish(self, run: Run, running: Running, wait: Wait) -> int:
        """Let a command come to its end; the exit code."""
        left = LONGEST_COMMAND
        while (pause := run.step()) is not None:
            wait(min(pause, left))
            left -= pause
            if left < 0 or not running.alive:
                run.code = KILLED
                break
        self._changed(meta.key(running.pod))
        return run.code or 0
