"""What containers suffer from though nothing that they are made of is wrong, by the names of their pods.

A pod that replaces another one under the same name suffers from the same.
"""

from __future__ import annotations

from typing import NamedTuple

from k8slab.objects.meta import Key, Object
from k8slab.sim.containers.probes import NOBODY, Answer, Finding


class Crash(NamedTuple):
    """Each run of the container ends so many seconds after its start, with that exit code and last line."""

    after: float
    code: int
    words: str


class Ailments:
    """Of one cluster."""

    def __init__(self) -> None:
        self.unready: set[Key] = set()
        self.crashing: dict[tuple[Key, str], Crash] = {}

    def finding(self, pod: Key, probe: Object) -> Answer | None:
        """What readiness probes of the pod find; None if they are not disturbed."""
        return Answer(_finding(probe)) if pod in self.unready else None


def _finding(probe: Object) -> Finding:
    """As a server fails that runs, but is not ready to serve."""
    if "httpGet" in probe:
        return Finding("HTTP probe failed with statuscode: 503")
    if "grpc" in probe:
        return Finding('service unhealthy (responded with "NOT_SERVING")')
    return NOBODY
