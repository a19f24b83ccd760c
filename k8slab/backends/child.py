"""A simulated cluster in a child process, gone with its parent."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from k8slab.errors import K8slabError
from k8slab.objects.timestamps import rfc3339_micro

NODES = ("k8s-m1", "k8s-m2", "k8s-m3")
STOP_SECONDS = 5.0


@dataclass(frozen=True)
class Settings:
    """What kind of cluster to make. `feature_gates` switches gates on and off.

    `default_class`: with a default StorageClass, as kind has one; without it claims need volumes or a class.
    `start`: the virtual time at which it begins, in seconds since the epoch of `k8slab.objects.timestamps`;
    by default the instant clock begins at that epoch, and a live one now.
    """

    nodes: Sequence[str] = NODES
    clock: str = "instant"
    seed: int = 0
    feature_gates: Mapping[str, bool] = field(default_factory=dict)
    default_class: bool = False
    start: float | None = None

    def arguments(self) -> list[str]:
        """The options of `k8slab serve` that make it."""
        gates = ",".join(f"{name}={str(on).lower()}" for name, on in self.feature_gates.items())
        return [
            *("--nodes", ",".join(self.nodes)),
            *("--clock", self.clock),
            *("--seed", str(self.seed)),
            *(("--feature-gates", gates) if gates else ()),
            *(("--default-storage-class",) if self.default_class else ()),
            *(() if self.start is None else ("--start", rfc3339_micro(self.start))),
        ]


@dataclass(frozen=True)
class Endpoint:
    """A served cluster, as those who start it see it."""

    name: str
    url: str
    token: str
    kubeconfig: str


class Served:
    """A cluster in a child process, which ends when this process does (or `stop` is called)."""

    def __init__(self, settings: Settings | None = None, *, lessons: Path | None = None) -> None:
        """Returns when the cluster answers. Raises K8slabError, with the child's words, if it never does."""
        self.settings = settings or Settings()
        self._folder = tempfile.TemporaryDirectory(prefix="k8slab-", ignore_cleanup_errors=True)
        self._process = self._start(lessons)
        self.endpoint = self._await_endpoint()

    @property
    def kubeconfig(self) -> Path:
        return Path(self.endpoint.kubeconfig)

    @property
    def url(self) -> str:
        return self.endpoint.url

    @property
    def token(self) -> str:
        return self.endpoint.token

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._process.pid

    @property
    def is_running(self) -> bool:
        return self._process.poll() is None

    def stop(self) -> None:
        """End the child; nothing happens if it has ended."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with suppress(OSError):
            self._process.stdin.close()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()
        self._folder.cleanup()

    def __enter__(self) -> Served:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _start(self, lessons: Path | None) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-P", "-m", "k8slab", "serve", "--parent-pipe", *self.settings.arguments()]
        environment = {**os.environ, **({"K8SLAB_LESSONS": str(lessons)} if lessons else {})}
        with open(self._errors, "wb") as errors:
            return subprocess.Popen(
                [*command, "--kubeconfig", str(Path(self._folder.name) / "kubeconfig")],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                env=environment,
                **_own_group(),
            )

    @property
    def _errors(self) -> Path:
        return Path(self._folder.name) / "stderr"

    def _await_endpoint(self) -> Endpoint:
        """The child's first line says where it is."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        try:
            return Endpoint(**json.loads(line))
        except (ValueError, TypeError) as error:
            said = (line + self._errors.read_bytes()).decode(errors="replace").strip()
            self.stop()
            raise K8slabError(f"the cluster did not start; its process said: {said}") from error


def announce_to_parent(endpoint: Endpoint) -> None:
    """The line that a `Served` waits for."""
    print(json.dumps(vars(endpoint)), flush=True)


def _own_group() -> dict[str, Any]:
    """Interrupting a notebook's cell must not reach the cluster."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
    return {"start_new_session": True}
