"""What upstream's end-to-end framework does for every spec: a namespace, typed calls, polling, exec.

The specs speak to the served simulator over HTTP in JSON, as the e2e binary does: nothing here says which
command a request belongs to, so that a question that is asked again is a client that waits.

Source: test/e2e/framework in kubernetes/kubernetes.
"""

from __future__ import annotations

import io
import json
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from k8slab import kubectl
from k8slab.backends.transport import SESSION_HEADER, HttpTransport, raise_for_status
from k8slab.errors import ApiError, K8slabError

Object = dict[str, Any]
T = TypeVar("T")

STRATEGIC = "application/strategic-merge-patch+json"
MERGE = "application/merge-patch+json"
APPS, CORE, STORAGE = "/apis/apps/v1", "/api/v1", "/apis/storage.k8s.io/v1"
GROUPS = {
    APPS: ("controllerrevisions", "daemonsets", "replicasets", "statefulsets"),
    STORAGE: ("storageclasses",),
}
POLL, TIMEOUT = 10.0, 600.0
RUN = uuid.UUID(int=0)
LONGEST_STEP = 60.0


class NotMetError(AssertionError):
    """A condition was not met in as many looks as the timeout allows."""


@dataclass(frozen=True)
class Pace:
    """How fast the cluster's time goes by; 0: with the instant clock, which moves while somebody looks."""

    speed: float = 0.0
    began: datetime = field(default_factory=lambda: datetime.now(UTC))

    def now(self) -> datetime:
        """What the clock on the suite's wall shows; it goes as fast as a live cluster's."""
        return self.began + (datetime.now(UTC) - self.began) * (self.speed or 1.0)

    def sleep(self, seconds: float) -> None:
        if self.speed:
            time.sleep(seconds / self.speed)

    def poll(self, look: Callable[[], T], *, every: float = POLL, timeout: float = TIMEOUT) -> T:
        """Look at once, and then each so many seconds, until what is seen is true."""
        for _ in range(round(timeout / every) + 1):
            if seen := look():
                return seen
            self.sleep(every)
        raise NotMetError(f"not so after {timeout:g} s: {look.__qualname__}")


class GoClient(HttpTransport):
    """Like client-go it does not say which session a stream belongs to: one that ends is taken up again."""

    def _send(self, method: str, where: str, body: bytes | None, headers: dict[str, str], **how: Any) -> Any:
        return super()._send(method, where, body, _without_session(headers), **how)


def _without_session(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name != SESSION_HEADER}


class Client:
    """The calls on one resource, in one namespace or ("") in all of them."""

    def __init__(self, transport: HttpTransport, plural: str, namespace: str = "") -> None:
        group = next((name for name, plurals in GROUPS.items() if plural in plurals), CORE)
        where = f"/namespaces/{namespace}" if namespace else ""
        self.path = f"{group}{where}/{plural}"
        self._transport = transport

    def get(self, name: str, sub: str = "") -> Object:
        return self._send("GET", self._of(name, sub))

    def find(self, name: str) -> Object | None:
        """None for one that is not there."""
        try:
            return self.get(name)
        except ApiError as error:
            if error.reason != "NotFound":
                raise
            return None

    def list(self, labels: str = "", fields: str = "") -> Object:
        return self._send("GET", self.path, query=_selection(labels, fields))

    def items(self, labels: str = "", fields: str = "") -> list[Object]:
        found: list[Object] = self.list(labels, fields)["items"]
        return found

    def create(self, obj: Object) -> Object:
        return self._send("POST", self.path, obj)

    def update(self, obj: Object, sub: str = "") -> Object:
        return self._send("PUT", self._of(obj["metadata"]["name"], sub), obj)

    def patch(self, name: str, patch: Object, kind: str = STRATEGIC, sub: str = "") -> Object:
        return self._send("PATCH", self._of(name, sub), patch, content_type=kind)

    def delete(self, name: str, **options: Any) -> Object:
        return self._send("DELETE", self._of(name), _delete_options(options))

    def delete_collection(self, labels: str = "", **options: Any) -> Object:
        return self._send("DELETE", self.path, _delete_options(options), query=_selection(labels, ""))

    def change(self, name: str, change: Callable[[Object], None], sub: str = "") -> Object:
        """Get, change and update, again whenever somebody else has been faster."""
        while True:
            obj = self.get(name)
            change(obj)
            try:
                return self.update(obj, sub)
            except ApiError as error:
                if error.reason != "Conflict":
                    raise

    def watch(self, since: str = "", labels: str = "", fields: str = "", **query: str) -> Iterator[Object]:
        """Events until the server ends the stream, each with its bookmark."""
        asked = {**_selection(labels, fields), "allowWatchBookmarks": "true", **query}
        if since:
            asked["resourceVersion"] = since
        yield from self._transport.stream(self.path, query=asked)

    def until(
        self, condition: Callable[[Object], bool], since: str, labels: str = "", fields: str = ""
    ) -> Object:
        """The first event that the condition holds for; a stream that has ended is taken up where it was."""
        version = since
        for _ in range(round(TIMEOUT)):
            for event in self.watch(version, labels, fields):
                assert event["type"] != "ERROR", event
                version = event["object"]["metadata"]["resourceVersion"]
                if event["type"] != "BOOKMARK" and condition(event):
                    return event
        raise NotMetError(f"no such event: {condition.__qualname__}")

    def first(self, condition: Callable[[Object], bool], fields: str = "") -> Object:
        """As an informer sees it: the present objects as a stream, and then what happens."""
        streaming = {"sendInitialEvents": "true", "resourceVersionMatch": "NotOlderThan"}
        version = ""
        for event in self.watch(fields=fields, **streaming):
            version = event["object"]["metadata"]["resourceVersion"]
            if event["type"] != "BOOKMARK" and condition(event):
                return event
        return self.until(condition, version, fields=fields)

    def _of(self, name: str, sub: str = "") -> str:
        return f"{self.path}/{name}/{sub}" if sub else f"{self.path}/{name}"

    def _send(
        self,
        method: str,
        path: str,
        body: Object | None = None,
        *,
        query: Mapping[str, str] | None = None,
        content_type: str = "application/json",
    ) -> Object:
        data = None if body is None else json.dumps(body).encode()
        reply = self._transport.request(
            method,
            path,
            query=query,
            body=data,
            content_type=content_type if data else None,
            accept="application/json",
        )
        answer: Object = raise_for_status(reply).json()
        return answer


