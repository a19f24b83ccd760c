"""Lead ports of this machine to ports of a pod."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.execution import NO_ATTACH
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.forwarding import Listener
from k8slab.kubectl.pods import named, pods_of
from k8slab.kubectl.session import Session

FLAGS = (Flag("address", type="strings", default=["localhost"]), Flag("pod-running-timeout", type="duration"))
USAGE = (
    "TYPE/NAME and list of ports are required for port-forward\n"
    "See 'kubectl port-forward -h' for help and examples"
)
LOCAL = ("localhost", "127.0.0.1")


class Pair(NamedTuple):
    """A port of this machine (0: any free one), and the pod's."""

    local: int
    remote: int


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """port-forward (POD | TYPE/NAME) [LOCAL:]REMOTE…; it lasts until it is interrupted."""
    if len(arguments) < 2:
        raise KubectlError(USAGE)
    if not set(flags.texts("address")) <= set(LOCAL):
        raise KubectlError("this kubectl listens on 127.0.0.1 only")
    obj = named(session, arguments[0])
    pod = pods_of(session, obj, NO_ATTACH)[0]
    pairs = [_pair(text, obj, pod) for text in arguments[1:]]
    phase = (pod.get("status") or {}).get("phase")
    if phase != "Running":
        raise KubectlError(f"unable to forward port because pod is not running. Current status={phase}")
    listeners = []
    try:
        for pair in pairs:
            listener = Listener(session, pod["metadata"]["name"], pair.local, pair.remote)
            listeners.append(listener)
            session.say(f"Forwarding from 127.0.0.1:{listener.port} -> {pair.remote}")
        session.out.flush()
        for listener in listeners:
            listener.wait()
    except KeyboardInterrupt:
        """That is how it ends."""
    finally:
        for listener in listeners:
            listener.close()
    return 0


def _pair(text: str, obj: Mapping[str, Any], pod: Mapping[str, Any]) -> Pair:
    parts = text.split(":")
    if len(parts) > 2 or not parts[-1]:
        raise KubectlError(f"invalid port format '{text}'")
    local, remote = (parts[0] if len(parts) == 2 else None), parts[-1]
    asked = _number(remote, "remote") if remote.isdigit() else 0
    to = _of_service(obj, pod, remote) if obj["kind"] == "Service" else asked or _named(pod, remote)
    return Pair(_number(local or "0", "local") if local is not None else asked or to, to)


def _number(text: str, which: str) -> int:
    if not text.isdigit():
        raise KubectlError(
            f"error parsing {which} port '{text}': strconv.ParseUint: parsing \"{text}\": invalid syntax"
        )
    if int(text) > 65535:
        raise KubectlError(
            f"error parsing {which} port '{text}': strconv.ParseUint: parsing \"{text}\": value out of range"
        )
    if which == "remote" and int(text) == 0:
        raise KubectlError("remote port must be > 0")
    return int(text)


def _named(pod: Mapping[str, Any], name: str) -> int:
    for container in pod["spec"]["containers"]:
        for port in container.get("ports") or ():
            if port.get("name") == name:
                return int(port["containerPort"])
    raise KubectlError(f"Pod '{pod['metadata']['name']}' does not have a named port '{name}'")


def _of_service(service: Mapping[str, Any], pod: Mapping[str, Any], wanted: str) -> int:
    """The pod's port behind a Service's port, which is named by its number or name."""
    for each in service["spec"].get("ports") or ():
        if wanted in (str(each["port"]), each.get("name")):
            if service["spec"].get("clusterIP") == "None" and re.fullmatch(r"\d+", wanted):
                return int(wanted)
            to = each.get("targetPort", each["port"])
            return to if isinstance(to, int) else _named(pod, to)
    name = service["metadata"]["name"]
    if wanted.isdigit():
        raise KubectlError(f"Service {name} does not have a service port {wanted}")
    raise KubectlError(f"Service '{name}' does not have a named port '{wanted}'")
