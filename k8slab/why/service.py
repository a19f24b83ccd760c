"""What a Service selects, which endpoints are ready, and which DNS names it gives.

Source: https://kubernetes.io/docs/concepts/services-networking/service/
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from k8slab.objects import dns, meta, pods
from k8slab.objects.selectors import from_labels
from k8slab.translation import say
from k8slab.why import pages
from k8slab.why.evidence import Object
from k8slab.why.inquiry import Inquiry
from k8slab.why.link import Link, Proof, about, created, field_proof, within
from k8slab.why.resources import subject
from k8slab.why.words import counted, listed, verb
from k8slab.why.workload import explained

MOST_NAMES = 10


class Endpoint(NamedTuple):
    """One endpoint of the Service's EndpointSlices."""

    pod: str
    address: str
    hostname: str
    is_ready: bool


def explain(service: Object, inquiry: Inquiry) -> Link:
    if service["spec"].get("type") == "ExternalName":
        return _alias(service)
    endpoints = _endpoints(service, inquiry)
    causes = [*_selection(service, endpoints, inquiry), *_ports(service, inquiry), _names(service, endpoints)]
    ready = [each for each in endpoints if each.is_ready]
    headless = service["spec"].get("clusterIP") == dns.HEADLESS
    kind = (
        say("a headless Service")
        if headless
        else say("reached at {address}", address=service["spec"].get("clusterIP", say("no address")))
    )
    trouble = any(not cause.is_fine for cause in causes)
    return about(
        service,
        say(
            "is {kind}, with {number} of {endpoints} ready{pending}",
            kind=kind,
            number=len(ready),
            endpoints=counted(len(endpoints), "endpoint"),
            pending=_pending(service),
        ),
        field_proof(service, "spec.selector"),
        field_proof(service, "spec.type"),
        field_proof(service, "spec.clusterIP"),
        field_proof(service, "spec.publishNotReadyAddresses"),
        since=created(service),
        page=pages.HEADLESS if headless else pages.SERVICE,
        causes=causes,
        is_fine=not trouble,
        next=_slices(service),
    )


def _pending(service: Object) -> str:
    """A load balancer that nobody has made yet."""
    given = ((service.get("status") or {}).get("loadBalancer") or {}).get("ingress")
    if service["spec"].get("type") != "LoadBalancer" or given:
        return ""
    return say("; its external address is <pending>, for no load balancer has been made for it")


def _alias(service: Object) -> Link:
    target = service["spec"].get("externalName", "")
    return about(
        service,
        say(
            "is an alias: {name} stands for {target}; it selects nothing",
            name=dns.full_name(service),
            target=target,
        ),
        field_proof(service, "spec.externalName"),
        since=created(service),
        page=pages.DNS,
        is_fine=True,
    )


def _endpoints(service: Object, inquiry: Inquiry) -> list[Endpoint]:
    chosen = f"{dns.SERVICE_NAME}={meta.name(service)}"
    found = [
        _endpoint(each, address)
        for slice_ in inquiry.evidence.list("EndpointSlice", meta.namespace(service), chosen)
        for each in slice_.get("endpoints") or ()
        for address in (each.get("addresses") or ())[:1]
    ]
    return sorted(set(found))


def _endpoint(endpoint: Object, address: str) -> Endpoint:
    ready = (endpoint.get("conditions") or {}).get("ready")
    pod = (endpoint.get("targetRef") or {}).get("name", "")
    return Endpoint(pod, address, endpoint.get("hostname") or "", ready is not False)


def _selection(service: Object, endpoints: list[Endpoint], inquiry: Inquiry) -> Iterator[Link]:
    """The pods that it selects; those that are not ready are explained."""
    selector = service["spec"].get("selector")
    if not selector:
        yield about(
            service, say("selects no pods: its endpoints are made by hand, or by nobody"),
            page=pages.NO_SELECTOR, is_fine=bool(endpoints), next=_slices(service),
        )  # fmt: skip
        return
    text = str(from_labels(selector))
    found = inquiry.evidence.list("Pod", meta.namespace(service), text)
    if not found:
        yield _nobody(service, text, inquiry)
        return
    troubled = [pod for pod in found if not pods.is_ready(pod) and not pods.is_terminal(pod)]
    shown = {each.pod: each for each in endpoints}
    says = say("selects {names} by {text}", names=listed(meta.name(pod) for pod in found), text=text)
    if troubled:
        says += say(
            "; {names} {are} not Ready",
            names=listed(meta.name(pod) for pod in troubled),
            are=verb(len(troubled), "is", "are"),
        )
    published = bool(service["spec"].get("publishNotReadyAddresses"))
    says += say(", and published all the same (publishNotReadyAddresses)") if troubled and published else ""
    yield about(
        service,
        says,
        *(Proof(subject("Pod", meta.name(pod)), _shown(pod, shown)) for pod in found),
        page=pages.ENDPOINTS,
        causes=explained(troubled, inquiry),
        is_fine=not troubled,
        next=" ".join(["kubectl get pods", *within(meta.namespace(service)), "-l", text, "-o wide"]),
    )


