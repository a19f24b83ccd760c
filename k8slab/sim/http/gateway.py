"""The API server's front door, free of sockets: a request goes in, a response or a watch comes out.

The same gateway stands behind the HTTP server and behind clients in the same process.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace
from typing import Any
from weakref import WeakSet

from k8slab.errors import ApiError
from k8slab.sim.api import Api, status
from k8slab.sim.api.managed_fields.ledger import NOT_TRACKED, Author
from k8slab.sim.api.managed_fields.managers import of_user_agent
from k8slab.sim.cluster import Cluster
from k8slab.sim.containers.container import Running
from k8slab.sim.http import (
    containers,
    control,
    documents,
    logs,
    protobuf,
    proxy,
    resources,
    reviews,
    routes,
    scale,
    subresources,
    versions,
)
from k8slab.sim.http.accept import prefers_yaml
from k8slab.sim.http.control import Control, Referee
from k8slab.sim.http.exchange import (
    Request,
    Response,
    failure_response,
    text_response,
    warning_header,
    yaml_response,
)
from k8slab.sim.http.logs import Following
from k8slab.sim.http.routes import Route
from k8slab.sim.http.selection import Selection
from k8slab.sim.http.tables import View
from k8slab.sim.http.timekeeper import Movement, stamp, timekeeper
from k8slab.sim.http.watch import PATIENCE, Connection, Watch, WatchOptions
from k8slab.sim.kinds.reviews import BINDING

NO_SUCH_PAGE = text_response("404 page not found\n", 404)
"""What there is where no API is, as Go's servers say it."""
LARGEST_BODY = 3 * 1024 * 1024
Verb = Callable[[Api, Route, Request], Response]

ON_COLLECTION: Mapping[str, tuple[str, Verb]] = {
    "GET": ("list", resources.collection),
    "POST": ("create", resources.create),
    "DELETE": ("deletecollection", resources.delete_collection),
}
ON_OBJECT: Mapping[str, tuple[str, Verb]] = {
    "GET": ("get", resources.single),
    "PUT": ("update", resources.update),
    "PATCH": ("patch", resources.patch),
    "DELETE": ("delete", resources.delete),
}
ON_SUBRESOURCE: Mapping[str, Mapping[str, Verb]] = {
    "status": {"GET": resources.single, "PUT": resources.update, "PATCH": resources.patch},
    "scale": {"GET": scale.get, "PUT": scale.update, "PATCH": scale.patch},
    "binding": {"POST": subresources.bind},
    "eviction": {"POST": subresources.evict},
    "finalize": {"PUT": subresources.finalize},
    "ephemeralcontainers": {"GET": resources.single},
    "resize": {"GET": resources.single},
    "approval": {"GET": resources.single},
}
NOT_SIMULATED = {
    **dict.fromkeys(("attach", "exec", "portforward"), "this method does not reach containers"),
    "proxy": "only pages of the web servers in pods can be read, through pods/proxy and services/proxy",
    "approval": "nobody signs certificates",
    "token": "the only token is that of the cluster's administrator",
    "ephemeralcontainers": "no debug containers are added to running pods; use kubectl exec",
    "resize": "resources of running pods stay as they are; delete the pod, or change its owner's template",
}
"""By subresource, why a method of it is not there."""
# kubectl says which command it runs; only these look at things for their own sake, or to see pods go.
READING_COMMANDS = (
    "",
    "kubectl get",
    "kubectl describe",
    "kubectl wait",
    "kubectl rollout status",
    "kubectl drain",
)


