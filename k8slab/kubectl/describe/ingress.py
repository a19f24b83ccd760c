"""Describe an Ingress."""

from __future__ import annotations

from typing import Any

from k8slab.errors import ApiError
from k8slab.kubectl.describe.events import write_events
from k8slab.kubectl.describe.service import endpoints
from k8slab.kubectl.describe.text import NONE, Sheet
from k8slab.kubectl.resources import Item, list_objects
from k8slab.kubectl.session import Session


def describe(session: Session, item: Item, show_events: bool) -> str:
    sheet = Sheet()
    obj = item.object
    spec = obj["spec"]
    default = _backend(session, item, spec["defaultBackend"]) if spec.get("defaultBackend") else "<default>"
    sheet.field("Name", item.name)
    sheet.labels("Labels", obj["metadata"].get("labels"))
    sheet.field("Namespace", item.namespace)
    sheet.field("Address", _addresses(obj))
    sheet.field("Ingress Class", spec.get("ingressClassName", NONE))
    sheet.field("Default backend", default)
    _certificates(sheet, spec.get("tls") or [])
    _rules(session, sheet, item, default)
    sheet.annotations("Annotations", obj["metadata"].get("annotations"))
    write_events(session, sheet, item, show_events)
    return sheet.aligned()


def _addresses(obj: dict[str, Any]) -> str:
    points = ((obj.get("status") or {}).get("loadBalancer") or {}).get("ingress") or ()
    return ",".join(sorted({point.get("ip") or point.get("hostname", "") for point in points}))


def _certificates(sheet: Sheet, entries: list[dict[str, Any]]) -> None:
    if entries:
        sheet.line("TLS:")
    for entry in entries:
        hosts, secret = ",".join(entry.get("hosts") or ()), entry.get("secretName")
        sheet.line(f"{secret} terminates {hosts}" if secret else f"SNI routes {hosts}", 1)


def _rules(session: Session, sheet: Sheet, item: Item, default: str) -> None:
    """A line per host and one per path; without rules, the default backend's."""
    sheet.line("Rules:")
    sheet.line("Host\tPath\tBackends", 1)
    sheet.line("----\t----\t--------", 1)
    rules = [rule for rule in item.object["spec"].get("rules") or () if rule.get("http")]
    for rule in rules:
        sheet.line(f"{rule.get('host') or '*'}\t", 1)
        for path in rule["http"].get("paths") or ():
            sheet.line(f"\t{path.get('path', '')} \t{_backend(session, item, path['backend'])}", 2)
    if not rules:
        sheet.line(f"*\t*\t{default}", 1)


def _backend(session: Session, item: Item, backend: dict[str, Any]) -> str:
    """`nginx:80 (10.244.0.2:80)`: the Service, its port, and the ready addresses behind it."""
    if "service" not in backend:
        other = backend.get("resource") or {}
        group = other.get("apiGroup", NONE)
        return f"APIGroup: {group}, Kind: {other.get('kind', '')}, Name: {other.get('name', '')}"
    name, port = backend["service"]["name"], backend["service"].get("port") or {}
    title = f"{name}:{port.get('number') or port.get('name', '')}"
    try:
        service = session.client.get(session.resources.find("services").path(item.namespace, name))
    except ApiError as error:
        return f"{title} (<error: {error}>)"
    slices = list_objects(
        session, session.resources.find("endpointslices"), item.namespace,
        {"labelSelector": f"kubernetes.io/service-name={name}"},
    )  # fmt: skip
    return f"{title} ({endpoints(slices, _port_name(service, port))})"


def _port_name(service: dict[str, Any], wanted: dict[str, Any]) -> str:
    """The name of the Service's port that is wanted by number or by name; "" if there is none."""
    found = ""
    for port in service["spec"].get("ports") or ():
        if wanted.get("number") == port["port"] or (
            wanted.get("name") and wanted["name"] == port.get("name")
        ):
            found = port.get("name", "")
    return found
