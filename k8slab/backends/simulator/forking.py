"""A second cluster from this moment on: a copy of the process that serves the first one.

The copy shares the memory of what has not changed, so that it is there in milliseconds, however long the
history is. It has its own port, token and certificate, and ends when its creator's parent does.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, NoReturn, Protocol

from k8slab.backends.child import Endpoint
from k8slab.translation import say

if TYPE_CHECKING:
    from k8slab.sim.http.gateway import Gateway

DEEPER = 200
"""A copy runs inside what its creator was doing: so many frames more."""


class Serve(Protocol):
    """Serves a gateway until it is told to end."""

    def __call__(
        self, gateway: Gateway, announce: Callable[[Endpoint], None], *, parent_pipe: bool
    ) -> None: ...


def fork(gateway: Gateway, serve: Serve, *, parent_pipe: bool) -> Endpoint:
    """Where the copy is to be found. Raises ApiError 501 where processes cannot be copied."""
    from k8slab.sim.api import status

    if not hasattr(os, "fork"):
        raise status.failure(
            501, "NotImplemented", say("this system cannot copy a process; replay its journal")
        )
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for copies
    reading, writing = os.pipe()
    if _is_copy():
        os.close(reading)
        _live(gateway, serve, writing, parent_pipe=parent_pipe)
    os.close(writing)
    with os.fdopen(reading, "rb") as told:
        line = told.readline()
    if not line:
        raise status.failure(500, "InternalError", say("the copy of the process ended at once"))
    return Endpoint(**json.loads(line))


def _is_copy() -> bool:
    with warnings.catch_warnings():
        # The only other thread waits for the end of standard input and holds no lock.
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork() == 0


def _live(gateway: Gateway, serve: Serve, writing: int, *, parent_pipe: bool) -> NoReturn:
    """The copy's whole life. Never returns: what its creator was doing is not its business."""
    code = 1
    try:
        _let_go_of(everything_but={0, 2, writing})
        sys.setrecursionlimit(sys.getrecursionlimit() + DEEPER)

        def announce(endpoint: Endpoint) -> None:
            os.write(writing, json.dumps(vars(endpoint)).encode() + b"\n")
            os.close(writing)

        serve(gateway, announce, parent_pipe=parent_pipe)
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def _let_go_of(*, everything_but: set[int]) -> None:
    """Connections, the listening socket, the loop's own: they are the creator's.

    Their numbers stay taken, by /dev/null: objects that are left over and close them do no harm then.
    """
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in map(int, os.listdir("/dev/fd")):
        if number not in everything_but and number != nothing and _is_open(number):
            os.dup2(nothing, number, inheritable=False)


def _is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True
