"""Lifecycle hooks that run a command in their container.

Source: https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/
"""

from __future__ import annotations

from k8slab.objects.meta import Object
from k8slab.sim.shell import Machine, start
from k8slab.sim.shell.streams import Buffer

NOT_FOUND = 127
LONGEST = 3600.0


def run(machine: Machine, handler: Object) -> tuple[float, bool] | None:
    """(virtual seconds that it takes, whether it succeeds); None if it is no command.

    What the command does is done at once, before its seconds have passed. One that is not simulated succeeds.
    """
    command = (handler.get("exec") or {}).get("command")
    if not command:
        return None
    out, seconds = Buffer(), 0.0
    begun = start(machine, list(command), b"", out, out)
    while (pause := begun.step()) is not None and seconds < LONGEST:
        seconds += pause
    unknown = begun.code == NOT_FOUND or b"not simulated" in out.content()
    return seconds, unknown or begun.code == 0
