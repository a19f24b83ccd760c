"""A simulated cluster in a child process, gone with its parent."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from k8slab.backends import private_file
from k8slab.backends.control import Control
from k8slab.backends.transport import HttpTransport
from k8slab.errors import K8slabError
from k8slab.objects.timestamps import rfc3339_micro
from k8slab.translation import say

NODES = ("k8s-m1", "k8s-m2", "k8s-m3")
STOP_SECONDS = 5.0


@dataclass(frozen=True)
class Settings:
    """What kind of cluster to make. `feature_gates` switches gates on and off.

    `default_class`: with a default StorageClass, as kind has one; without it claims need volumes or a class.
    `start`: the virtual time at which it begins, in seconds since the epoch of `k8slab.objects.timestamps`;
    by default the instant clock begins at that epoch, and a live one now. `journal`: a file that holds
    all that happens; if it holds something already, the cluster goes on from there, with its own topology.
    """

    nodes: Sequence[str] = NODES
    clock: str = "instant"
    seed: int = 0
    feature_gates: Mapping[str, bool] = field(default_factory=dict)
    default_class: bool = False
    start: float | None = None
    journal: Path | None = None

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
            *(() if self.journal is None else ("--journal", str(self.journal))),
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
        self._family = Family(self.settings, lessons)
        self.endpoint = self._family.first
        self._is_stopped = False

    def fork(self, *, copies: bool = True) -> Served:
        """Another cluster from this moment on, which goes on when this one is stopped.

        It is a copy of the process, where there are such (and ``copies`` allows them), else a replay.
        """
        if self._is_stopped:
            raise K8slabError(
                say("expected a cluster that runs, found it closed. Next: `lab = Lab()` makes one.")
            )
        told = self._control().fork() if copies else None
        if told is None:
            return Served.of_journal(self._control().journal().decode(), self.settings)
        self._family.join()
        other = object.__new__(Served)
        other.settings, other._family, other._is_stopped = self.settings, self._family, False
        other.endpoint = Endpoint(**told)
        return other

    @classmethod
    def of_journal(cls, journal: str, settings: Settings | None = None) -> Served:
        """A cluster that did all that the journal tells; of the settings, the clock counts.

        Raises K8slabError for a journal that is damaged, edited or of another version.
        """
        with tempfile.TemporaryDirectory(prefix="k8slab-", ignore_cleanup_errors=True) as folder:
            file = Path(folder) / "journal"
            private_file.write(file, journal)
            return cls(replace(settings or Settings(), journal=file))

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
        """Of the process that serves it, whose name ends with it."""
        return int(self.endpoint.name.rpartition("-")[2])

    @property
    def is_running(self) -> bool:
        return not self._is_stopped and self._family.is_running

    def stop(self) -> None:
        """End the cluster; nothing happens if it has ended. Forks of it go on."""
        if self._is_stopped:
            return
        self._is_stopped = True
        if not self._family.leave():
            with suppress(K8slabError):
                self._control().end()

    def _control(self) -> Control:
        return Control(HttpTransport.from_kubeconfig(self.kubeconfig, passive=True))

    def __enter__(self) -> Served:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


class Family:
    """A child process and its forks: all end when the pipe to them does, which the last one closes."""

    def __init__(self, settings: Settings, lessons: Path | None) -> None:
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 (open as long as the child is)
        self._folder = tempfile.TemporaryDirectory(prefix="k8slab-", ignore_cleanup_errors=True)
        self._process = self._start(settings, lessons)
        self._members = 1
        self.first = self._await_endpoint()

    @property
    def is_running(self) -> bool:
        """Does the first of them run, or any other one?"""
        return self._members > 1 or self._process.poll() is None

    def join(self) -> None:
        """One more."""
        self._members += 1

    def leave(self) -> bool:
        """One less; true if it was the last one: then all is over."""
        self._members -= 1
        if self._members == 0:
            self._end()
        return self._members == 0

    def _end(self) -> None:
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
        self._errors.close()
        self._folder.cleanup()

    def _start(self, settings: Settings, lessons: Path | None) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-P", "-m", "k8slab", "serve", "--parent-pipe", *settings.arguments()]
        environment = {**os.environ, **({"K8SLAB_LESSONS": str(lessons)} if lessons else {})}
        return subprocess.Popen(
            [*command, "--kubeconfig", str(Path(self._folder.name) / "kubeconfig")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env=environment,
            **_own_group(),
        )

    def _await_endpoint(self) -> Endpoint:
        """The child's first line says where it is."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        try:
            return Endpoint(**json.loads(line))
        except (ValueError, TypeError) as error:
            self._errors.seek(0)
            said = (line + self._errors.read()).decode(errors="replace").strip()
            self.leave()
            raise K8slabError(
                say("the cluster did not start; its process said: {said}", said=said)
            ) from error


def announce_to_parent(endpoint: Endpoint) -> None:
    """The line that a `Served` waits for."""
    print(json.dumps(vars(endpoint)), flush=True)


def _own_group() -> dict[str, Any]:
    """Interrupting a notebook's cell must not reach the cluster."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
    return {"start_new_session": True}
