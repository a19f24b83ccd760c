"""From a Service to its pods and their names: EndpointSlices and DNS.

Source: https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from k8slab.objects import dns, meta
from k8slab.objects.selectors import from_labels
from k8slab.pictures.links.endpoints import Endpoints
from k8slab.pictures.links.flow import Draft, Piece, Tie
from k8slab.pictures.links.member import Member, is_selected
from k8slab.pictures.links.service import (
    SERVICE,
    SLICE,
    has_selector,
    ports_of,
    selection_of,
    service_key,
    slice_piece,
    type_of,
)
from k8slab.pictures.links.start import Start
from k8slab.pictures.wording import some_of
from k8slab.story import Scene
from k8slab.story.life import Object
from k8slab.translation import say

MOST_ADDRESSES = 3


class Services:
    """The Services that have to do with a chain's members, of which the ``shown`` ones are drawn."""

    def __init__(
        self, scene: Scene, start: Start, members: Sequence[Member], shown: Sequence[Member]
    ) -> None:
        self.scene = scene
        self.start = start
        self.members = members
        self.shown = shown
        self.endpoints = Endpoints(scene, self._names(), shown)
        self.governing = _governing(start, members)
        namespace = start.namespace
        self._pods = [pod for _, pod in scene.pods(namespace)]
        self._slices: dict[str, list[Object]] = {}
        for each in scene.objects("endpointslices", namespace):
            self._slices.setdefault(meta.labels(each).get(dns.SERVICE_NAME, ""), []).append(each)

    def draft(self) -> Draft:
        draft = Draft()
        for service in self._services():
            self._service(draft, service)
        if self.governing and self.scene.find("services", self.governing, self.start.namespace) is None:
            self._missing(draft, self.governing)
        return draft

    def _names(self) -> list[str]:
        """The pods that are counted where they are not shown: of a chain of one pod, all the others."""
        if self.start.resource == "pods":
            return [meta.name(pod) for _, pod in self.scene.pods(self.start.namespace)]
        return [member.name for member in self.members]

    # Which Services

    def _services(self) -> list[Object]:
        """The one that the chain starts from; else those that select members, or would like to."""
        if self.start.resource == "services":
            return [self.start.object]
        every = self.scene.objects("services", self.start.namespace)
        found = [each for each in every if meta.name(each) == self.governing or self._concerns(each)]
        return sorted(found, key=lambda each: meta.name(each) != self.governing)

    def _concerns(self, service: Object) -> bool:
        selector = service["spec"].get("selector") or {}
        if any(from_labels(selector).matches(labels) for labels in self._labels()):
            return bool(selector)
        nearly = any(key in labels for labels in self._labels() for key in selector)
        return nearly and not any(is_selected(service, pod) for pod in self._pods)

    def _labels(self) -> Iterator[Mapping[str, str]]:
        """The labels of the members, or those that the template would give them."""
        template = self.start.object["spec"].get("template")
        if template:
            yield template.get("metadata", {}).get("labels") or {}
        for member in self.members[:1] if template else self.members:
            if member.pod is not None:
                yield meta.labels(member.pod)

    # Services and slices

    def _service(self, draft: Draft, service: Object) -> None:
        key = draft.add(self._service_piece(service))
        slices = self._slices.get(meta.name(service), [])
        for each in slices:
            self.endpoints.hang(draft, service, each, draft.add(slice_piece(each), key, say("has")))
        if not slices and has_selector(service) and self.start.gone is None:
            piece = Piece(f"none/{key}", SLICE, "", say("none"), there=False)
            draft.add(piece, key, say("has"), Tie.BROKEN, say("there is no EndpointSlice of this Service"))
        self.endpoints.leave_out(draft, service, key, slices, names=meta.name(service) == self.governing)

    def _service_piece(self, service: Object) -> Piece:
        key, name, selection = service_key(service), meta.name(service), tuple(selection_of(service))
        if self.start.resource == "services" and self.start.gone is not None:
            return Piece(key, SERVICE, name, say("gone"), selection, there=False)
        facts = (*selection, *ports_of(service), dns.full_name(service), *self._answer(service))
        return Piece(key, SERVICE, name, type_of(service), facts, self._trouble(service))

    def _answer(self, service: Object) -> Iterator[str]:
        """What the Service's own name stands for."""
        zone = dns.Zone((service,), self._slices.get(meta.name(service), ()))
        records = dns.answer(zone, dns.full_name(service)).records
        values = [record.value for record in records]
        yield say("resolves to {values}", values=some_of(values, MOST_ADDRESSES) or say("nothing"))
        if service["spec"].get("publishNotReadyAddresses"):
            yield say("publishes addresses that are not ready")

    def _trouble(self, service: Object) -> str:
        """That a Service selects no pod, and what the pods have instead of what it asks for."""
        if not has_selector(service) or any(is_selected(service, pod) for pod in self._pods):
            return ""
        selector = from_labels(service["spec"]["selector"])
        there = self._instead(service["spec"]["selector"])
        return say(
            "selects no pod: asks for {selector}{instead}",
            selector=selector,
            instead=say(", the pods have {there}", there=there) if there else "",
        )

    def _instead(self, wanted: Mapping[str, str]) -> str:
        """The labels of the first member that has some of those that are asked for, with other values."""
        for labels in self._labels():
            there = [f"{key}={labels[key]}" for key in sorted(wanted) if key in labels]
            if there and not from_labels(wanted).matches(labels):
                return ", ".join(there)
        return ""

    def _missing(self, draft: Draft, name: str) -> None:
        """The Service that a StatefulSet names, but that is not there."""
        trouble = say("it is not there, so that the pods have no names")
        key = f"service/{self.start.namespace}/{name}"
        draft.add(Piece(key, SERVICE, name, say("missing"), (), trouble, there=False))
        for member in self.shown:
            self.endpoints.nameless(draft, member, key, name, say("Service {name} is not there", name=name))


def _governing(start: Start, members: Sequence[Member]) -> str:
    """The Service by which a StatefulSet's pods, or a pod, ask for names; empty if none."""
    if start.resource == "statefulsets":
        return str(start.object["spec"].get("serviceName") or "")
    if start.resource == "pods" and members and members[0].pod is not None:
        return str(members[0].pod["spec"].get("subdomain") or "")
    return ""
