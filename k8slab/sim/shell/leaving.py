"""Ways to leave a command before its end."""

from __future__ import annotations

from k8slab.errors import K8slabError


class RunawayError(K8slabError):
    """A script that goes on without ever sleeping."""


class LeaveError(Exception):
    """`exit`."""

    def __init__(self, code: int) -> None:
        self.code = code


class ReturnError(LeaveError):
    """`return`: leaves a function; elsewhere what `exit` leaves."""


class LoopError(Exception):
    """`break` (done) or `continue`, out of so many loops."""

    def __init__(self, levels: int, *, done: bool) -> None:
        self.levels, self.done = levels, done
