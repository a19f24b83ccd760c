"""Commands in containers, and their logs, free of sockets.

A command goes through the control API, POST /k8slab/v1/exec, whichever way a client asked for it: so it
stands in the journal as one request, with its whole standard input, and is repeated in a replay.

Sources: https://kubernetes.io/docs/tasks/debug/debug-application/get-shell-running-container/ and
https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any

import orjson

from k8slab.errors import ApiError
from k8slab.objects import meta
from k8slab.objects.meta import Object
from k8slab.objects.timestamps import seconds
from k8slab.sim.api import status
from k8slab.sim.cluster import Cluster
from k8slab.sim.containers.container import Running
from k8slab.sim.http.exchange import Request, Response, json_response
from k8slab.sim.http.routes import Route
from k8slab.sim.http.subresources import check_started, chosen_container
from k8slab.sim.kinds import POD

EXEC_PATH = "/k8slab/v1/exec"
STREAMED = ("exec", "attach", "portforward")
SPDY_REFUSED = (
    "not simulated: SPDY streams. kubectl 1.30 and later use WebSockets for exec and cp; "
    "k8slab's own kubectl has both, too: k8slab kubectl exec"
)


# Commands


def execute(cluster: Cluster, request: Request) -> Response:
    """{"namespace", "pod", "container", "command": […], "stdin": base64, "session"} to what came of it.

    The answer is {"stdout": base64, "stderr": base64, "code": N, "ended": is the session over}.
    """
    body = _body(request)
    pod = cluster.api.get(POD, body["pod"], body["namespace"])
    running = find_running(cluster, pod, body["container"])
    stdin = _decoded(body["stdin"])
    if body["session"]:
        outcome, ended = cluster.containers.go_on(running, body["session"], stdin, cluster.advance)
    else:
        outcome, ended = cluster.containers.execute(running, body["command"], stdin, cluster.advance), True
    answer = {
        "stdout": base64.b64encode(outcome.out).decode(),
        "stderr": base64.b64encode(outcome.err).decode(),
        "code": outcome.code,
        "ended": ended,
    }
    return json_response(answer)


def _body(request: Request) -> dict[str, Any]:
    """Every field with the right type. Raises ApiError 400."""
    try:
        content = orjson.loads(request.body)
    except orjson.JSONDecodeError as error:
        raise status.bad_request(f"the body is not JSON: {error}") from error
    fields = {"namespace": "default", "pod": "", "container": "", "command": [], "stdin": "", "session": ""}
    body = {**fields, **content} if isinstance(content, dict) else {}
    texts = body and all(isinstance(body[name], str) for name in fields if name != "command")
    command = body.get("command")
    words = isinstance(command, list) and all(isinstance(each, str) for each in command)
    if not (texts and words and body["pod"] and (command or body["session"])):
        raise status.bad_request(
            'expected a body like {"namespace": "default", "pod": "a", "command": ["ls"]}'
        )
    return body


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise status.bad_request("stdin: expected base64") from error


def find_running(cluster: Cluster, pod: Object, wanted: str) -> Running:
    """The container that a command shall run in. Raises ApiError in Kubernetes' words."""
    name = chosen_container(pod, wanted)
    if not pod["spec"].get("nodeName"):
        raise status.bad_request(f"pod {meta.name(pod)} does not have a host assigned")
    running = cluster.containers.find(pod, name)
    if running is None:
        text = f'unable to upgrade connection: container not found ("{name}")'
        raise status.failure(500, "InternalError", f"Internal error occurred: {text}")
    return running


def refuse(cluster: Cluster, route: Route, request: Request) -> ApiError:
    """Why a request for a stream that is no WebSocket is not answered."""
    pod = cluster.api.get(POD, route.name, route.namespace)
    if route.subresource != "portforward":
        find_running(cluster, pod, request.query.get("container", ""))
    if request.headers.get("upgrade", "").lower().startswith("spdy"):
        return status.bad_request(SPDY_REFUSED)
    return status.bad_request("Upgrade request required")


def exit_status(code: int) -> dict[str, Any]:
    """What the error channel says at the end of a command."""
    if code == 0:
        return {"metadata": {}, "status": "Success"}
    return {
        "metadata": {},
        "status": "Failure",
        "message": f"command terminated with non-zero exit code: exit status {code}",
        "reason": "NonZeroExitCode",
        "details": {"causes": [{"reason": "ExitCode", "message": str(code)}]},
    }


# Logs


def log(cluster: Cluster, route: Route, request: Request) -> Response:
    """GET pods/NAME/log: container, previous, tailLines, sinceSeconds, sinceTime, limitBytes, timestamps."""
    pod = cluster.api.get(POD, route.name, route.namespace)
    name = chosen_container(pod, request.query.get("container", ""))
    previous = request.flag("previous")
    run = cluster.containers.log(pod, name, previous=previous)
    if run is None and previous:
        where = f'previous terminated container "{name}" in pod "{meta.name(pod)}" not found'
        raise status.bad_request(where)
    if run is None:
        check_started(pod, name)
        return Response(200, b"", content_type="text/plain")
    text = run.log.text(
        tail=_number(request.query, "tailLines"),
        since=_since(request.query, cluster.clock.now),
        timestamps=request.flag("timestamps"),
    )
    limit = _number(request.query, "limitBytes")
    return Response(200, text if limit is None else text[:limit], content_type="text/plain")


def _number(query: Mapping[str, str], name: str) -> int | None:
    text = query.get(name, "")
    if not text:
        return None
    if not text.isdigit():
        raise status.bad_request(
            f"{name}: Invalid value: {text}: must be a number greater than or equal to 0"
        )
    return int(text)


def _since(query: Mapping[str, str], now: float) -> float:
    age = _number(query, "sinceSeconds")
    if age is not None:
        return now - age
    try:
        return seconds(query["sinceTime"]) if query.get("sinceTime") else 0.0
    except ValueError as error:
        raise status.bad_request(f"sinceTime: {error}") from error
