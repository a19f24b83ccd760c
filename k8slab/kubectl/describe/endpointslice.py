"""Describe an EndpointSlice."""

from __future__ import annotations

from typing import Any

from k8slab.kubectl.describe.endpoints import write_ports
from k8slab.kubectl.describe.events import write_events
from k8slab.kubectl.describe.text import NONE, Sheet
from k8slab.kubectl.resources import Item
from k8slab.kubectl.session import Session


def describe(session: Session, item: Item, show_events: bool) -> str:
    sheet = Sheet()
    obj = item.object
    sheet.identity(obj)
    sheet.tags(obj)
    sheet.field("AddressType", obj.get("addressType", ""))
    if obj.get("ports"):
        sheet.line("Ports:")
        write_ports(sheet, obj["ports"], 1)
    else:
        sheet.line("Ports: <unset>")
    if obj.get("endpoints"):
        sheet.line("Endpoints:")
    else:
        sheet.line("Endpoints: <none>")
    for endpoint in obj.get("endpoints") or ():
        _endpoint(sheet, endpoint)
    write_events(session, sheet, item, show_events)
    return sheet.aligned()


def _endpoint(sheet: Sheet, endpoint: dict[str, Any]) -> None:
    sheet.field("- Addresses", ", ".join(endpoint.get("addresses") or ()) or NONE, 1)
    sheet.line("Conditions:", 2)
    ready = (endpoint.get("conditions") or {}).get("ready")
    sheet.field("Ready", "<unset>" if ready is None else str(ready).lower(), 3)
    sheet.field("Hostname", endpoint.get("hostname") or "<unset>", 2)
    if target := endpoint.get("targetRef"):
        sheet.field("TargetRef", f"{target['kind']}/{target['name']}", 2)
    sheet.field("NodeName", endpoint.get("nodeName") or "<unset>", 2)
    sheet.field("Zone", endpoint.get("zone") or "<unset>", 2)
