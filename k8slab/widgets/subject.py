"""What a dashboard needs of a lab."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol, Self


class Subject(Protocol):
    """A lab, seen from below: the dashboard looks through transports of its own and acts through these."""

    kubeconfig: Path

    def step(self) -> Any:
        """To the next change that can be seen; falsy if the cluster has settled."""

    def settle(self, timeout: float | None = None) -> Any: ...

    def advance(self, seconds: float) -> Any: ...

    def pause(self) -> Any: ...

    def resume(self) -> Any: ...

    @property
    def speed(self) -> float | None: ...

    @speed.setter
    def speed(self, speed: float) -> None: ...

    def rewind(self, to: float) -> Any: ...

    def fork(self) -> Self: ...

    def close(self) -> None: ...


class Viewer(Protocol):
    """Looking at a cluster without moving its time."""

    def cluster(self) -> Mapping[str, Any]:
        """{"time", "settled", "clock", "paused"}."""
        ...

    def story(self, since: int) -> Mapping[str, Any]:
        """{"events", "next", "branch"}."""
        ...

    def marks(self) -> list[dict[str, Any]]:
        """The commands that people gave: {"time", "namespace", "command", "object"}."""
        ...
