"""One run of a command line in a container: from its start, through its sleeps, to its exit code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8slab.sim.shell.leaving import LeaveError, LoopError, RunawayError
from k8slab.sim.shell.machine import Machine, Steps
from k8slab.sim.shell.programs import ELSEWHERE
from k8slab.sim.shell.refusal import USUAL, refusal
from k8slab.sim.shell.streams import Input, Output, Streams
from k8slab.sim.shell.volume import StalledError

if TYPE_CHECKING:
    from k8slab.sim.shell.interpreter import Shell

NOT_FOUND, KILLED = 127, 137
STALL_SECONDS = 5.0
"""From one try to reach a server that does not answer to the next."""


class Run:
    """A command that has begun. `code` is None while it runs.

    `spent` counts commands since the last sleep; `is_runaway` is true once they were too many to go on.
    `refusal` says why the runtime could not even start it.
    """

    def __init__(self, steps: Steps, err: Output, spent: list[int] | None = None, refusal: str = "") -> None:
        self._steps = steps
        self._err = err
        self.refusal = refusal
        self._spent = spent if spent is not None else [0]
        self.code: int | None = None
        self.is_runaway = False

    def step(self) -> float | None:
        """Go on to the next sleep: its seconds, or None when the command has ended."""
        self._spent[0] = 0
        try:
            return next(self._steps)
        except StopIteration as end:
            self.code = int(end.value)
        except LeaveError as leave:
            self.code = leave.code
        except LoopError:
            self.code = 0
        except StalledError:
            self._steps = _stuck()
            return STALL_SECONDS
        except RunawayError as error:
            self._err.write(f"{error}\n".encode())
            self.code, self.is_runaway = KILLED, True
        return None


def start(machine: Machine, command: list[str], stdin: bytes, out: Output, err: Output) -> Run:
    """Begin a command; it does nothing before its first `step`."""
    # The language is loaded with the first command: a server that starts need not wait for it.
    from k8slab.sim.shell.interpreter import Shell

    shell = Shell(machine, Streams(Input(stdin), out, err))
    if why := refusal(machine, command):
        return Run(_refused(), err, shell.spent, why)
    return Run(_found(shell, command), err, shell.spent)


def _stuck() -> Steps:
    """It waits in the kernel, in the middle of something that it cannot do again."""
    while True:
        yield STALL_SECONDS


def _refused() -> Steps:
    yield from ()
    return NOT_FOUND


def _found(shell: Shell, command: list[str]) -> Steps:
    """The program is started without a shell, so the message that it is missing is the runtime's."""
    name = command[0]
    if shell.find(name) is None:
        missing = f'exec: "{name}": executable file not found in $PATH: unknown'
        text = f"not simulated: {name}" if name in ELSEWHERE or name in USUAL else missing
        shell.streams.err.write(f"{text}\n".encode())
        return NOT_FOUND
    return (yield from shell.call(command, shell.streams))