def _shown(pod: Object, endpoints: dict[str, Endpoint]) -> str:
    found = endpoints.get(meta.name(pod))
    if found is None:
        return say("no endpoint")
    return f"{found.address}, {say('ready') if found.is_ready else say('not ready')}"


def _nobody(service: Object, text: str, inquiry: Inquiry) -> Link:
    """Which labels the pods of the namespace have instead."""
    others = inquiry.evidence.list("Pod", meta.namespace(service))
    keys = sorted(service["spec"]["selector"])
    there = {
        key: listed(dict.fromkeys(meta.labels(pod)[key] for pod in others if key in meta.labels(pod)))
        for key in keys
    }
    return about(
        service,
        say(
            "selects no pod: none in namespace {namespace} has {text}",
            namespace=meta.namespace(service),
            text=text,
        ),
        field_proof(service, "spec.selector"),
        *(Proof(say("label {key} of the pods there", key=key), value) for key, value in there.items()),
        page=pages.DEBUG_SERVICE,
        advice=say("compare spec.selector with the labels in the pods' template"),
        next=" ".join(["kubectl get pods", *within(meta.namespace(service)), "--show-labels"]),
    )


def _ports(service: Object, inquiry: Inquiry) -> Iterator[Link]:
    """Target ports by name that a pod does not have."""
    selector = service["spec"].get("selector")
    names = [each["targetPort"] for each in service["spec"].get("ports") or () if _is_named(each)]
    if not selector or not names:
        return
    found = inquiry.evidence.list("Pod", meta.namespace(service), str(from_labels(selector)))
    for name in names:
        without = [meta.name(pod) for pod in found if name not in _port_names(pod)]
        if without:
            yield about(
                service,
                say(
                    "sends to port {name}, which {names} {do} not have",
                    name=name,
                    names=listed(without),
                    do=verb(len(without), "does", "do"),
                ),
                field_proof(service, "spec.ports"),
                page=pages.DEBUG_SERVICE,
                advice=say("name the port in the pods' template, or use its number as targetPort"),
            )


def _is_named(port: Object) -> bool:
    return isinstance(port.get("targetPort"), str)


def _port_names(pod: Object) -> set[str]:
    containers = pod["spec"].get("containers") or ()
    return {str(port.get("name")) for each in containers for port in each.get("ports") or ()}


def _names(service: Object, endpoints: list[Endpoint]) -> Link:
    """The names that lookups find: the Service's, and below it one per pod with a hostname."""
    full = dns.full_name(service)
    headless = service["spec"].get("clusterIP") == dns.HEADLESS
    published = bool(service["spec"].get("publishNotReadyAddresses"))
    seen = [each for each in endpoints if each.is_ready or published]
    stands_for = listed(each.address for each in seen) if headless else service["spec"].get("clusterIP", "")
    hosts = [each for each in seen if each.hostname] if headless else []
    nothing = headless and not seen
    says = say("gives the DNS name {full}", full=full) + (
        say(", which nothing stands behind yet") if nothing else ""
    )
    if hosts:
        says += say(", and below it {names} of pods", names=counted(len(hosts), "name"))
    return about(
        service,
        says,
        None if nothing else Proof(full, str(stands_for)),
        *(Proof(f"{each.hostname}.{full}", each.address) for each in hosts[:MOST_NAMES]),
        page=pages.DNS,
        is_fine=True,
        next=_slices(service),
    )


def _slices(service: Object) -> str:
    chosen = f"{dns.SERVICE_NAME}={meta.name(service)}"
    return " ".join(["kubectl get endpointslices", *within(meta.namespace(service)), "-l", chosen])
