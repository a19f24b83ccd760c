"""What the commands share that make an object from flags."""

from __future__ import annotations

from typing import Any

from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.flags import Flags
from k8slab.kubectl.session import Session


def the_name(arguments: list[str], command: str) -> str:
    """The one argument. Raises KubectlError."""
    if len(arguments) == 1:
        return arguments[0]
    raise KubectlError(
        f"exactly one NAME is required, got {len(arguments)}\n"
        f"See 'kubectl {command} -h' for help and examples"
    )


def metadata(session: Session, name: str) -> dict[str, Any]:
    """The namespace stands there only if the command line names one."""
    return {"name": name} | ({"namespace": session.namespace} if session.namespace_is_explicit else {})


def labels(text: str) -> dict[str, str]:
    """`a=b,c=d`. Raises KubectlError."""
    found = {}
    for pair in text.split(","):
        name, equals, value = pair.partition("=")
        if not equals:
            raise KubectlError(f"unexpected label spec: {pair}")
        found[name] = value
    return found


def require_flags(flags: Flags, *names: str) -> None:
    """Raises KubectlError for flags that must be given and are not."""
    missing = [f'"{name}"' for name in sorted(names) if not flags.given(name)]
    if missing:
        raise KubectlError(f"required flag(s) {', '.join(missing)} not set")
