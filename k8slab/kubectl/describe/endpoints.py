"""Describe Endpoints."""

from __future__ import annotations

from typing import Any

from k8slab.kubectl.describe.events import write_events
from k8slab.kubectl.describe.text import NONE, Sheet
from k8slab.kubectl.resources import Item
from k8slab.kubectl.session import Session


def describe(session: Session, item: Item, show_events: bool) -> str:
    sheet = Sheet()
    sheet.identity(item.object)
    sheet.tags(item.object)
    sheet.line("Subsets:")
    for subset in item.object.get("subsets") or ():
        _subset(sheet, subset)
    sheet.line("")
    write_events(session, sheet, item, show_events)
    return sheet.aligned()


def _subset(sheet: Sheet, subset: dict[str, Any]) -> None:
    sheet.field("Addresses", _addresses(subset.get("addresses")), 1)
    sheet.field("NotReadyAddresses", _addresses(subset.get("notReadyAddresses")), 1)
    if subset.get("ports"):
        sheet.line("Ports:", 1)
        write_ports(sheet, subset["ports"], 2)


def write_ports(sheet: Sheet, ports: list[dict[str, Any]], level: int) -> None:
    """A small table."""
    sheet.line("Name\tPort\tProtocol", level)
    sheet.line("----\t----\t--------", level)
    for port in ports:
        number = port.get("port")
        shown = "<unset>" if number is None else number
        sheet.line(f"{port.get('name') or '<unset>'}\t{shown}\t{port.get('protocol', 'TCP')}", level)


def _addresses(addresses: list[dict[str, Any]] | None) -> str:
    return ",".join(address["ip"] for address in addresses or ()) or NONE
