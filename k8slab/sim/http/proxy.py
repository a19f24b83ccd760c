"""pods/proxy and services/proxy: pages of the web servers in pods, by way of the API server.

1. `pods/[SCHEME:]NAME[:PORT]/proxy/PATH`: without a port, the first one that the pod's containers declare.
2. `services/[SCHEME:]NAME[:PORT]/proxy/PATH`: PORT is a port's name or number; without one, the port that has
   no name. A page comes from one of the pods that the Service's Endpoints list as ready.
3. The page itself begins with a slash: without it, the client is sent there.

Source: https://kubernetes.io/docs/tasks/access-application-cluster/access-cluster-services/
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from typing import NamedTuple

from k8slab.errors import ApiError
from k8slab.objects import meta
from k8slab.objects.meta import Object
from k8slab.sim import kinds
from k8slab.sim.api import Api, status
from k8slab.sim.cluster import Cluster
from k8slab.sim.http import kubelet_reach
from k8slab.sim.http.containers import WEB_PATH
from k8slab.sim.http.exchange import Request, Response
from k8slab.sim.http.routes import Route
from k8slab.sim.http.web_connection import content_type
from k8slab.sim.kinds.kind import Kind

SCHEMES = ("", "http", "https")
DEFAULT_PORT = 80
Ask = Callable[[Request], Response]


class Target(NamedTuple):
    """Where a proxied request goes."""

    pod: Object
    port: int

    @property
    def address(self) -> str:
        return f"{(self.pod.get('status') or {}).get('podIP', '')}:{self.port}"


def is_proxied(route: Route, request: Request) -> bool:
    return route.subresource == "proxy" and route.kind in FINDERS and request.method in ("GET", "HEAD")


def answer(cluster: Cluster, route: Route, request: Request, ask: Ask) -> Response:
    """`ask` brings a request about a container before the cluster. Raises ApiError if nobody answers."""
    scheme, name, port = _split(route)
    target = FINDERS[route.kind](cluster.api, route.namespace, name, port)
    path = request.path.partition(f"/{route.name}/proxy")[2]
    if not path:
        return Response(301, b"", (("Location", f"{request.path}/"),), content_type="text/html")
    kubelet_reach.check_dial(cluster, target.pod)
    if not cluster.containers.ports.serves(target.pod, target.port):
        raise _unavailable(_silence(cluster, target))
    if scheme == "https":
        raise _unavailable("error trying to reach service: http: server gave HTTP response to HTTPS client")
    return _page(ask(_visit(target, path, request)), path)


def _split(route: Route) -> tuple[str, str, str]:
    """Scheme, name and port. Raises ApiError 400."""
    parts = route.name.split(":")
    scheme, name, port = parts if len(parts) == 3 else ("", *parts, "")[:3]
    if len(parts) > 3 or scheme not in SCHEMES or not name:
        raise status.bad_request(f'invalid {route.kind.singular} request "{route.name}"')
    return scheme, name, port


def _of_pod(api: Api, namespace: str, name: str, port: str) -> Target:
    """(1)"""
    pod = api.get(kinds.POD, name, namespace)
    if not (pod.get("status") or {}).get("podIP"):
        raise status.bad_request("address not allowed")
    declared = [each["containerPort"] for each in _declared(pod)]
    number = int(port) if port.isdigit() else (declared or [DEFAULT_PORT])[0]
    return Target(pod, int(number))


def _declared(pod: Object) -> Iterator[Object]:
    for container in pod["spec"]["containers"]:
        yield from container.get("ports") or ()


def _of_service(api: Api, namespace: str, name: str, port: str) -> Target:
    """(2)"""
    service = api.get(kinds.SERVICE, name, namespace)
    if port.isdigit():
        port = _port_name(service, int(port))
    endpoints = api.find(kinds.ENDPOINTS, name, namespace) or {}
    for subset in endpoints.get("subsets") or ():
        numbers = [each["port"] for each in subset.get("ports") or () if each.get("name", "") == port]
        for address in subset.get("addresses") or ():
            pod = api.find(kinds.POD, (address.get("targetRef") or {}).get("name", ""), namespace)
            if numbers and pod is not None:
                return Target(pod, int(numbers[0]))
    raise _unavailable(f'no endpoints available for service "{name}"')


def _port_name(service: Object, number: int) -> str:
    for each in service["spec"].get("ports") or ():
        if each["port"] == number:
            return str(each.get("name", ""))
    raise _unavailable(f'no service port {number} found for service "{meta.name(service)}"')


def _unavailable(message: str) -> ApiError:
    return status.failure(503, "ServiceUnavailable", message)


def _silence(cluster: Cluster, target: Target) -> str:
    if cluster.containers.ports.listens(target.pod, target.port):
        where = f"port {target.port} of pod {meta.name(target.pod)}"
        return f"not simulated: what listens on {where} is no web server"
    return f"error trying to reach service: dial tcp {target.address}: connect: connection refused"


def _visit(target: Target, path: str, request: Request) -> Request:
    body = {
        "namespace": meta.namespace(target.pod),
        "pod": meta.name(target.pod),
        "port": target.port,
        "path": path,
        "agent": request.headers.get("user-agent", "-"),
    }
    return Request("POST", WEB_PATH, body=json.dumps(body).encode())


def _page(said: Response, path: str) -> Response:
    if said.status != 200:
        return said
    page = json.loads(said.body)
    content = base64.b64decode(page["body"])
    server = (("Server", page["server"]),) if page["server"] else ()
    return Response(page["status"], content, server, content_type=content_type(path, page["status"]))


FINDERS: dict[Kind, Callable[[Api, str, str, str], Target]] = {
    kinds.POD: _of_pod,
    kinds.SERVICE: _of_service,
}
"""Who is behind an object of a kind."""
