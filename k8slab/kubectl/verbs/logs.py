"""Print what containers have written."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from typing import Any, NamedTuple

from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.execution import container_of
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.pods import named_for_logs, pods_of, selected
from k8slab.kubectl.session import Session

FLAGS = (
    Flag("container", "c"),
    Flag("selector", "l"),
    Flag("follow", "f", "bool"),
    Flag("previous", "p", "bool"),
    Flag("tail", type="int", default=-1),
    Flag("timestamps", type="bool"),
    Flag("since", type="duration"),
    Flag("since-time"),
    Flag("limit-bytes", type="int"),
    Flag("prefix", type="bool"),
    Flag("all-containers", type="bool"),
    Flag("all-pods", type="bool"),
    Flag("max-log-requests", type="int", default=5),
    Flag("ignore-errors", type="bool"),
    Flag("pod-running-timeout", type="duration"),
)
SEE = "\nSee 'kubectl logs -h' for help and examples"
USAGE = (
    "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument "
    f"for the logs command{SEE}"
)
NO_LOGS = "cannot get the logs from"
TAIL_OF_MANY = 10


class Log(NamedTuple):
    """One container's log."""

    pod: str
    container: str


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """logs (POD | TYPE/NAME | -l SELECTOR) [-c CONTAINER] [-f]."""
    container = _check(arguments, flags)
    logs = list(_logs(session, arguments, flags, container))
    if flags.on("follow") and len(logs) > (most := flags.number("max-log-requests")):
        raise KubectlError(
            f"you are attempting to follow {len(logs)} log streams, "
            f"but maximum allowed concurrency is {most}, use --max-log-requests to increase the limit"
        )
    if flags.on("follow") and len(logs) > 1 and not session.client.is_simulated:
        raise KubectlError("this kubectl follows one log at a time")
    for log in logs:
        _print(session, log, flags)
    return 0


def _check(arguments: list[str], flags: Flags) -> str:
    """What contradicts itself is refused; the container that is named."""
    by_selector = flags.given("selector")
    if by_selector and arguments:
        raise KubectlError(f"only a selector (-l) or a POD name is allowed{SEE}")
    if not by_selector and not 1 <= len(arguments) <= 2:
        raise KubectlError(USAGE)
    container = flags.text("container") or (arguments[1] if len(arguments) > 1 else "")
    if flags.on("all-containers") and container:
        raise KubectlError(f"--all-containers=true should not be specified with container name {container}")
    if flags.given("since") and flags.text("since-time"):
        raise KubectlError("at most one of `sinceTime` or `sinceSeconds` may be specified")
    if flags.given("since") and flags.seconds("since") <= 0:
        raise KubectlError("--since must be greater than 0")
    if flags.given("limit-bytes") and flags.number("limit-bytes") <= 0:
        raise KubectlError("--limit-bytes must be greater than 0")
    if flags.number("tail") < -1:
        raise KubectlError("--tail must be greater than or equal to -1")
    return container


def _logs(session: Session, arguments: list[str], flags: Flags, container: str) -> Iterator[Log]:
    for pod in _pods(session, arguments, flags):
        name = pod["metadata"]["name"]
        if flags.on("all-containers"):
            inits = pod["spec"].get("initContainers") or ()
            yield from (Log(name, each["name"]) for each in (*inits, *pod["spec"]["containers"]))
        else:
            quiet = flags.on("all-pods")
            yield Log(name, container_of(session, pod, container, quiet=quiet))


def _pods(session: Session, arguments: list[str], flags: Flags) -> list[dict[str, Any]]:
    if flags.given("selector"):
        found = selected(session, flags.text("selector"))
        if not found:
            session.complain(f"No resources found in {session.namespace} namespace.")
        return found
    found = pods_of(session, named_for_logs(session, arguments[0]), NO_LOGS)
    if flags.on("all-pods"):
        return sorted(found, key=lambda pod: str(pod["metadata"]["name"]))
    if len(found) > 1:
        session.complain(f"Found {len(found)} pods, using pod/{found[0]['metadata']['name']}")
    return found[:1]


def _print(session: Session, log: Log, flags: Flags) -> None:
    path = f"/api/v1/namespaces/{session.namespace}/pods/{log.pod}/log"
    has_prefix = flags.on("prefix") or flags.on("all-pods")
    start = f"[pod/{log.pod}/{log.container}] " if has_prefix else ""
    query = {"container": log.container, **_query(flags)}
    if not flags.on("follow"):
        text = session.client.raw(path, query)
        session.out.write("".join(start + line for line in text.splitlines(keepends=True)))
        return
    for data in session.client.transport.lines(path, query=query):
        session.out.write(f"{start}{data.decode('utf-8', 'replace')}\n")


def _query(flags: Flags) -> dict[str, str]:
    """Which part of the log, and how it is shown; of selected pods only the end, unless more is asked for."""
    query = {name: "true" for name in ("follow", "previous", "timestamps") if flags.on(name)}
    if flags.number("tail") >= 0:
        query["tailLines"] = str(flags.number("tail"))
    elif flags.given("selector") and not flags.given("tail"):
        query["tailLines"] = str(TAIL_OF_MANY)
    if flags.given("since"):
        query["sinceSeconds"] = str(ceil(flags.seconds("since")))
    if flags.text("since-time"):
        query["sinceTime"] = flags.text("since-time")
    if flags.given("limit-bytes"):
        query["limitBytes"] = str(flags.number("limit-bytes"))
    return query
