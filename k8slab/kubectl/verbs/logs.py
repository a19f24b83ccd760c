"""Print what a container has written."""

from __future__ import annotations

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
    Flag("since"),
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
    query = {"container": flags.text("container") or _only_container(session, path)}
    if flags.on("previous"):
        query["previous"] = "true"
    if flags.on("timestamps"):
        query["timestamps"] = "true"
    if flags.number("tail") >= 0:
        query["tailLines"] = str(flags.number("tail"))
    session.out.write(session.client.raw(f"{path}/log", query))
    return 0


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
