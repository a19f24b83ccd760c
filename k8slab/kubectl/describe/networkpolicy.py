"""Describe a NetworkPolicy."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, NamedTuple

from k8slab.kubectl.describe.placement import selector
from k8slab.kubectl.describe.text import NONE, Sheet
from k8slab.kubectl.resources import Item
from k8slab.kubectl.session import Session


class Direction(NamedTuple):
    """How one direction of traffic is told."""

    type: str
    field: str
    peers: str
    title: str
    other_end: str


DIRECTIONS = (
    Direction("Ingress", "ingress", "from", "From", "source"),
    Direction("Egress", "egress", "to", "To", "destination"),
)
RULE = "-" * 10


def describe(session: Session, item: Item, show_events: bool) -> str:
    """A policy's events are not shown."""
    sheet = Sheet()
    spec = item.object["spec"]
    sheet.identity(item.object)
    sheet.field("Created on", _created(item.object["metadata"].get("creationTimestamp")))
    sheet.tags(item.object)
    sheet.line("Spec:")
    _pods(sheet, spec.get("podSelector") or {})
    types = spec.get("policyTypes") or []
    for direction in DIRECTIONS:
        if direction.type in types:
            sheet.line(f"Allowing {direction.field} traffic:", 1)
            _rules(sheet, spec.get(direction.field) or [], direction)
        else:
            sheet.line(f"Not affecting {direction.field} traffic", 1)
    sheet.line(f"Policy Types: {', '.join(types)}", 1)
    return sheet.aligned()


def _created(timestamp: str | None) -> str:
    """As Go prints a time."""
    if not timestamp:
        return "0001-01-01 00:00:00 +0000 UTC"
    return f"{datetime.fromisoformat(timestamp).astimezone(UTC):%Y-%m-%d %H:%M:%S} +0000 UTC"


def _pods(sheet: Sheet, pods: dict[str, Any]) -> None:
    text = selector(pods)
    if text == NONE:
        text += " (Allowing the specific traffic to all pods in this namespace)"
    sheet.field("PodSelector", text, 1)


def _rules(sheet: Sheet, rules: list[dict[str, Any]], direction: Direction) -> None:
    if not rules:
        sheet.line(f"{NONE} (Selected pods are isolated for {direction.field} connectivity)", 2)
    for number, rule in enumerate(rules):
        if number:
            sheet.line(RULE, 2)
        _ports(sheet, rule.get("ports") or [])
        peers = rule.get(direction.peers) or []
        if not peers:
            sheet.line(f"{direction.title}: <any> (traffic not restricted by {direction.other_end})", 2)
        for peer in peers:
            sheet.line(f"{direction.title}:", 2)
            _peer(sheet, peer)


def _ports(sheet: Sheet, ports: list[dict[str, Any]]) -> None:
    if not ports:
        sheet.line("To Port: <any> (traffic allowed to all ports)", 2)
    for port in ports:
        number, protocol = port.get("port", "<any>"), port.get("protocol", "TCP")
        if "endPort" in port:
            sheet.line(f"To Port Range: {number}-{port['endPort']}/{protocol}", 2)
        else:
            sheet.line(f"To Port: {number}/{protocol}", 2)


def _peer(sheet: Sheet, peer: dict[str, Any]) -> None:
    if "ipBlock" in peer:
        block = peer["ipBlock"]
        sheet.line("IPBlock:", 3)
        sheet.line(f"CIDR: {block['cidr']}", 4)
        sheet.line(f"Except: {', '.join(block.get('except') or ())}", 4)
        return
    for title, name in (("NamespaceSelector", "namespaceSelector"), ("PodSelector", "podSelector")):
        if name in peer:
            sheet.line(f"{title}: {selector(peer[name])}", 3)
