"""Print what a container has written."""

from __future__ import annotations

from math import ceil

from k8slab.errors import ApiError
from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.golang import quote
from k8slab.kubectl.resources import wanted
from k8slab.kubectl.session import Session

FLAGS = (
    Flag("container", "c"),
    Flag("follow", "f", "bool"),
    Flag("previous", "p", "bool"),
    Flag("tail", type="int", default=-1),
    Flag("timestamps", type="bool"),
    Flag("since", type="duration"),
    Flag("since-time"),
    Flag("limit-bytes", type="int"),
    Flag("prefix", type="bool"),
    Flag("all-containers", type="bool"),
)


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """The log of one pod's container."""
    if not arguments:
        raise KubectlError(
            "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a "
            "required argument for the logs command\nSee 'kubectl logs -h' for help and examples"
        )
    name = arguments[0] if "/" in arguments[0] else f"pods/{arguments[0]}"
    (want,) = wanted(session, [name])
    if want.resource.kind != "Pod":
        raise KubectlError("this kubectl prints the logs of pods only: kubectl logs POD")
    path = want.resource.path(session.namespace, want.name)
    for container in _containers(session, path, flags):
        text = session.client.raw(f"{path}/log", {"container": container, **_query(flags)})
        start = f"[pod/{want.name}/{container}] " if flags.on("prefix") else ""
        session.out.write("".join(start + line for line in text.splitlines(keepends=True)))
    return 0


def _query(flags: Flags) -> dict[str, str]:
    """Which part of the log, and how it is shown."""
    query = {name: "true" for name in ("previous", "timestamps") if flags.on(name)}
    if flags.number("tail") >= 0:
        query["tailLines"] = str(flags.number("tail"))
    if flags.given("since"):
        query["sinceSeconds"] = str(ceil(flags.seconds("since")))
    if flags.text("since-time"):
        query["sinceTime"] = flags.text("since-time")
    if flags.given("limit-bytes"):
        query["limitBytes"] = str(flags.number("limit-bytes"))
    return query


def _containers(session: Session, path: str, flags: Flags) -> list[str]:
    if flags.on("all-containers"):
        spec = session.client.get(path)["spec"]
        return [each["name"] for each in (*(spec.get("initContainers") or ()), *spec["containers"])]
    return [flags.text("container") or _only_container(session, path)]


def _only_container(session: Session, path: str) -> str:
    """The pod's container, with a note if it is the first of several."""
    try:
        pod = session.client.get(path)
    except ApiError as error:
        where = f" in namespace {quote(session.namespace)}" if error.code == 404 else ""
        raise KubectlError(f"error from server ({error.reason}): {error.message}{where}") from None
    names = [container["name"] for container in pod["spec"]["containers"]]
    default = (pod["metadata"].get("annotations") or {}).get("kubectl.kubernetes.io/default-container")
    if len(names) > 1 and default not in names:
        others = ", ".join(names)
        session.complain(f'Defaulted container "{names[0]}" out of: {others}')
    return str(default) if default in names else str(names[0])
