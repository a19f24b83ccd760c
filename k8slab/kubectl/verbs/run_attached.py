"""`run -i`, `--attach`, `--rm`: stay with the new pod until its first process has ended.

What a pod that ends by itself has printed is shown when it has ended; a shell reads standard input.
"""

from __future__ import annotations

from typing import Any

from k8slab.errors import ApiError
from k8slab.kubectl.discovery import Resource
from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.execution import attach
from k8slab.kubectl.flags import Flags
from k8slab.kubectl.golang import quote
from k8slab.kubectl.resources import Item
from k8slab.kubectl.session import Session
from k8slab.kubectl.verbs.attach import PROMPT
from k8slab.kubectl.waiting import changes, wait_until_gone

SEE_HELP = "\nSee 'kubectl run -h' for help and examples"
ENDED = ("Succeeded", "Failed")
SHELLS = ("sh", "bash", "/bin/sh", "/bin/bash")


def is_attached(flags: Flags) -> bool:
    return flags.on("attach") or flags.on("stdin")


def check(flags: Flags) -> None:
    """Raises KubectlError for flags that make no sense together."""
    if flags.on("tty") and not flags.on("stdin"):
        raise KubectlError("-i/--stdin is required for containers with -t/--tty=true" + SEE_HELP)
    if flags.on("rm") and not is_attached(flags):
        raise KubectlError("--rm should only be used for attached containers" + SEE_HELP)
    if is_attached(flags) and flags.text("dry-run") in ("client", "server"):
        raise KubectlError(
            "--dry-run=[server|client] can't be used with attached containers options "
            f"(--attach, --stdin, or --tty){SEE_HELP}"
        )


def streams(flags: Flags) -> dict[str, Any]:
    """What of a container says that somebody types into it."""
    if not flags.on("stdin"):
        return {}
    return {"stdin": True, "stdinOnce": True, **({"tty": True} if flags.on("tty") else {})}


def run_attached(session: Session, resource: Resource, pod: dict[str, Any], flags: Flags) -> int:
    """Create the pod and stay with it; the exit code is that of a pod that is not started again."""
    item = Item(resource, session.namespace, pod["metadata"]["name"])
    session.client.create(resource.path(session.namespace), pod, {"fieldManager": "kubectl-run"})
    try:
        ended = _stay(session, item, pod, flags)
    finally:
        if flags.on("rm"):
            _remove(session, item)
    return _code(session, item, ended) if pod["spec"]["restartPolicy"] == "Never" else 0


def _stay(session: Session, item: Item, pod: dict[str, Any], flags: Flags) -> dict[str, Any]:
    """The pod as it is in the end."""
    container = pod["spec"]["containers"][0]
    words = container.get("command") or container.get("args") or []
    seen: dict[str, Any] = {}
    for _, now in changes(session, item):
        seen = now
        phase = (seen.get("status") or {}).get("phase")
        if phase in ENDED:
            _show_log(session, item, container["name"])
            return seen
        if phase == "Running" and (not words or words in [[shell] for shell in SHELLS]):
            break
    if not flags.on("quiet"):
        session.complain(PROMPT)
    stdin = session.stdin.encode() if flags.on("stdin") else None
    said = attach(session, item.name, container["name"], stdin)
    session.out.write(said.out.decode("utf-8", "replace"))
    session.err.write(said.err.decode("utf-8", "replace"))
    return _end(session, item, seen)


def _end(session: Session, item: Item, seen: dict[str, Any]) -> dict[str, Any]:
    for _, now in changes(session, item):
        seen = now
        if (seen.get("status") or {}).get("phase") in ENDED:
            break
    return seen


def _show_log(session: Session, item: Item, container: str) -> None:
    session.out.write(session.client.raw(f"{item.path}/log", {"container": container}))


def _remove(session: Session, item: Item) -> None:
    try:
        session.client.delete(item.path, {"apiVersion": "v1", "kind": "DeleteOptions"})
    except ApiError as error:
        if error.code != 404:
            raise
    session.say(f"pod {quote(item.name)} deleted from {item.namespace} namespace")
    wait_until_gone(session, item)


def _code(session: Session, item: Item, ended: dict[str, Any]) -> int:
    for status in (ended.get("status") or {}).get("containerStatuses") or ():
        terminated = (status.get("state") or {}).get("terminated") or {}
        if code := int(terminated.get("exitCode", 0)):
            reason = terminated.get("reason", "")
            session.complain(f"pod {item.namespace}/{item.name} terminated ({reason})")
            return code
    return 0
