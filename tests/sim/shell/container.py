"""A container with a few files, and what commands in it say."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from k8slab.sim.shell import Files, Machine, Mount, Volume, WebAnswer, start
from k8slab.sim.shell.machine import NoNetwork
from k8slab.sim.shell.streams import Buffer


class Said(NamedTuple):
    """How a command ended, what it printed, and the virtual seconds it slept."""

    code: int
    out: str
    err: str
    slept: float


class OneServer(NoNetwork):
    """A name `web`, behind which a page lies."""

    def addresses(self, name: str) -> list[tuple[str, list[str]]]:
        return [("web.default.svc.cluster.local", ["10.244.0.2"])] if name == "web" else []

    def fetch(self, host: str, port: int, path: str) -> WebAnswer | None:
        if host != "web" or port != 80:
            return None
        return WebAnswer(200, b"hello\n") if path == "/" else WebAnswer(404, b"")


@dataclass
class Box:
    """Its own files, and /data, which is a volume; /etc/config is one that cannot be written."""

    now: float = 0.0
    killed: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        clock = lambda: self.now  # noqa: E731
        self.layer = Volume.of(clock, {"/tmp/": b"", "/index.html": b"welcome\n", "/etc/hosts": HOSTS})
        self.volume = Volume(clock)
        config = Volume.of(clock, {"/colour": b"blue"})
        mounts = {"/data": Mount(self.volume), "/etc/config": Mount(config, read_only=True)}
        self.machine = Machine(
            Files(self.layer, mounts),
            clock,
            "zk-0",
            {"PATH": "/bin", "HOME": "/tmp", "COLOUR": "blue"},
            OneServer(),
            main="nginx -g daemon off;",
            kill=self.killed.append,
        )

    def run(self, *command: str, stdin: bytes = b"") -> Said:
        out, err = Buffer(), Buffer()
        run = start(self.machine, list(command), stdin, out, err)
        slept = 0.0
        while (seconds := run.step()) is not None:
            slept += seconds
            self.now += seconds
        assert run.code is not None
        return Said(run.code, out.content().decode(), err.content().decode(), slept)

    def sh(self, script: str, stdin: bytes = b"") -> Said:
        return self.run("sh", "-c", script, stdin=stdin)


HOSTS = b"127.0.0.1\tlocalhost\n10.244.0.2\tzk-0.zk-hs.default.svc.cluster.local\tzk-0\n"