class Gateway:
    """Answers requests about one cluster; `clock` is "instant" or "live[:SPEED]"."""

    def __init__(self, cluster: Cluster, *, clock: str = "instant", referee: Referee | None = None) -> None:
        self.cluster = cluster
        self.movement = Movement(cluster)
        self.timekeeper = timekeeper(clock, self.movement)
        self.branch = 0
        self._control = Control(self, referee)
        self._watches: WeakSet[Watch] = WeakSet()

    def fresh(self) -> Gateway:
        """A gateway to a cluster like this one, as it was when it began."""
        return Gateway(self.cluster.fresh())

    def adopt(self, cluster: Cluster) -> None:
        """From now on this is the cluster; whoever watches the one before is told that this is the end."""
        for watch in list(self._watches):
            self.timekeeper.closed(watch)
            watch.end()
        self._watches.clear()
        self.cluster = cluster
        self.movement = Movement(cluster)
        self.timekeeper = self.timekeeper.over(self.movement)
        self.branch += 1

    def request(
        self,
        method: str,
        path: str,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
        *,
        connection: Connection | None = None,
    ) -> Response | Watch | Following:
        """Answer one request. Header names are in lower case.

        Requests that come over the same connection share one `Connection`. Errors are answers too. Whoever
        gets a watch tells the timekeeper when it is closed; a log that is followed is not told of.
        """
        request = Request(method, path, query or {}, headers or {}, body)
        try:
            answer = self._answer(_in_json(request), connection or Connection())
        except ApiError as error:
            answer = failure_response(error)
        if isinstance(answer, Response) and prefers_yaml(headers.get("accept", "") if headers else ""):
            return yaml_response(answer)
        return answer

    def _answer(self, request: Request, connection: Connection) -> Response | Watch | Following:
        if not request.path.startswith(control.PREFIX) and not request.is_passive:
            self._travel()
        if request.path in containers.ACTS and request.method == "POST":
            return self._act(containers.ACTS[request.path], request)
        if request.path.startswith(control.PREFIX):
            return self._control.answer(request)
        route = routes.find(request.path)
        if route is not None:
            return self._resource(route, request, connection)
        document = documents.find(request)
        if document is not None:
            return document
        if not documents.is_in_a_served_version(request.path):
            return NO_SUCH_PAGE
        raise status.no_such_path()

    def _travel(self) -> None:
        """A slow API server lets time pass before it looks at a request."""
        if latency := self.cluster.store.latency:
            self.movement.advance("latency", latency)

    def _resource(
        self, route: Route, request: Request, connection: Connection
    ) -> Response | Watch | Following:
        if request.method == "GET" and (route.is_watch or (not route.name and request.flag("watch"))):
            return self._watch(route, request, connection)
        if route.subresource in containers.STREAMED:
            raise containers.refuse(self.cluster, route, request)
        if (route.subresource, request.method) == ("log", "GET"):
            told = logs.log(self.cluster, route, request)
            if isinstance(told, Following):
                return self._followed(told, passive=request.is_passive)
            return told
        if (answered := self._without_store(route, request)) is not None:
            return answered
        verb = _verb(route, request.method)
        if request.method != "GET":
            return self._write(verb, route, request)
        if _is_question(request):
            session = request.headers.get("kubectl-session", "")
            self.timekeeper.asked(_question(request), Selection.of(route, request), session)
        return _with_deprecation(verb(self.cluster.api, route, request), route)

    def _watch(self, route: Route, request: Request, connection: Connection) -> Watch:
        if "watch" not in route.kind.verbs:
            raise status.not_allowed()
        versions.check_watch(self.cluster.store, request.query)
        watch = Watch(
            self.cluster.store,
            Selection.of(route, request),
            View.of(request, route.kind, self.cluster.api.managers),
            WatchOptions.of(request),
            connection=connection,
            now=self.cluster.clock.now,
        )
        self._watches.add(watch)
        self.timekeeper.opened(watch)
        return watch

    def _write(self, verb: Verb, route: Route, request: Request) -> Response:
        """A request that may change something: it goes into the journal, refused or not."""
        before = stamp(self.cluster)
        try:
            response = verb(self.cluster.api.acting_as(_author(route, request)), route, request)
        except ApiError as error:
            response = failure_response(error)
        self.cluster.run_due()
        self.cluster.journal.append({**before, "request": _journalled(request), "status": response.status})
        self.timekeeper.wrote()
        return _with_deprecation(response, route)

    def follow(self, run: Running) -> Following:
        """What a container prints from now on."""
        return self._followed(
            Following(run, lambda: self.cluster.containers.find(run.pod, run.name)), passive=False
        )

    def _followed(self, following: Following, *, passive: bool) -> Following:
        """With the instant clock: all that comes until the cluster has settled."""
        if not self.timekeeper.follows_wall_clock:
            if not passive:
                self.movement.settle("follow")
            following.end()
        return following

    def _without_store(self, route: Route, request: Request) -> Response | None:
        """The answer to what no stored object is asked for: a review, a page of a web server."""
        if proxy.is_proxied(route, request):
            return proxy.answer(self.cluster, route, request, self._visit)
        return reviews.find(route, request)

    def _visit(self, request: Request) -> Response:
        return self._act(containers.ACTS[request.path], request)

    def _act(self, act: Callable[[Cluster, Request], Response], request: Request) -> Response:
        """A command in a container may change files, and take time; so may whatever else is asked of it.

        What that sets off is seen when somebody waits: commands that follow one another are of one moment.
        """
        before = stamp(self.cluster)
        try:
            response = act(self.cluster, request)
        except ApiError as error:
            response = failure_response(error)
        self.cluster.run_due()
        self.cluster.journal.append({**before, "request": _journalled(request), "status": response.status})
        return response


