"""From a Service to its pods and their names: EndpointSlices and DNS.

Source: https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from k8slab.objects import dns, meta
from k8slab.objects.selectors import from_labels
from k8slab.pictures.links.flow import Draft, Piece, Tie
from k8slab.pictures.links.member import Member, is_selected
from k8slab.pictures.links.pod import address_of, pod_key
from k8slab.pictures.links.start import Start
from k8slab.pictures.stage import stage_of
from k8slab.pictures.wording import counted, joined, some_of
from k8slab.story import Scene
from k8slab.story.life import Object

SERVICE, SLICE, NAME, ADDRESS = "Service", "EndpointSlice", "DNS name", "Address"
MOST_ADDRESSES = 3
UNREADY = "is not Ready, so that it has no name: the Service does not publish addresses that are not"


class Services:
    """The Services that have to do with a chain's members, of which the ``shown`` ones are drawn."""

    def __init__(
        self, scene: Scene, start: Start, members: Sequence[Member], shown: Sequence[Member]
    ) -> None:
        self.scene = scene
        self.start = start
        self.members = members
        self.shown = shown
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
        for slice_ in slices:
            piece = _slice_piece(slice_)
            self._endpoints(draft, service, slice_, draft.add(piece, key, "has"))
        if not slices and has_selector(service) and self.start.gone is None:
            piece = Piece(f"none/{key}", SLICE, "", "none", there=False)
            draft.add(piece, key, "has", Tie.BROKEN, "there is no EndpointSlice of this Service")
        self._left_out(draft, service, key, slices)

    def _service_piece(self, service: Object) -> Piece:
        gone = self.start.resource == "services" and self.start.gone is not None
        facts = [*_selection(service), *_ports(service), dns.full_name(service), *self._answer(service)]
        if service["spec"].get("publishNotReadyAddresses"):
            facts.append("publishes addresses that are not ready")
        trouble = self._service_trouble(service)
        state = "gone" if gone else _type(service)
        told = tuple(facts) if not gone else tuple(_selection(service))
        return Piece(service_key(service), SERVICE, meta.name(service), state, told, trouble, there=not gone)

    def _answer(self, service: Object) -> Iterator[str]:
        """What the Service's own name stands for."""
        zone = dns.Zone((service,), self._slices.get(meta.name(service), ()))
        records = dns.answer(zone, dns.full_name(service)).records
        values = [record.value for record in records]
        yield f"resolves to {some_of(values, MOST_ADDRESSES)}" if values else "resolves to nothing"

    def _service_trouble(self, service: Object) -> str:
        if not has_selector(service) or any(is_selected(service, pod) for pod in self._pods):
            return ""
        wanted = service["spec"]["selector"]
        near = next((labels for labels in self._labels() if any(key in labels for key in wanted)), None)
        there = [f"{key}={near[key]}" for key in sorted(wanted) if key in near] if near else []
        hint = (
            f", the pods have {', '.join(there)}"
            if there and not from_labels(wanted).matches(near or {})
            else ""
        )
        return f"selects no pod: asks for {from_labels(wanted)}{hint}"

    def _missing(self, draft: Draft, name: str) -> None:
        """The Service that a StatefulSet names, but that is not there."""
        trouble = "it is not there, so that the pods have no names"
        key = f"service/{self.start.namespace}/{name}"
        draft.add(Piece(key, SERVICE, name, "missing", (), trouble, there=False))
        for member in self.shown:
            self._nameless(draft, member, key, f"Service {name} is not there")

    # Endpoints

    def _endpoints(self, draft: Draft, service: Object, slice_: Object, key: str) -> None:
        shown = {member.name: member for member in self.shown}
        known = {member.name for member in self.members}
        hidden = [0, 0]
        for endpoint in slice_.get("endpoints") or ():
            target = endpoint.get("targetRef") or {}
            name = str(target.get("name", "")) if target.get("kind") == "Pod" else ""
            if name in shown:
                self._endpoint(draft, service, endpoint, shown[name], key)
            elif name in known or self.start.resource == "pods":
                hidden[0] += 1
                hidden[1] += is_ready(endpoint)
            else:
                self._stranger(draft, endpoint, name, key)
        if hidden[0]:
            piece = Piece(f"rest/{key}", "", counted(hidden[0], "other pod"), f"{hidden[1]} ready")
            draft.add(piece, key, "leads to")

    def _endpoint(self, draft: Draft, service: Object, endpoint: Object, member: Member, key: str) -> None:
        ready = is_ready(endpoint)
        tie, reason = (
            (Tie.WHOLE, "")
            if ready
            else (Tie.BROKEN, f"{member.name} gets no traffic: {_condition(endpoint)}")
        )
        pod = draft.add(_pod_piece(member), key, "leads to" if ready else "does not lead to", tie, reason)
        if service["spec"].get("clusterIP") == dns.HEADLESS:
            self._name(draft, service, endpoint, member, pod)

    def _name(self, draft: Draft, service: Object, endpoint: Object, member: Member, pod: str) -> None:
        addresses = endpoint.get("addresses") or [""]
        host = endpoint.get("hostname") or str(addresses[0]).replace(".", "-")
        name = f"{host}.{dns.full_name(service)}"
        if is_ready(endpoint):
            draft.add(Piece(f"name/{name}", NAME, name, ", ".join(addresses)), pod, "has")
        else:
            reason = f"{member.name} {UNREADY}"
            piece = Piece(f"name/{name}", NAME, name, "does not resolve", there=False)
            draft.add(piece, pod, "would have", Tie.BROKEN, reason)

    def _stranger(self, draft: Draft, endpoint: Object, name: str, key: str) -> None:
        """An endpoint that is no member: an address set by hand, or a pod that is not there any more."""
        addresses = ", ".join(endpoint.get("addresses") or ())
        if name:
            there = self.scene.find("pods", name, self.start.namespace) is not None
            piece = Piece(
                f"pod/{self.start.namespace}/{name}", "Pod", name, "" if there else "gone", (addresses,)
            )
        else:
            piece = Piece(f"address/{key}/{addresses}", ADDRESS, addresses)
        draft.add(piece, key, "leads to", Tie.WHOLE if is_ready(endpoint) else Tie.BROKEN)

    # Members that no slice leads to

    def _left_out(self, draft: Draft, service: Object, key: str, slices: Sequence[Object]) -> None:
        targets = {_target(endpoint) for each in slices for endpoint in each.get("endpoints") or ()}
        for member in self.shown:
            if member.name in targets or not has_selector(service):
                continue
            if member.pod is not None and is_selected(service, member.pod):
                draft.add(_pod_piece(member), key, "selects", Tie.LOOSE, _why_absent(member.pod))
            elif meta.name(service) == self.governing:
                self._nameless(draft, member, key, _why_nameless(member, service))

    def _nameless(self, draft: Draft, member: Member, key: str, reason: str) -> None:
        """A member of a StatefulSet that its governing Service gives no name."""
        if member.pod is None and not member.wanted:
            return
        pod = draft.add(_pod_piece(member), key, "does not select", Tie.BROKEN, reason)
        name = f"{member.name}.{self.governing}.{member.namespace}.svc.{dns.DOMAIN}"
        piece = Piece(f"name/{name}", NAME, name, "does not resolve", there=False)
        draft.add(piece, pod, "would have", Tie.BROKEN, "")


