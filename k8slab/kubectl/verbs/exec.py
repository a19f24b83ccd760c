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
NO_DASH = (
    "exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead\n"
    "See 'kubectl exec -h' for help and examples"
)
NO_COMMAND = "you must specify at least one command for the container"


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """exec (POD | TYPE/NAME) [-c CONTAINER] [-i] -- COMMAND; the exit code is the command's."""
    if len(arguments) > 1 and flags.dash_at is None:
        raise KubectlError(NO_DASH)
    if len(arguments) < 2:
        missing = "pod, type/name or --filename must be specified"
        raise KubectlError(missing if not arguments else NO_COMMAND)
    pod = pod_of(session, arguments[0])
    container = container_of(session, pod, flags.text("container"), quiet=flags.on("quiet"))
    stdin = session.stdin.encode() if flags.on("stdin") else None
    finished = execute(session, pod["metadata"]["name"], container, arguments[1:], stdin)
    session.out.write(finished.out.decode("utf-8", "replace"))
    session.err.write(finished.err.decode("utf-8", "replace"))
    if finished.code and not flags.on("quiet"):
        session.complain(f"command terminated with exit code {finished.code}")
    return finished.code
