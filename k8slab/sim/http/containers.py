"""What is asked of containers, free of sockets: to run a command, to show a page, to end.

All of it goes through the control API (POST /k8slab/v1/exec, web, leave), whichever way a client asked for
it: so it stands in the journal as one request, with its whole standard input, and is repeated in a replay.

Source: https://kubernetes.io/docs/tasks/debug/debug-application/get-shell-running-container/
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from typing import Any

import orjson

from k8slab.errors import ApiError
from k8slab.objects import meta
from k8slab.objects.meta import Object
from k8slab.sim.api import status
from k8slab.sim.cluster import Cluster
from k8slab.sim.containers.container import Running
from k8slab.sim.http import kubelet_reach
from k8slab.sim.http.exchange import Request, Response, json_response
from k8slab.sim.http.routes import Route
from k8slab.sim.http.subresources import chosen_container
from k8slab.sim.kinds import POD

EXEC_PATH, WEB_PATH, LEAVE_PATH = "/k8slab/v1/exec", "/k8slab/v1/web", "/k8slab/v1/leave"
NOT_EXECUTED = "Internal error occurred: error executing command in container: "
STREAMED = ("exec", "attach", "portforward")


def execute(cluster: Cluster, request: Request) -> Response:
    """{"namespace", "pod", "container", "command": […], "stdin": base64, "session"} to what came of it.

    The answer is {"stdout": base64, "stderr": base64, "code": N, "ended": is the session over, "refusal": why
    the command could not be started}.
    """
    body = _body(request, {"container": "", "command": [], "stdin": "", "session": ""})
    if not _is_command(body):
        raise status.bad_request('expected a command like ["ls", "/"], or a session')
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
        "refusal": outcome.refusal and NOT_EXECUTED + outcome.refusal,
    }
    return json_response(answer)


def visit(cluster: Cluster, request: Request) -> Response:
    """{"namespace", "pod", "port", "path", "agent"} to what the pod's web server says.

    The answer is {"status", "body": base64, "server"}. Raises ApiError 404 if none listens on that port.
    """
    body = _body(request, {"port": 0, "path": "/", "agent": ""})
    pod = cluster.api.get(POD, body["pod"], body["namespace"])
    said = cluster.containers.ports.web_answer(pod, body["port"], body["path"], "127.0.0.1", body["agent"])
    if said is None:
        raise status.failure(404, "NotFound", f"nobody listens on port {body['port']}")
    content = base64.b64encode(said.body).decode()
    return json_response({"status": said.status, "body": content, "server": said.server})


def leave(cluster: Cluster, request: Request) -> Response:
    """{"namespace", "pod", "container", "code"}: the container's first process ends with that code."""
    body = _body(request, {"container": "", "code": 0})
    pod = cluster.api.get(POD, body["pod"], body["namespace"])
    running = find_running(cluster, pod, body["container"])
    cluster.containers.ended(meta.key(pod), running.identity, body["code"])
    return json_response({"code": body["code"]})


ACTS: Mapping[str, Callable[[Cluster, Request], Response]] = {
    EXEC_PATH: execute,
    WEB_PATH: visit,
    LEAVE_PATH: leave,
}
"""What the control API can do to containers, by its path."""


def _body(request: Request, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Every field with the type that its default has. Raises ApiError 400."""
    try:
        content = orjson.loads(request.body)
    except orjson.JSONDecodeError as error:
        raise status.bad_request(f"the body is not JSON: {error}") from error
    fields = {"namespace": "default", "pod": "", **fields}
    body = {**fields, **content} if isinstance(content, dict) else {}
    fits = all(type(body.get(name)) is type(default) for name, default in fields.items())
    if not (fits and body["pod"]):
        raise status.bad_request(f"expected a body like {orjson.dumps(fields).decode()}")
    return body


def _is_command(body: Mapping[str, Any]) -> bool:
    return bool(body["command"] or body["session"]) and all(isinstance(each, str) for each in body["command"])


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise status.bad_request("stdin: expected base64") from error


def find_running(cluster: Cluster, pod: Object, wanted: str, act: str = "exec") -> Running:
    """The container of a command, or one that is attached to. Raises ApiError in Kubernetes' words."""
    name = chosen_container(pod, wanted)
    if not pod["spec"].get("nodeName"):
        raise status.bad_request(f"pod {meta.name(pod)} does not have a host assigned")
    kubelet_reach.check_dial(cluster, pod)
    running = cluster.containers.find(pod, name)
    if running is None:
        missing = f'container not found ("{name}")'
        if act == "attach":
            missing = f"container {name} not found in pod {meta.name(pod)}_{meta.namespace(pod)}"
        text = f"Internal error occurred: unable to upgrade connection: {missing}"
        raise status.failure(500, "InternalError", text)
    return running


def refuse(cluster: Cluster, route: Route, request: Request) -> ApiError:
    """Why a request for a stream that asks for no upgrade is not answered."""
    pod = cluster.api.get(POD, route.name, route.namespace)
    if route.subresource != "portforward":
        find_running(cluster, pod, request.query.get("container", ""), route.subresource)
    return status.bad_request("Upgrade request required")


def exit_status(code: int, refusal: str = "") -> dict[str, Any]:
    """What the error channel says at the end of a command, or of one that could not be started."""
    if refusal:
        causes = [{"message": refusal.partition(": ")[2]}]
        failed = {"status": "Failure", "message": refusal, "reason": "InternalError", "code": 500}
        return {"metadata": {}, **failed, "details": {"causes": causes}}
    if code == 0:
        return {"metadata": {}, "status": "Success"}
    return {
        "metadata": {},
        "status": "Failure",
        "message": f"command terminated with non-zero exit code: exit status {code}",
        "reason": "NonZeroExitCode",
        "details": {"causes": [{"reason": "ExitCode", "message": str(code)}]},
    }
