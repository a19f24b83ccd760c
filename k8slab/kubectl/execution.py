"""Commands in containers: through the control API of a simulator, over WebSocket on any other cluster."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit, urlunsplit

from k8slab.errors import ApiError, K8slabError
from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.golang import quote
from k8slab.kubectl.pods import named, pods_of
from k8slab.kubectl.session import Session

EXEC_PATH = "/k8slab/v1/exec"
NO_ATTACH = "cannot attach to"
PROTOCOL = "v5.channel.k8s.io"
STDIN, STDOUT, STDERR, ERROR, CLOSE = 0, 1, 2, 3, 255
LARGEST_MESSAGE = 32 * 1024


class Finished(NamedTuple):
    """What a command wrote, and its exit code."""

    out: bytes
    err: bytes
    code: int


def pod_of(session: Session, name: str) -> dict[str, Any]:
    """The pod that a command shall run in. Raises KubectlError if it has come to its end."""
    pod = pods_of(session, named(session, name), NO_ATTACH)[0]
    phase = (pod.get("status") or {}).get("phase")
    if phase in ("Succeeded", "Failed"):
        raise KubectlError(f"cannot exec into a container in a completed pod; current phase is {phase}")
    return pod


def container_of(session: Session, pod: Mapping[str, Any], wanted: str, *, quiet: bool = False) -> str:
    """The container that is meant, with a note if it is the first of several."""
    names = [each["name"] for each in pod["spec"]["containers"]]
    inits = [each["name"] for each in pod["spec"].get("initContainers") or ()]
    if wanted:
        if wanted not in (*names, *inits):
            raise KubectlError(f"container {wanted} is not valid for pod {pod['metadata']['name']}")
        return wanted
    default = (pod["metadata"].get("annotations") or {}).get("kubectl.kubernetes.io/default-container")
    if default in names:
        return str(default)
    if len(names) + len(inits) > 1 and not quiet:
        listed = ", ".join([*names, *(f"{name} (init)" for name in inits)])
        session.complain(f"Defaulted container {quote(names[0])} out of: {listed}")
    return str(names[0])


def execute(
    session: Session, pod: str, container: str, command: list[str], stdin: bytes | None = None
) -> Finished:
    """Run a command to its end. Raises ApiError or KubectlError if it cannot be started."""
    if session.client.is_simulated:
        return _through_control(session, pod, container, command, stdin or b"")
    return _over_websocket(session, pod, container, command, stdin)


def _through_control(
    session: Session, pod: str, container: str, command: list[str], stdin: bytes
) -> Finished:
    body = {
        "namespace": session.namespace,
        "pod": pod,
        "container": container,
        "command": command,
        "stdin": base64.b64encode(stdin).decode(),
    }
    answer = session.client.send("POST", EXEC_PATH, body=body)
    if answer.get("refusal"):
        raise KubectlError(answer["refusal"])
    out, err = (base64.b64decode(answer[name]) for name in ("stdout", "stderr"))
    return Finished(out, err, int(answer["code"]))


def attach(session: Session, pod: str, container: str, stdin: bytes | None) -> Finished:
    """What the first process prints from now on, until it or the conversation ends."""
    path = f"/api/v1/namespaces/{session.namespace}/pods/{pod}"
    if getattr(session.transport, "access", None) is not None:
        return _conversation(session, f"{path}/attach", container, [], stdin)
    if stdin is not None:
        raise KubectlError("this cluster can only be reached in its own process; attach has no input there")
    query = {"container": container, "follow": "true", "tailLines": "0"}
    told = session.client.transport.lines(f"{path}/log", query=query)
    return Finished(b"".join(line + b"\n" for line in told), b"", 0)


def connect(session: Session, path: str, options: list[tuple[str, str]], protocol: str) -> Any:
    """A WebSocket, with the library that the official client brings. Raises ApiError if it is refused."""
    from websocket import WebSocketBadStatusException, create_connection

    url, headers, tls = _address(session, f"{path}?{urlencode(options)}")
    try:
        return create_connection(url, header=headers, sslopt=tls, subprotocols=[protocol])
    except WebSocketBadStatusException as error:
        raise _refusal(error) from None


def _over_websocket(
    session: Session, pod: str, container: str, command: list[str], stdin: bytes | None
) -> Finished:
    path = f"/api/v1/namespaces/{session.namespace}/pods/{pod}/exec"
    return _conversation(session, path, container, command, stdin)


def _conversation(
    session: Session, path: str, container: str, command: list[str], stdin: bytes | None
) -> Finished:
    from websocket import ABNF

    options = [("container", container), ("stdout", "true"), ("stderr", "true")]
    options += [("stdin", "true")] if stdin is not None else []
    options += [("command", word) for word in command]
    socket = connect(session, path, options, PROTOCOL)
    with_input = stdin or b""
    for start in range(0, len(with_input), LARGEST_MESSAGE):
        socket.send(bytes((STDIN,)) + with_input[start : start + LARGEST_MESSAGE], ABNF.OPCODE_BINARY)
    if stdin is not None:
        socket.send(bytes((CLOSE, STDIN)), ABNF.OPCODE_BINARY)
    heard = {STDOUT: b"", STDERR: b"", ERROR: b""}
    while message := socket.recv():
        data = message.encode() if isinstance(message, str) else bytes(message)
        heard[data[0]] = heard.get(data[0], b"") + data[1:]
    socket.shutdown()
    return Finished(heard[STDOUT], heard[STDERR], _exit_code(heard[ERROR]))


def _address(session: Session, target: str) -> tuple[str, list[str], dict[str, Any]]:
    """URL, headers and TLS options. Raises KubectlError for a transport without an address."""
    access = getattr(session.transport, "access", None)
    if access is None:
        raise KubectlError("this cluster can only be reached in its own process; it has no exec")
    from k8slab.backends.transport import tls_context

    parts = urlsplit(access.server.rstrip("/") + target)
    scheme = "wss" if parts.scheme == "https" else "ws"
    headers = [f"Authorization: Bearer {access.token}"] if access.token else []
    options = {"context": tls_context(access)} if scheme == "wss" else {}
    return urlunsplit(parts._replace(scheme=scheme)), headers, options


def _refusal(error: Any) -> K8slabError:
    try:
        return ApiError(dict(json.loads(error.resp_body or b"")))
    except (ValueError, TypeError):
        return KubectlError(f"unable to upgrade streaming request: {error}")


def _exit_code(status: bytes) -> int:
    """Of the Status in the error channel. Raises KubectlError for other failures."""
    content: dict[str, Any] = json.loads(status) if status else {"status": "Success"}
    if content.get("status") == "Success":
        return 0
    details: dict[str, Any] = content.get("details") or {}
    for cause in details.get("causes") or ():
        if cause.get("reason") == "ExitCode":
            return int(cause["message"])
    raise KubectlError(str(content.get("message", "the command failed")))
