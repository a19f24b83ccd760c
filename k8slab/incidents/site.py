"""Where an incident takes place: a cluster that kubectl works on; looking at it moves no time."""

from __future__ import annotations

from contextlib import redirect_stdout
from io import StringIO

from k8slab.backends.control import Control
from k8slab.backends.transport import Transport, raise_for_status
from k8slab.command_line import Commanded, Output, execute, words
from k8slab.errors import ApiError, K8slabError
from k8slab.objects import meta
from k8slab.objects.meta import Object
from k8slab.objects.pods import has_condition
from k8slab.translation import say

PATHS = {
    "nodes": "/api/v1/nodes",
    "pods": "/api/v1/namespaces/{}/pods",
    "services": "/api/v1/namespaces/{}/services",
    "persistentvolumes": "/api/v1/persistentvolumes",
    "persistentvolumeclaims": "/api/v1/namespaces/{}/persistentvolumeclaims",
    "statefulsets": "/apis/apps/v1/namespaces/{}/statefulsets",
    "daemonsets": "/apis/apps/v1/namespaces/{}/daemonsets",
    "controllerrevisions": "/apis/apps/v1/namespaces/{}/controllerrevisions",
    "endpointslices": "/apis/discovery.k8s.io/v1/namespaces/{}/endpointslices",
    "poddisruptionbudgets": "/apis/policy/v1/namespaces/{}/poddisruptionbudgets",
}


class Site:
    """``kubectl`` acts in somebody's name; ``passive`` only looks."""

    def __init__(self, kubectl: Commanded, passive: Transport) -> None:
        self._kubectl, self._passive = kubectl, passive
        self.control = Control(passive)

    def kubectl(self, line: str, stdin: str = "") -> Output:
        """Run a line without printing. Raises K8slabError with what kubectl said if it fails."""
        with redirect_stdout(StringIO()):
            done = execute(words(line), self._kubectl, stdin=stdin)
        if not done.ok:
            raise K8slabError(
                say(
                    "expected `{line}` to succeed, found: {found}",
                    line=line,
                    found=(done.stderr or done.stdout).strip(),
                )
            )
        return done

    def all_of(self, resource: str, namespace: str = "") -> list[Object]:
        answer = self._passive.request("GET", PATHS[resource].format(namespace))
        found: list[Object] = raise_for_status(answer).json()["items"]
        return found

    def find(self, resource: str, name: str, namespace: str = "") -> Object | None:
        try:
            return self.get(resource, name, namespace)
        except ApiError as error:
            if error.reason == "NotFound":
                return None
            raise

    def get(self, resource: str, name: str, namespace: str = "") -> Object:
        """Raises ApiError."""
        answer = self._passive.request("GET", f"{PATHS[resource].format(namespace)}/{name}")
        found: Object = raise_for_status(answer).json()
        return found

    def pods_of(self, owner: str, namespace: str) -> list[Object]:
        """The pods whose controller has that name, by their names."""
        pods = self.all_of("pods", namespace)
        return [pod for pod in pods if (meta.controller_of(pod) or {}).get("name") == owner]

    def ready_nodes(self) -> list[str]:
        """Those that are Ready, cordoned or not."""
        return [meta.name(node) for node in self.all_of("nodes") if has_condition(node, "Ready")]

    def settle(self) -> None:
        self.control.settle()

    def advance(self, seconds: float) -> None:
        self.control.advance(seconds)
