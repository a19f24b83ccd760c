"""List the flags that every command takes."""

from __future__ import annotations

from k8slab.kubectl.flags import GLOBAL, Flag, Flags
from k8slab.kubectl.session import Session

FLAGS: tuple[Flag, ...] = ()


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """One per line."""
    session.say("The following options can be passed to any command:\n")
    for flag in sorted(GLOBAL, key=lambda flag: flag.name):
        session.say(f"  {flag.title}")
    return 0