def _governing(start: Start, members: Sequence[Member]) -> str:
    """The Service by which a StatefulSet's pods, or a pod, ask for names; empty if none."""
    if start.resource == "statefulsets":
        return str(start.object["spec"].get("serviceName") or "")
    if start.resource == "pods" and members and members[0].pod is not None:
        return str(members[0].pod["spec"].get("subdomain") or "")
    return ""


def service_key(service: Object) -> str:
    return f"service/{meta.namespace(service)}/{meta.name(service)}"


def has_selector(service: Object) -> bool:
    return bool(service["spec"].get("selector"))


def is_ready(endpoint: Object) -> bool:
    """An endpoint that does not say is ready."""
    return (endpoint.get("conditions") or {}).get("ready") is not False


def _condition(endpoint: Object) -> str:
    conditions = endpoint.get("conditions") or {}
    if conditions.get("terminating"):
        return joined(("it is terminating", "still serving" if conditions.get("serving") else ""))
    return "it is not ready"


def _target(endpoint: Object) -> str:
    return str((endpoint.get("targetRef") or {}).get("name", ""))


def _type(service: Object) -> str:
    spec = service["spec"]
    if spec.get("clusterIP") == dns.HEADLESS:
        return "headless"
    if spec.get("type") == "ExternalName":
        return "ExternalName"
    return joined((str(spec.get("type") or "ClusterIP"), str(spec.get("clusterIP") or "")), " ")


def _selection(service: Object) -> Iterator[str]:
    if service["spec"].get("type") != "ExternalName":
        selector = service["spec"].get("selector")
        yield (
            f"selects {from_labels(selector)}"
            if selector
            else "selects nothing: its endpoints are set by hand"
        )


def _ports(service: Object) -> Iterator[str]:
    told = [_port(each) for each in service["spec"].get("ports") or ()]
    if told:
        yield f"ports {', '.join(told)}"


def _port(port: Mapping[str, Any]) -> str:
    return joined((str(port.get("name") or ""), str(port.get("port") or "any")), " ")


def _slice_piece(slice_: Object) -> Piece:
    endpoints = slice_.get("endpoints") or []
    ready = sum(is_ready(each) for each in endpoints)
    name = meta.name(slice_)
    state = f"{ready} of {counted(len(endpoints), 'endpoint')} ready" if endpoints else "no endpoints"
    kind = str(slice_.get("addressType", "IPv4"))
    return Piece(f"slice/{meta.namespace(slice_)}/{name}", SLICE, name, state, (kind,))


def _pod_piece(member: Member) -> Piece:
    if member.pod is None:
        return Piece(pod_key(member), "Pod", member.name, "missing", (), there=False)
    facts = tuple(filter(None, (address_of(member.pod),)))
    return Piece(pod_key(member), "Pod", member.name, stage_of(member.pod)[1], facts)


def _why_absent(pod: Object) -> str:
    return "in no EndpointSlice yet" if address_of(pod) else "in no EndpointSlice: it has no address yet"


def _why_nameless(member: Member, service: Object) -> str:
    if member.pod is None:
        return f"there is no {member.name}"
    return f"the labels of {member.name} are not what Service {meta.name(service)} selects"
