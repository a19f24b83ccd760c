"""The Endpoints controller.

1. Every Service with a selector has an Endpoints object of the same name, with the Service's labels.
2. Ready pods are listed as addresses, the others as notReadyAddresses, both sorted by address.
3. Pods that are being deleted are not listed, unless the Service publishes addresses that are not ready.
4. When the Service goes, so does the Endpoints object.

Source: https://kubernetes.io/docs/concepts/services-networking/service/#endpoints
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from k8slab.objects import meta, pods
from k8slab.objects.meta import Key, Object
from k8slab.sim import kinds
from k8slab.sim.api import Api
from k8slab.sim.clock import Clock
from k8slab.sim.controllers import service_backends as backends
from k8slab.sim.kinds.kind import Kind
from k8slab.sim.reconcile import Controller, Interest, itself
from k8slab.sim.recorder import Recorder

MANAGED_BY = {"endpoints.kubernetes.io/managed-by": "endpoint-controller"}


class EndpointsController(Controller):
    name = "endpoint-controller"

    def __init__(self, api: Api, clock: Clock, recorder: Recorder) -> None:
        self._times = backends.TriggerTimes()
        super().__init__(api, clock, recorder)

    def interests(self) -> Mapping[Kind, Interest]:
        return {
            kinds.SERVICE: itself,
            kinds.POD: lambda change: backends.services_of(self.api, change),
            kinds.ENDPOINTS: itself,
        }

    def reconcile(self, key: Key) -> None:
        service = self.api.find(kinds.SERVICE, key[1], key[0])
        if service is None:
            self._times.forget(key)
            self._remove(key)
        elif backends.has_backends(service):
            self._write(service)

    def _remove(self, key: Key) -> None:
        """Delete what this controller has written (4)."""
        found = self.api.find(kinds.ENDPOINTS, key[1], key[0])
        if found is not None and MANAGED_BY.items() <= meta.labels(found).items():
            self.api.delete(kinds.ENDPOINTS, key[1], key[0])

    def _write(self, service: Object) -> None:
        namespace, name = meta.key(service)
        chosen = backends.selected_pods(self.api, service)
        trigger = self._times.take(service, chosen)
        subsets = _subsets(service, chosen)
        labels = _labels(service)
        present = self.api.find(kinds.ENDPOINTS, name, namespace)
        if present is None:
            body: Object = {"metadata": {"name": name, "labels": labels, "annotations": trigger}}
            self.api.create(kinds.ENDPOINTS, body | ({"subsets": subsets} if subsets else {}), namespace)
        elif (present.get("subsets") or []) != subsets or meta.labels(present) != labels:
            self.api.modify(
                kinds.ENDPOINTS, name, namespace, lambda draft: _fill(draft, labels, trigger, subsets)
            )


def _fill(draft: Object, labels: Object, trigger: Object, subsets: list[Object]) -> None:
    metadata = draft["metadata"]
    others = {key: value for key, value in meta.annotations(draft).items() if key != backends.TRIGGER_TIME}
    metadata["labels"], metadata["annotations"] = labels, others | trigger
    draft.pop("subsets", None)
    if subsets:
        draft["subsets"] = subsets


def _labels(service: Object) -> Object:
    headless = {backends.HEADLESS: ""} if backends.is_headless(service) else {}
    return {**meta.labels(service), **MANAGED_BY, **headless}


def _subsets(service: Object, chosen: list[Object]) -> list[Object]:
    """One subset for each set of ports, with its addresses sorted (2)."""
    groups: dict[str, tuple[list[Object], list[Object]]] = {}
    for pod in chosen:
        if not _is_listed(service, pod):
            continue
        ports = json.dumps(backends.resolved_ports(service, pod))
        ready, unready = groups.setdefault(ports, ([], []))
        is_ready = pods.is_ready(pod) or backends.publishes_unready(service)
        (ready if is_ready else unready).append(_address(service, pod))
    return [_subset(json.loads(ports), *group) for ports, group in sorted(groups.items())]


def _is_listed(service: Object, pod: Object) -> bool:
    wanted = backends.publishes_unready(service) or not meta.is_terminating(pod)
    return backends.has_address(pod) and wanted


def _address(service: Object, pod: Object) -> Object:
    return {
        "ip": pod["status"]["podIP"],
        **backends.hostname(service, pod),
        "nodeName": pod["spec"]["nodeName"],
        "targetRef": backends.target(pod),
    }


def _subset(ports: list[Object], ready: list[Object], unready: list[Object]) -> Object:
    subset: Object = {}
    for field, addresses in (("addresses", ready), ("notReadyAddresses", unready)):
        if addresses:
            subset[field] = sorted(addresses, key=lambda each: (each["ip"], each["targetRef"]["uid"]))
    named = [{key: value for key, value in port.items() if value != ""} for port in ports]
    return subset | ({"ports": named} if named else {})
