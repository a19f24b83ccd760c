"""Describe a Service."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from k8slab.kubectl.describe.events import write_events
from k8slab.kubectl.describe.text import NONE, Sheet
from k8slab.kubectl.printers.table import format_labels
from k8slab.kubectl.resources import Item, list_objects
from k8slab.kubectl.session import Session

SHOWN_ENDPOINTS = 3


def describe(session: Session, item: Item, show_events: bool) -> str:
    sheet = Sheet()
    obj = item.object
    spec = obj["spec"]
    slices = list_objects(
        session, session.resources.find("endpointslices"), item.namespace,
        {"labelSelector": f"kubernetes.io/service-name={item.name}"},
    )  # fmt: skip
    sheet.identity(obj)
    sheet.tags(obj)
    sheet.field("Selector", format_labels(spec.get("selector") or {}))
    sheet.field("Type", spec.get("type", ""))
    _addresses(sheet, obj)
    for port in spec.get("ports") or ():
        _port(sheet, port, slices)
    _policies(sheet, spec)
    write_events(session, sheet, item, show_events)
    return sheet.aligned()


def _addresses(sheet: Sheet, obj: dict[str, Any]) -> None:
    spec = obj["spec"]
    if spec.get("ipFamilyPolicy"):
        sheet.field("IP Family Policy", spec["ipFamilyPolicy"])
    sheet.field("IP Families", ",".join(spec.get("ipFamilies") or ()) or NONE)
    sheet.field("IP", spec.get("clusterIP", ""))
    sheet.field("IPs", ",".join(spec.get("clusterIPs") or ()) or NONE)
    if spec.get("externalIPs"):
        sheet.field("External IPs", ",".join(spec["externalIPs"]))
    if spec.get("loadBalancerIP"):
        sheet.field("Desired LoadBalancer IP", spec["loadBalancerIP"])
    ingress = ((obj.get("status") or {}).get("loadBalancer") or {}).get("ingress")
    if ingress:
        sheet.field("LoadBalancer Ingress", ", ".join(i.get("ip") or i.get("hostname", "") for i in ingress))
    if spec.get("externalName"):
        sheet.field("External Name", spec["externalName"])


def _port(sheet: Sheet, port: dict[str, Any], slices: list[dict[str, Any]]) -> None:
    name, protocol = port.get("name", ""), port.get("protocol", "TCP")
    sheet.line(f"Port:\t{name or '<unset>'}\t{port['port']}/{protocol}")
    sheet.field("TargetPort", f"{port.get('targetPort', 0)}/{protocol}")
    if port.get("nodePort"):
        sheet.line(f"NodePort:\t{name or '<unset>'}\t{port['nodePort']}/{protocol}")
    sheet.field("Endpoints", endpoints(slices, name))


def endpoints(slices: list[dict[str, Any]], port_name: str) -> str:
    """The ready addresses behind a port: three of them, and how many more."""
    if not slices:
        return NONE
    found = list(_ready(slices, port_name))
    text = ",".join(found[:SHOWN_ENDPOINTS])
    more = len(found) - SHOWN_ENDPOINTS
    return f"{text} + {more} more..." if more > 0 else text


def _ready(slices: list[dict[str, Any]], port_name: str) -> Iterator[str]:
    for part in slices:
        ports = part.get("ports") or []
        if not ports:
            yield from (address for point in part.get("endpoints") or () for address in point["addresses"])
        for port in ports:
            if (port.get("name") or "") != port_name:
                continue
            for point in part.get("endpoints") or ():
                if (point.get("conditions") or {}).get("ready", True):
                    yield from (f"{address}:{port['port']}" for address in point["addresses"])


def _policies(sheet: Sheet, spec: dict[str, Any]) -> None:
    sheet.field("Session Affinity", spec.get("sessionAffinity", ""))
    for title, name in (
        ("External Traffic Policy", "externalTrafficPolicy"),
        ("HealthCheck NodePort", "healthCheckNodePort"),
        ("Internal Traffic Policy", "internalTrafficPolicy"),
        ("Traffic Distribution", "trafficDistribution"),
    ):
        if spec.get(name):
            sheet.field(title, spec[name])
    if spec.get("loadBalancerSourceRanges"):
        sheet.field("LoadBalancer Source Ranges", ",".join(spec["loadBalancerSourceRanges"]))