def _selection(labels: str, fields: str) -> dict[str, str]:
    chosen = {"labelSelector": labels, "fieldSelector": fields}
    return {name: text for name, text in chosen.items() if text}


def _delete_options(options: Mapping[str, Any]) -> Object:
    return {"kind": "DeleteOptions", "apiVersion": "v1", **options}


@dataclass
class Framework:
    """One spec's access to the cluster, with a namespace of its own."""

    kubeconfig: Path
    spec: str
    pace: Pace = field(default_factory=Pace)
    namespace: str = ""

    def __post_init__(self) -> None:
        agent = f"e2e.test/v1.36.2 (linux/amd64) kubernetes/4b3a2f1 -- [sig-apps] {self.spec}"
        self.transport = GoClient.from_kubeconfig(self.kubeconfig, user_agent=agent)
        self._kubectl = HttpTransport.from_kubeconfig(self.kubeconfig, user_agent="kubectl/v1.36.2")

    def client(self, plural: str, *, everywhere: bool = False) -> Client:
        return Client(self.transport, plural, "" if everywhere else self.namespace)

    def cluster(self, plural: str) -> Client:
        """The calls on a resource that has no namespace, or on all namespaces."""
        return Client(self.transport, plural)

    def begin(self, base: str = "statefulset", security: str = "privileged") -> None:
        """A namespace, once its default ServiceAccount and the cluster's root certificate are there."""
        labels = {"e2e-framework": base, "e2e-run": str(RUN)}
        labels["pod-security.kubernetes.io/enforce"] = security
        namespace = {"metadata": {"generateName": f"{base}-", "labels": labels}}
        self.namespace = self.cluster("namespaces").create(namespace)["metadata"]["name"]
        for plural, name in (
            ("serviceaccounts", "default"),
            ("configmaps", "kube-root-ca.crt"),
            ("serviceaccounts", "default"),
        ):
            self.client(plural).first(_is_there, fields=f"metadata.name={name}")

    def end(self) -> None:
        """Ask for the namespace's end, which the suite does not wait for."""
        self.cluster("namespaces").delete(self.namespace)
        self.transport.close()
        self._kubectl.close()

    def kubectl(self, *words: str) -> str:
        """What it prints. Raises K8slabError with what it complains about."""
        out, err = io.StringIO(), io.StringIO()
        self._kubectl.command = f"kubectl {words[0]}"
        code = kubectl.run(list(words), self._kubectl, namespace=self.namespace, out=out, err=err)
        if code:
            raise K8slabError(err.getvalue())
        return out.getvalue()

    def sh(self, pod: str, line: str) -> str:
        """Run a line in the pod's shell, again if it fails, as the suite does."""

        def run() -> tuple[str]:
            return (self.kubectl("exec", pod, "--", "/bin/sh", "-x", "-c", line),)

        return self.pace.poll(lambda: _without_error(run), timeout=300)[0]

    def in_background(self, work: Callable[[Framework], T]) -> Callable[[], T]:
        """Start it beside the spec, with connections of its own; the answer waits for its end."""
        other = Framework(self.kubeconfig, self.spec, self.pace, self.namespace)
        results: list[T] = []
        thread = threading.Thread(target=lambda: results.append(work(other)), daemon=True)
        thread.start()

        def result() -> T:
            thread.join(LONGEST_STEP)
            other.transport.close()
            assert results, "what ran in the background has failed, or not come to its end"
            return results[0]

        return result


def _is_there(event: Object) -> bool:
    return bool(event["type"] in ("ADDED", "MODIFIED"))


def _without_error(run: Callable[[], T]) -> T | None:
    try:
        return run()
    except K8slabError:
        return None


def ready_schedulable_nodes(framework: Framework) -> list[Object]:
    """Ready, and with no taint that keeps a test's pod away."""
    nodes = framework.cluster("nodes").items(fields="spec.unschedulable=false")
    return [node for node in nodes if is_true(node, "Ready") and not _keeps_pods_away(node)]


def _keeps_pods_away(node: Object) -> bool:
    taints = node["spec"].get("taints") or ()
    return any(taint["effect"] in ("NoSchedule", "NoExecute") for taint in taints)


def is_true(obj: Object, condition: str) -> bool:
    """Does the object's status say so?"""
    found = {item["type"]: item["status"] for item in obj["status"].get("conditions") or ()}
    return found.get(condition) == "True"


def is_active(pod: Object) -> bool:
    """Neither finished nor going."""
    return pod["status"].get("phase") not in ("Succeeded", "Failed") and not pod["metadata"].get(
        "deletionTimestamp"
    )