def _in_json(request: Request) -> Request:
    """The request with a body that the rest of the server can read. Raises ApiError 413, 404 or 400."""
    if len(request.body) > LARGEST_BODY:
        raise status.too_large(LARGEST_BODY)
    if request.content_type != protobuf.MEDIA_TYPE or not request.body:
        return request
    headers = {**request.headers, "content-type": "application/json"}
    try:
        return replace(request, headers=headers, body=protobuf.as_json(request.body))
    except ApiError:
        if routes.find(request.path) is None:
            raise status.no_such_path() from None
        raise


def _verb(route: Route, method: str) -> Verb:
    """Raises ApiError 405 when the resource does not have the verb."""
    if route.subresource:
        found = ON_SUBRESOURCE.get(route.subresource, {}).get(method)
    elif route.kind is BINDING:
        found = subresources.bind if method == "POST" and route.namespace else None
    elif _is_everywhere(route) and method != "GET":
        found = None
    else:
        name, found = (ON_OBJECT if route.name else ON_COLLECTION).get(method, ("", None))
        found = found if name in route.kind.verbs else None
    if found is not None:
        return found
    if why := NOT_SIMULATED.get(route.subresource or ""):
        raise status.not_simulated(f"{route.kind.plural}/{route.subresource}", why)
    raise status.not_allowed()


def _is_everywhere(route: Route) -> bool:
    """Does the path name the objects of all namespaces, which can only be looked at?"""
    return route.kind.namespaced and not route.namespace


def _author(route: Route, request: Request) -> Author:
    """Who writes: the field manager that the client names, or its program."""
    if route.subresource in ("binding", "eviction"):
        return NOT_TRACKED
    name = request.query.get("fieldManager") or of_user_agent(request.headers.get("user-agent", ""))
    return Author(name, is_client=True)


def _is_question(request: Request) -> bool:
    """Does the client want to see how things are, rather than to prepare a change?"""
    if request.is_passive or PATIENCE in request.query:
        return False
    return request.headers.get("kubectl-command", "") in READING_COMMANDS


def _question(request: Request) -> Hashable:
    """Two requests with the same question come from one client that asks again, or from one like it."""
    return (
        request.headers.get("user-agent", ""),
        request.headers.get("kubectl-command", ""),
        request.path,
        tuple(sorted(request.query.items())),
    )


def _with_deprecation(response: Response, route: Route) -> Response:
    warning = route.kind.deprecation
    if not warning:
        return response
    return Response(
        response.status, response.body, (*response.headers, warning_header(warning)), response.content_type
    )


def _journalled(request: Request) -> dict[str, Any]:
    """All of a request that its effect depends on."""
    entry: dict[str, Any] = {
        "method": request.method,
        "path": request.path,
        "query": dict(request.query),
        "content_type": request.headers.get("content-type", ""),
        "client": of_user_agent(request.headers.get("user-agent", "")),
        **({"command": command} if (command := request.headers.get("kubectl-command", "")) else {}),
    }
    try:
        return {**entry, "body": request.body.decode()}
    except UnicodeDecodeError:
        return {**entry, "body64": base64.b64encode(request.body).decode()}
