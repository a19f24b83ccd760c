"""The simulated clusters that run on this machine for this user: one small private file each."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from k8slab.backends import private_file
from k8slab.backends.transport import HttpTransport
from k8slab.errors import K8slabError
from k8slab.translation import say

ENTRY = ".json"


@dataclass(frozen=True)
class Running:
    """A cluster that runs: its name, its process, and how to reach it."""

    name: str
    pid: int
    url: str
    kubeconfig: str
    nodes: tuple[str, ...]
    clock: str


def folder() -> Path:
    """Where the files are; made, for this user alone, if need be."""
    for path in _candidates():
        if _is_ours(path):
            return path
    raise K8slabError(say("found no folder that only this user can read; set XDG_RUNTIME_DIR to one."))


def _candidates() -> Iterator[Path]:
    """The session's own folder, where the system makes one; else the user's, which outlives the session."""
    import platformdirs

    if sys.platform in ("win32", "darwin") or os.environ.get("XDG_RUNTIME_DIR"):
        yield platformdirs.user_runtime_path("k8slab")
    yield platformdirs.user_state_path("k8slab")


def register(cluster: Running) -> None:
    """List the cluster among the running ones."""
    private_file.write(_file(cluster.name), json.dumps(asdict(cluster)))


def forget(name: str) -> None:
    """Take it off the list; nothing happens if it is not on it."""
    _file(name).unlink(missing_ok=True)


def running() -> list[Running]:
    """The clusters that answer, by name; files of those that do not are removed."""
    alive = []
    for cluster in list(_listed()):
        if _answers(cluster):
            alive.append(cluster)
        else:
            forget(cluster.name)
    return alive


def _listed() -> Iterator[Running]:
    for file in sorted(folder().glob(f"*{ENTRY}")):
        try:
            content = json.loads(file.read_text(encoding="utf-8"))
            yield Running(**{**content, "nodes": tuple(content["nodes"])})
        except (OSError, ValueError, TypeError, KeyError):
            file.unlink(missing_ok=True)


def _answers(cluster: Running) -> bool:
    """Does it still run? Another server on the same port does not have its certificate."""
    try:
        transport = HttpTransport.from_kubeconfig(cluster.kubeconfig, passive=True)
        return transport.request("GET", "/k8slab/v1/cluster").status == 200
    except K8slabError:
        return False


def _file(name: str) -> Path:
    return folder() / f"{name}{ENTRY}"


def _is_ours(path: Path) -> bool:
    """Make the folder; true if it is then this user's own."""
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        return not hasattr(os, "getuid") or path.stat().st_uid == os.getuid()
    except OSError:
        return False
