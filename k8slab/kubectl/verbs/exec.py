"""Run a command in a container."""

from __future__ import annotations

from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.execution import container_of, execute, pod_of
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.session import Session

FLAGS = (
    Flag("container", "c"),
    Flag("stdin", "i", "bool"),
    Flag("tty", "t", "bool"),
    Flag("quiet", "q", "bool"),
    Flag("pod-running-timeout", type="duration"),
)
NO_COMMAND = "you must specify at least one command for the container"


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """exec POD [-c CONTAINER] [-i] -- COMMAND; the exit code is the command's."""
    if len(arguments) < 2:
        missing = "pod, type/name or --filename must be specified"
        raise KubectlError(missing if not arguments else NO_COMMAND)
    kind, _, name = arguments[0].rpartition("/")
    if kind not in ("", "pod", "pods", "po"):
        raise KubectlError("this kubectl runs commands in pods only: kubectl exec POD -- COMMAND")
    pod = pod_of(session, name)
    container = container_of(session, pod, flags.text("container"), quiet=flags.on("quiet"))
    stdin = session.stdin.encode() if flags.on("stdin") else None
    finished = execute(session, name, container, arguments[1:], stdin)
    session.out.write(finished.out.decode("utf-8", "replace"))
    session.err.write(finished.err.decode("utf-8", "replace"))
    if finished.code and not flags.on("quiet"):
        session.complain(f"command terminated with exit code {finished.code}")
    return finished.code
