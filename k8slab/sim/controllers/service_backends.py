"""Which pods stand behind a Service: shared by the controllers of Endpoints and EndpointSlices.

Source: https://kubernetes.io/docs/concepts/services-networking/service/
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from k8slab.objects import meta, pods
from k8slab.objects.meta import Key, Object
from k8slab.objects.selectors import from_labels
from k8slab.objects.timestamps import rfc3339, seconds
from k8slab.sim import kinds
from k8slab.sim.api import Api
from k8slab.sim.store import Change

TRIGGER_TIME = "endpoints.kubernetes.io/last-change-trigger-time"
HEADLESS = "service.kubernetes.io/headless"


def has_backends(service: Mapping[str, Any]) -> bool:
    """True if the Service's endpoints are found by its selector, not written by somebody else."""
    return bool(service["spec"].get("selector")) and service["spec"].get("type") != "ExternalName"


def is_headless(service: Mapping[str, Any]) -> bool:
    return bool(service["spec"].get("clusterIP") == "None")


def publishes_unready(service: Mapping[str, Any]) -> bool:
    return bool(service["spec"].get("publishNotReadyAddresses"))


def selected_pods(api: Api, service: Object) -> list[Object]:
    return api.list(kinds.POD, meta.namespace(service), from_labels(service["spec"]["selector"]))


def services_of(api: Api, change: Change) -> Iterable[Key]:
    """The Services that select the changed pod, before or after the change."""
    versions = [pod for pod in (change.previous, change.object) if pod is not None]
    if len(versions) == 2 and not _matters(*versions):
        return []
    return [
        meta.key(service)
        for service in api.list(kinds.SERVICE, meta.namespace(change.object))
        if has_backends(service) and any(_selects(service, pod) for pod in versions)
    ]


def _selects(service: Object, pod: Object) -> bool:
    return from_labels(service["spec"]["selector"]).matches(meta.labels(pod))


def _matters(old: Object, new: Object) -> bool:
    """True if the change can be seen in an endpoint."""
    return _visible(old) != _visible(new)


def _visible(pod: Object) -> tuple[object, ...]:
    status = pod.get("status") or {}
    since = (pods.condition(pod, "Ready") or {}).get("lastTransitionTime")
    return (
        meta.labels(pod),
        meta.is_terminating(pod),
        pods.is_terminal(pod),
        pods.is_ready(pod),
        since,
        status.get("podIP"),
        pod["spec"].get("nodeName"),
    )


def has_address(pod: Object) -> bool:
    """True if the pod can be reached: it has an address, and containers that run or will run again."""
    return bool((pod.get("status") or {}).get("podIP")) and not pods.is_terminal(pod)


def hostname(service: Object, pod: Object) -> Object:
    """The pod's own DNS name below the Service's, if the pod asks for one."""
    spec = pod["spec"]
    own = spec.get("hostname") and spec.get("subdomain") == meta.name(service)
    return {"hostname": spec["hostname"]} if own else {}


def target(pod: Object) -> Object:
    return {
        "kind": "Pod",
        "namespace": meta.namespace(pod),
        "name": meta.name(pod),
        "uid": meta.uid(pod),
    }


def port_number(pod: Object, wanted: int | str) -> int | None:
    """The number behind a targetPort, which may be the name of one of the pod's ports."""
    if isinstance(wanted, int):
        return wanted
    for container in pod["spec"]["containers"]:
        for port in container.get("ports") or ():
            if port.get("name") == wanted:
                return int(port["containerPort"])
    return None


def resolved_ports(service: Object, pod: Object) -> list[Object]:
    """The Service's ports with the numbers they have in this pod; unknown names are left out."""
    found = []
    for port in service["spec"].get("ports") or ():
        number = port_number(pod, port.get("targetPort", port["port"]))
        if number is not None:
            extra = {"appProtocol": port["appProtocol"]} if port.get("appProtocol") else {}
            found.append(
                {"name": port.get("name", ""), "port": number, "protocol": port.get("protocol", "TCP")}
                | extra
            )
    return found


class TriggerTimes:
    """When the oldest change happened that the last look at a Service has not seen."""

    def __init__(self) -> None:
        self._services: dict[Key, float] = {}
        self._pods: dict[Key, dict[str, float]] = {}

    def take(self, service: Object, backends: Iterable[Object]) -> Object:
        """The annotation to write, if anything is new since the last call."""
        key = meta.key(service)
        seen, times = self._pods.get(key, {}), _ready_times(backends)
        news = [time for name, time in times.items() if time > seen.get(name, -1.0)]
        created = seconds(service["metadata"]["creationTimestamp"])
        if created > self._services.get(key, -1.0):
            news.append(created)
        self._services[key], self._pods[key] = created, times
        return {TRIGGER_TIME: rfc3339(min(news))} if news else {}

    def forget(self, key: Key) -> None:
        self._services.pop(key, None)
        self._pods.pop(key, None)


def _ready_times(backends: Iterable[Object]) -> dict[str, float]:
    conditions = {meta.name(pod): pods.condition(pod, "Ready") for pod in backends}
    return {
        name: seconds(each["lastTransitionTime"]) for name, each in conditions.items() if each is not None
    }
