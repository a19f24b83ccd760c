"""One container image as the simulated nodes know it: times and outcomes, nothing that runs."""

from __future__ import annotations

from dataclasses import dataclass, replace

INIT_SECONDS = 0.5


@dataclass(frozen=True)
class Image:
    """A row of the catalogue; times are virtual seconds.

    ``stop_seconds`` counts from the TERM signal, on which it exits with ``stop_code``; it may ignore it
    until it is killed.
    ``runs_for`` None: until it is stopped. ``ready_after`` None: probes never succeed.
    ``healthy_for`` None: liveness probes always succeed. ``ports`` None: it listens on every port. ``pages``
    None: it answers every HTTP path. ``refusal``: what the registry says of one that is not ``pullable``.
    ``has_process``: a container of it ends when its first process does.
    """

    pullable: bool = True
    size: int = 52_428_800
    pull_seconds: float = 1.0
    start_seconds: float = 0.2
    stop_seconds: float = 0.3
    stop_code: int = 0
    ignores_term: bool = False
    runs_for: float | None = None
    exit_code: int = 0
    ready_after: float | None = 0.0
    healthy_for: float | None = None
    ports: tuple[int, ...] | None = None
    pages: tuple[str, ...] | None = None
    refusal: str = "not found"
    has_process: bool = True

    def once(self) -> Image:
        """As an init container runs it: without a process that decides, it soon ends well."""
        return self if self.has_process or self.runs_for is not None else replace(self, runs_for=INIT_SECONDS)

    def stops_in(self, grace: float) -> tuple[float, int]:
        """(seconds, exit code) from the TERM signal to the end; 137 is a KILL after the grace period."""
        if self.ignores_term or self.stop_seconds > grace:
            return grace, 137
        return self.stop_seconds, self.stop_code

    def is_ready(self, age: float) -> bool:
        """Would a readiness or startup probe succeed, ``age`` seconds after the start?"""
        return self.ready_after is not None and age >= self.ready_after

    def is_alive(self, age: float) -> bool:
        """Would a liveness probe succeed?"""
        return self.healthy_for is None or age < self.healthy_for
