"""Copy files to and from containers, with tar on both sides."""

from __future__ import annotations

import io
import posixpath
import tarfile
from pathlib import Path
from typing import NamedTuple

from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.execution import container_of, execute, pod_of
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.session import Session

FLAGS = (Flag("container", "c"), Flag("no-preserve", type="bool"), Flag("retries", type="int", default=0))


class Place(NamedTuple):
    """A path, in a pod or (no pod) on this machine."""

    path: str
    pod: str = ""
    namespace: str = ""


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """cp LOCAL [NAMESPACE/]POD:PATH, or the other way round."""
    if len(arguments) != 2:
        raise KubectlError("source and destination are required")
    source, target = (_place(session, each) for each in arguments)
    if bool(source.pod) == bool(target.pod):
        kind = "local" if source.pod else "remote"
        raise KubectlError(f"one of src or dest must be a {kind} file specification")
    session.namespace = source.namespace or target.namespace or session.namespace
    if target.pod:
        return _upload(session, source.path, target, flags)
    return _download(session, source, target.path, flags)


def _place(session: Session, text: str) -> Place:
    where, colon, path = text.partition(":")
    if not colon:
        return Place(text)
    namespace, _, pod = where.rpartition("/")
    if not pod or not path:
        raise KubectlError("filespec must match the canonical format: [[namespace/]pod:]file/path")
    return Place(path, pod, namespace)


def _upload(session: Session, local: str, target: Place, flags: Flags) -> int:
    source = session.cwd / local
    if not source.exists():
        raise KubectlError(f"{local} doesn't exist in local filesystem")
    container = container_of(session, pod_of(session, target.pod), flags.text("container"))
    path = target.path
    if execute(session, target.pod, container, ["test", "-d", path]).code == 0:
        path = posixpath.join(path, source.resolve().name)
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.GNU_FORMAT) as tape:
        tape.add(source, posixpath.basename(path.rstrip("/")))
    folder = posixpath.dirname(path.rstrip("/")) or "."
    command = ["tar", "-xmf", "-", "-C", folder]
    finished = execute(session, target.pod, container, command, buffer.getvalue())
    return _told(session, finished.err, finished.code)


def _download(session: Session, source: Place, local: str, flags: Flags) -> int:
    container = container_of(session, pod_of(session, source.pod), flags.text("container"))
    finished = execute(session, source.pod, container, ["tar", "cf", "-", source.path])
    if finished.code:
        return _told(session, finished.err, finished.code)
    target = session.cwd / local
    if target.is_dir():
        target = target / posixpath.basename(source.path.rstrip("/"))
    _unpack(finished.out, source.path.strip("/"), target)
    return 0


def _told(session: Session, err: bytes, code: int) -> int:
    session.err.write(err.decode("utf-8", "replace"))
    if code:
        session.complain(f"command terminated with exit code {code}")
    return code


def _unpack(data: bytes, prefix: str, target: Path) -> None:
    """The members below the prefix, to paths below the target; links and what leads out are left away."""
    with tarfile.open(fileobj=io.BytesIO(data)) as tape:
        for info in tape:
            inside = posixpath.normpath(posixpath.relpath("/" + info.name, "/" + prefix))
            place = target if inside == "." else target / inside
            if inside.startswith("..") or not (info.isdir() or info.isreg()):
                continue
            if info.isdir():
                place.mkdir(parents=True, exist_ok=True)
                continue
            place.parent.mkdir(parents=True, exist_ok=True)
            content = tape.extractfile(info)
            place.write_bytes(content.read() if content else b"")
