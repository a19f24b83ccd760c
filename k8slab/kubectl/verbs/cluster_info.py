"""Say where the control plane is."""

from __future__ import annotations

from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.session import Session

FLAGS: tuple[Flag, ...] = ()


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """The address is the transport's."""
    access = getattr(session.transport, "access", None)
    address = getattr(access, "server", "https://kubernetes.default.svc")
    session.say(f"Kubernetes control plane is running at {address}")
    session.say("\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.")
    return 0
