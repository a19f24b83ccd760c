"""Play a recording's steps on the simulator, in this process, with kubectl in Python."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from k8slab import kubectl
from k8slab.backends.simulator import InProcess
from k8slab.sim.cluster import Cluster
from k8slab.sim.http.gateway import Gateway
from tests.golden.recording import Key, Recording


@dataclass(frozen=True)
class Played:
    """What one step printed here, and the objects that were there when it had settled."""

    index: int
    step: dict[str, Any]
    code: int
    stdout: str
    stderr: str
    objects: dict[Key, dict[str, Any]]


def play(recording: Recording, cluster: Cluster) -> Iterator[Played]:
    """Run every step, and let the cluster settle where the recorder had waited for silence."""
    transport = InProcess(Gateway(cluster))
    with tempfile.TemporaryDirectory() as folder:
        recording.unpack(Path(folder))
        yield from _play(recording, cluster, transport, Path(folder))


def _play(recording: Recording, cluster: Cluster, transport: InProcess, folder: Path) -> Iterator[Played]:
    for index, step in enumerate(recording.steps):
        code, out, err = _run(folder, step, cluster, transport)
        if recording.is_settled_after(index) or "wait" in step:
            cluster.settle()
            cluster.advance(2.0)
        yield Played(index, step, code, out, err, _objects(cluster))


def _run(folder: Path, step: dict[str, Any], cluster: Cluster, transport: InProcess) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    code = 0
    if "argv" in step and not step.get("background"):
        arguments, given = step["argv"][1:], step.get("stdin") or ""
        code = kubectl.run(arguments, transport, stdin=given, out=out, err=err, cwd=folder)
    elif step.get("harness", "").startswith("node-add "):
        cluster.add_node(step["harness"].split()[1])
    return code, out.getvalue(), err.getvalue()


def _objects(cluster: Cluster) -> dict[Key, dict[str, Any]]:
    found: dict[Key, dict[str, Any]] = {}
    for change in cluster.store.log:
        metadata = change.object["metadata"]
        key = (change.kind.plural, metadata.get("namespace", ""), metadata["name"])
        if change.type == "DELETED":
            found.pop(key, None)
        else:
            found[key] = change.object
    return found
