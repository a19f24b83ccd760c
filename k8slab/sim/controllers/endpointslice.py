"""The EndpointSlice controller.

1. Every Service with a selector has slices with all of its pods that have an address, at most 100 in each.
2. A pod that is being deleted stays listed, not ready, until its containers have ended.
3. An endpoint keeps its place while it is there; new ones come last.
4. A Service without any endpoint keeps one empty slice. Slices go with the Service, which owns them.

Source: https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from k8slab.objects import meta, pods
from k8slab.objects.meta import Key, Object
from k8slab.objects.selectors import from_labels
from k8slab.sim import kinds
from k8slab.sim.api import Api
from k8slab.sim.clock import Clock
from k8slab.sim.controllers import service_backends as backends
from k8slab.sim.kinds.kind import Kind
from k8slab.sim.reconcile import Controller, Interest, itself
from k8slab.sim.recorder import Recorder
from k8slab.sim.store import Change

SERVICE_NAME = "kubernetes.io/service-name"
MANAGED_BY = {"endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io"}
MOST_ENDPOINTS = 100


class EndpointSliceController(Controller):
    name = "endpoint-slice-controller"

    def __init__(self, api: Api, clock: Clock, recorder: Recorder) -> None:
        self._times = backends.TriggerTimes()
        super().__init__(api, clock, recorder)

    def interests(self) -> Mapping[Kind, Interest]:
        return {
            kinds.SERVICE: itself,
            kinds.POD: lambda change: backends.services_of(self.api, change),
            kinds.ENDPOINT_SLICE: _service_of,
        }

    def reconcile(self, key: Key) -> None:
        service = self.api.find(kinds.SERVICE, key[1], key[0])
        if service is None or meta.is_terminating(service):
            self._times.forget(key)
        elif backends.has_backends(service):
            self._write(service)

    def _write(self, service: Object) -> None:
        chosen = backends.selected_pods(self.api, service)
        trigger = self._times.take(service, chosen)
        present = self._slices(service)
        wanted = _contents(service, chosen, present)
        labels = _labels(service)
        for slice_, content in zip(present, wanted, strict=False):
            self._update(slice_, labels, trigger, content)
        for content in wanted[len(present) :]:
            self._create(service, labels, trigger, content)
        for slice_ in present[len(wanted) :]:
            self.api.delete(kinds.ENDPOINT_SLICE, meta.name(slice_), meta.namespace(slice_))

    def _slices(self, service: Object) -> list[Object]:
        wanted = from_labels({SERVICE_NAME: meta.name(service), **MANAGED_BY})
        return self.api.list(kinds.ENDPOINT_SLICE, meta.namespace(service), wanted)

    def _create(self, service: Object, labels: Object, trigger: Object, content: Object) -> None:
        metadata = {
            "generateName": meta.name(service) + "-",
            "labels": labels,
            "annotations": trigger,
            "ownerReferences": [meta.owner_reference(service)],
        }
        body = {"metadata": metadata, "addressType": "IPv4", **content}
        self.api.create(kinds.ENDPOINT_SLICE, body, meta.namespace(service))

    def _update(self, slice_: Object, labels: Object, trigger: Object, content: Object) -> None:
        same = all(slice_.get(field) == value for field, value in content.items())
        if same and meta.labels(slice_) == labels:
            return

        def change(draft: Object) -> None:
            annotations = dict(meta.annotations(draft))
            annotations.pop(backends.TRIGGER_TIME, None)
            draft["metadata"]["labels"], draft["metadata"]["annotations"] = labels, annotations | trigger
            draft.update(content)

        self.api.modify(kinds.ENDPOINT_SLICE, meta.name(slice_), meta.namespace(slice_), change)


def _service_of(change: Change) -> Iterable[Key]:
    name = meta.labels(change.object).get(SERVICE_NAME)
    return [(meta.namespace(change.object), name)] if name else []


def _labels(service: Object) -> Object:
    headless = {backends.HEADLESS: ""} if backends.is_headless(service) else {}
    return {**meta.labels(service), **MANAGED_BY, SERVICE_NAME: meta.name(service), **headless}


def _contents(service: Object, chosen: list[Object], present: list[Object]) -> list[Object]:
    """What the slices are to hold: one group of slices for each set of ports (1)."""
    groups: dict[str, dict[str, Object]] = {}
    for pod in chosen:
        if backends.has_address(pod):
            ports = json.dumps(backends.resolved_ports(service, pod))
            groups.setdefault(ports, {})[meta.uid(pod)] = _endpoint(service, pod)
    contents = []
    for ports, endpoints in sorted(groups.items()):
        ordered = _in_place(endpoints, present)
        for first in range(0, len(ordered), MOST_ENDPOINTS):
            part = ordered[first : first + MOST_ENDPOINTS]
            contents.append({"endpoints": part, "ports": json.loads(ports) or None})
    return contents or [{"endpoints": None, "ports": None}]


def _in_place(endpoints: dict[str, Object], present: list[Object]) -> list[Object]:
    """Those that are listed already in their order, then the new ones by name (3)."""
    listed = [each["targetRef"]["uid"] for slice_ in present for each in slice_.get("endpoints") or ()]
    kept = [uid for uid in dict.fromkeys(listed) if uid in endpoints]
    return [endpoints[uid] for uid in kept] + [
        endpoint for uid, endpoint in endpoints.items() if uid not in set(kept)
    ]


def _endpoint(service: Object, pod: Object) -> Object:
    serving, terminating = pods.is_ready(pod), meta.is_terminating(pod)
    ready = backends.publishes_unready(service) or (serving and not terminating)
    return {
        "addresses": [pod["status"]["podIP"]],
        "conditions": {"ready": ready, "serving": serving, "terminating": terminating},
        **backends.hostname(service, pod),
        "targetRef": backends.target(pod),
        "nodeName": pod["spec"]["nodeName"],
    }
