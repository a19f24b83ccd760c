"""See what a running container prints from now on, or type into it."""

from __future__ import annotations

from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.execution import NO_ATTACH, attach, container_of
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.pods import named, pods_of
from k8slab.kubectl.session import Session

FLAGS = (
    Flag("container", "c"),
    Flag("stdin", "i", "bool"),
    Flag("tty", "t", "bool"),
    Flag("quiet", "q", "bool"),
    Flag("pod-running-timeout", type="duration"),
)
PROMPT = "If you don't see a command prompt, try pressing enter."


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """attach (POD | TYPE/NAME) [-c CONTAINER] [-i]."""
    if not arguments:
        raise KubectlError("at least 1 argument is required for attach")
    if len(arguments) > 1:
        raise KubectlError("expected POD, TYPE/NAME, or (POD) [-c CONTAINER]")
    pod = pods_of(session, named(session, arguments[0]), NO_ATTACH)[0]
    phase = (pod.get("status") or {}).get("phase")
    if phase in ("Succeeded", "Failed"):
        raise KubectlError(f"cannot attach a container in a completed pod; current phase is {phase}")
    container = container_of(session, pod, flags.text("container"), quiet=flags.on("quiet"))
    if not flags.on("quiet"):
        session.complain(PROMPT)
    stdin = session.stdin.encode() if flags.on("stdin") else None
    finished = attach(session, pod["metadata"]["name"], container, stdin)
    session.out.write(finished.out.decode("utf-8", "replace"))
    session.err.write(finished.err.decode("utf-8", "replace"))
    return finished.code
