"""List the API versions of the server."""

from __future__ import annotations

from k8slab.kubectl.errors import refuse_arguments
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.session import Session

FLAGS: tuple[Flag, ...] = ()


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """One per line, in alphabetical order."""
    refuse_arguments(arguments, "api-versions")
    for version in sorted({resource.api_version for resource in session.resources}):
        session.say(version)
    return 0
