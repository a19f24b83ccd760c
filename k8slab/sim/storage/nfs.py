"""NFS servers, as data of the cluster.

1. A server that nobody has declared answers, and has every directory.
2. A declared server has the directories that it exports, and those made below them; no others.
3. A server that was stopped answers nobody until it is started again: mounts fail, and whoever uses files of
   an earlier mount waits.

Source: https://kubernetes.io/docs/concepts/storage/volumes/#nfs and the manual page mount.nfs(8)
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator

from k8slab.sim.shell import Mount, Volume

Listener = Callable[[], None]


class ServerFiles(Volume):
    """A server's files; a directory that is made may be one that somebody waits to mount."""

    def __init__(self, now: Callable[[], float], tell: Listener) -> None:
        super().__init__(now)
        self._tell = tell

    def make_directory(self, path: str) -> None:
        super().make_directory(path)
        self._tell()


class NfsServer:
    """One server: its files, and which directories it exports (None: all)."""

    def __init__(self, address: str, now: Callable[[], float], tell: Listener) -> None:
        self.address = address
        self.files = ServerFiles(now, tell)
        self.exports: set[str] | None = None
        self.answers = True

    def refusal(self, path: str) -> str:
        """What mount.nfs says; empty if the directory can be mounted."""
        path = posixpath.normpath(path)
        if not self.answers:
            return "mount.nfs: Connection timed out"
        if self.exports is None or path in self.exports or self._lies_in_export(path):
            return ""
        where = f"mounting {self.address}:{path} failed"
        return f"mount.nfs: {where}, reason given by server: No such file or directory"

    def mount(self, path: str, *, read_only: bool = False) -> Mount:
        path = posixpath.normpath(path)
        self.files.make_directories(path)
        return Mount(self.files, path, read_only)

    def _lies_in_export(self, path: str) -> bool:
        entry = self.files.entries.get(path)
        above = any(path.startswith(each.rstrip("/") + "/") for each in self.exports or ())
        return above and entry is not None and entry.is_directory


class NfsServers:
    """All servers by address, which is spelled as in the manifests."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._servers: dict[str, NfsServer] = {}
        self._listeners: list[Listener] = []

    def __getitem__(self, address: str) -> NfsServer:
        if address not in self._servers:
            self._servers[address] = NfsServer(address, self._now, self._tell)
        return self._servers[address]

    def __iter__(self) -> Iterator[NfsServer]:
        """Those that were ever named, by address."""
        return iter([self._servers[address] for address in sorted(self._servers)])

    def declare(self, address: str, exports: Iterable[str]) -> None:
        """From now on the server has these directories and no others; data in others is kept (2)."""
        server = self[address]
        server.exports = {posixpath.normpath(path) for path in exports}
        for path in sorted(server.exports):
            server.files.make_directories(path)
        self._tell()

    def stop(self, address: str) -> None:
        self[address].answers = False
        self[address].files.stalls = True

    def start(self, address: str) -> None:
        self[address].answers = True
        self[address].files.stalls = False
        self._tell()

    def subscribe(self, listener: Listener) -> None:
        """Call ``listener`` whenever something may be mounted that could not be before."""
        self._listeners.append(listener)

    def _tell(self) -> None:
        for listener in self._listeners:
            listener()
