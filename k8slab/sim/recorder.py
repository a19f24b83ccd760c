"""Events: how the components of a cluster write down what they did, in the two styles of client-go.

1. Repeats of an event (same source, object, reason, message) raise the ``count`` of the first one.
2. From the tenth on, events that differ in their message alone become one, its message prefixed with
   "(combined from similar events): ".
3. A component that writes more than 25 events about one object is cut down to one in five minutes.
4. The scheduler writes events in the newer style: no count, and a ``series`` once they repeat.

Source: https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from contextlib import suppress
from typing import Any

from k8slab.errors import ApiError
from k8slab.objects import meta
from k8slab.objects.meta import Object
from k8slab.objects.timestamps import rfc3339, rfc3339_micro, unix_nanoseconds
from k8slab.sim import kinds
from k8slab.sim.api.api import Api
from k8slab.sim.api.managed_fields.ledger import Author

SIMILAR = 9
SIMILAR_SECONDS = 600.0
BURST = 25
SECONDS_PER_TOKEN = 300.0
PROGRAMS = {"kubelet": "kubelet", "default-scheduler": "kube-scheduler"}
"""Those that are not part of the controller manager."""
COMBINED = "(combined from similar events): "


class Recorder:
    """Writes events through the API; one recorder serves all components of a cluster."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._serial = 0
        self._names: dict[Hashable, str] = {}
        self._similar: dict[Hashable, tuple[dict[str, None], float]] = {}
        self._tokens: dict[Hashable, tuple[float, float]] = {}
        self._series: dict[Hashable, int] = {}

    def event(
        self,
        obj: Mapping[str, Any],
        kind: str,
        reason: str,
        message: str,
        *,
        component: str,
        host: str = "",
        field_path: str = "",
    ) -> None:
        """Record a core/v1 event of type ``kind`` (Normal or Warning) about ``obj``.

        ``obj`` may be partial: what it lacks (uid, resourceVersion) the reference lacks too.
        """
        involved = reference(obj, field_path)
        about = (component, host, meta.uid(obj), involved["kind"], *meta.key(obj))
        if not self._may_write(about):
            return
        similar = (*about, field_path, kind, reason)
        message, combined = self._combine(similar, message)
        same = similar if combined else (*similar, message)
        name = self._names.get(same)
        if name is None or not self._count(_namespace(obj), name, message):
            body = self._body(obj, involved, kind, reason, message)
            self._names[same] = self._write(body, component, host)

    def series(
        self, obj: Mapping[str, Any], kind: str, reason: str, message: str, *, action: str, component: str
    ) -> None:
        """Record an event in the newer style; the reporting instance is named after the component."""
        involved = reference(obj)
        same = (component, kind, reason, action, message, tuple(sorted(involved.items())))
        namespace, name = _namespace(obj), self._names.get(same)
        if name is not None and self._api.find(kinds.EVENT, name, namespace) is not None:
            self._repeat(same, namespace, name)
            return
        body = self._body(obj, involved, kind, reason, message) | {
            "source": {},
            "firstTimestamp": None,
            "lastTimestamp": None,
            "eventTime": rfc3339_micro(self._api.now),
            "action": action,
            "reportingComponent": component,
            "reportingInstance": f"{component}-k8s-control-plane",
        }
        self._names[same] = self._create(body)

    def _may_write(self, about: Hashable) -> bool:
        """A bucket of tokens per component and object (3)."""
        tokens, since = self._tokens.get(about, (float(BURST), self._api.now))
        tokens = min(BURST, tokens + (self._api.now - since) / SECONDS_PER_TOKEN)
        allowed = tokens >= 1
        self._tokens[about] = (tokens - allowed, self._api.now)
        return allowed

    def _combine(self, similar: Hashable, message: str) -> tuple[str, bool]:
        """The message to write, and whether it now stands for all similar events (2)."""
        messages, last = self._similar.get(similar, ({}, self._api.now))
        if self._api.now - last > SIMILAR_SECONDS:
            messages = {}
        messages[message] = None
        self._similar[similar] = (messages, self._api.now)
        if len(messages) <= SIMILAR:
            return message, False
        # Of those remembered any one is forgotten; here it is the oldest.
        del messages[next(iter(messages))]
        return COMBINED + message, True

    def _count(self, namespace: str, name: str, message: str) -> bool:
        """Raise the count of an event (1); False if it is gone."""
        if self._api.find(kinds.EVENT, name, namespace) is None:
            return False

        def again(draft: Object) -> None:
            draft["count"] += 1
            draft["lastTimestamp"] = rfc3339(self._api.now)
            draft["message"] = message

        self._api.modify(kinds.EVENT, name, namespace, again)
        return True

    def _repeat(self, same: Hashable, namespace: str, name: str) -> None:
        """Start the series of an event that repeats (4); later repeats are counted, not written."""
        count = self._series[same] = self._series.get(same, 1) + 1
        if count > 2:
            return
        series = {"count": count, "lastObservedTime": rfc3339_micro(self._api.now)}
        self._api.modify(kinds.EVENT, name, namespace, lambda draft: draft.update(series=series))

    def _write(self, body: Object, component: str, host: str) -> str:
        now = rfc3339(self._api.now)
        body |= {
            "source": {"component": component} | ({"host": host} if host else {}),
            "firstTimestamp": now,
            "lastTimestamp": now,
            "count": 1,
            "eventTime": None,
            "reportingComponent": component,
            "reportingInstance": host,
        }
        return self._create(body)

    def _create(self, body: Object) -> str:
        """The event's name. One that the server refuses is lost: nobody waits for events."""
        with suppress(ApiError):
            api = self._acting_as(body["reportingComponent"])
            api.create(kinds.EVENT, body, meta.namespace(body))
        return meta.name(body)

    def _acting_as(self, component: str) -> Api:
        """The API in the name of the component's program."""
        program = PROGRAMS.get(component)
        return self._api.acting_as(Author(program)) if program else self._api

    def _body(self, obj: Mapping[str, Any], involved: Object, kind: str, reason: str, message: str) -> Object:
        """What both styles have in common."""
        # As in client-go the name ends in the time in nanoseconds, so that by name is also by time.
        self._serial += 1
        moment = unix_nanoseconds(self._api.now) + self._serial
        metadata = {"name": f"{meta.name(obj)}.{moment:016x}", "namespace": _namespace(obj)}
        return {
            "metadata": metadata,
            "involvedObject": involved,
            "reason": reason,
            "message": message,
            "type": kind,
        }


def _namespace(obj: Mapping[str, Any]) -> str:
    """Events about cluster-scoped objects live in the namespace default."""
    return meta.namespace(obj) or "default"


def reference(obj: Mapping[str, Any], field_path: str = "") -> Object:
    """How an event names the object it is about."""
    metadata = obj["metadata"]
    fields = {
        "kind": obj["kind"],
        "namespace": metadata.get("namespace"),
        "name": metadata["name"],
        "uid": metadata.get("uid"),
        "apiVersion": obj["apiVersion"],
        "resourceVersion": metadata.get("resourceVersion"),
        "fieldPath": field_path,
    }
    return {field: value for field, value in fields.items() if value}
