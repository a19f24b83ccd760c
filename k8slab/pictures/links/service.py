"""One Service, its EndpointSlices and their endpoints, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from k8slab.objects import dns, meta
from k8slab.objects.selectors import from_labels
from k8slab.pictures.links.flow import Piece
from k8slab.pictures.wording import counted, joined
from k8slab.story.life import Object
from k8slab.translation import say

SERVICE, SLICE = "Service", "EndpointSlice"


def service_key(service: Object) -> str:
    return f"service/{meta.namespace(service)}/{meta.name(service)}"


def has_selector(service: Object) -> bool:
    return bool(service["spec"].get("selector"))


def is_headless(service: Object) -> bool:
    return bool(service["spec"].get("clusterIP") == dns.HEADLESS)


def is_ready(endpoint: Object) -> bool:
    """An endpoint that does not say is ready."""
    return (endpoint.get("conditions") or {}).get("ready") is not False


def condition_of(endpoint: Object) -> str:
    conditions = endpoint.get("conditions") or {}
    if conditions.get("terminating"):
        return joined((say("it is terminating"), say("still serving") if conditions.get("serving") else ""))
    return say("it is not ready")


def target_of(endpoint: Object) -> str:
    """The pod that an endpoint stands for; empty for an address that was set by hand."""
    target = endpoint.get("targetRef") or {}
    return str(target.get("name", "")) if target.get("kind") == "Pod" else ""


def type_of(service: Object) -> str:
    spec = service["spec"]
    if spec.get("clusterIP") == dns.HEADLESS:
        return say("headless")
    if spec.get("type") == "ExternalName":
        return "ExternalName"
    return joined((str(spec.get("type") or "ClusterIP"), str(spec.get("clusterIP") or "")), " ")


def selection_of(service: Object) -> Iterator[str]:
    if service["spec"].get("type") != "ExternalName":
        selector = service["spec"].get("selector")
        yield (
            say("selects {from_labels}", from_labels=from_labels(selector))
            if selector
            else say("selects nothing: its endpoints are set by hand")
        )


def ports_of(service: Object) -> Iterator[str]:
    told = [port_of(each) for each in service["spec"].get("ports") or ()]
    if told:
        yield say("ports {told}", told=", ".join(told))


def port_of(port: Mapping[str, Any]) -> str:
    return joined((str(port.get("name") or ""), str(port.get("port") or say("any"))), " ")


def slice_piece(slice_: Object) -> Piece:
    endpoints = slice_.get("endpoints") or []
    ready = sum(is_ready(each) for each in endpoints)
    name = meta.name(slice_)
    state = (
        say("{ready} of {endpoints} ready", ready=ready, endpoints=counted(len(endpoints), "endpoint"))
        if endpoints
        else say("no endpoints")
    )
    kind = str(slice_.get("addressType", "IPv4"))
    return Piece(f"slice/{meta.namespace(slice_)}/{name}", SLICE, name, state, (kind,))
