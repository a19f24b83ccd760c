"""Describe a node."""

from __future__ import annotations

from typing import Any

from k8slab.errors import ApiError
from k8slab.kubectl.describe.events import events_of, write_table
from k8slab.kubectl.describe.node_pods import write_pods
from k8slab.kubectl.describe.text import NONE, Sheet
from k8slab.kubectl.describe.when import moment
from k8slab.kubectl.resources import Item
from k8slab.kubectl.session import Session

ROLE = "node-role.kubernetes.io/"
INFO = (
    ("Machine ID", "machineID"), ("System UUID", "systemUUID"), ("Boot ID", "bootID"),
    ("Kernel Version", "kernelVersion"), ("OS Image", "osImage"), ("Operating System", "operatingSystem"),
    ("Architecture", "architecture"), ("Container Runtime Version", "containerRuntimeVersion"),
    ("Kubelet Version", "kubeletVersion"),
)  # fmt: skip


def describe(session: Session, item: Item, show_events: bool) -> str:
    sheet = Sheet()
    obj = item.object
    spec, status = obj["spec"], obj.get("status") or {}
    sheet.identity(obj)
    sheet.field("Roles", _roles(obj))
    sheet.tags(obj)
    sheet.field("CreationTimestamp", moment(obj["metadata"].get("creationTimestamp")))
    sheet.lines("Taints", [_taint(taint) for taint in spec.get("taints") or ()])
    sheet.field("Unschedulable", str(bool(spec.get("unschedulable"))).lower())
    _lease(session, sheet, item)
    _conditions(sheet, status)
    _facts(sheet, spec, status)
    write_pods(session, sheet, item)
    if show_events:
        by_uid = events_of(session, item)
        write_table(session, sheet, by_uid + events_of(session, item, uid=item.name))
    return sheet.aligned()


def _roles(obj: dict[str, Any]) -> str:
    labels = obj["metadata"].get("labels") or {}
    roles = [name.removeprefix(ROLE) for name in labels if name.startswith(ROLE) and name != ROLE]
    return ",".join(sorted(roles)) or NONE


def _taint(taint: dict[str, Any]) -> str:
    value = f"={taint['value']}" if taint.get("value") else ""
    return f"{taint['key']}{value}:{taint['effect']}"


def _lease(session: Session, sheet: Sheet, item: Item) -> None:
    """The heartbeat of the node's kubelet."""
    path = f"/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/{item.name}"
    try:
        spec = session.client.get(path).get("spec") or {}
    except ApiError as error:
        sheet.field("Lease", f"Failed to get lease: {error}")
        return
    sheet.line("Lease:")
    sheet.field("HolderIdentity", spec.get("holderIdentity") or "<unset>", 1)
    for title, name in (("AcquireTime", "acquireTime"), ("RenewTime", "renewTime")):
        sheet.field(title, moment(spec[name]) if spec.get(name) else "<unset>", 1)


def _conditions(sheet: Sheet, status: dict[str, Any]) -> None:
    conditions = status.get("conditions") or []
    if conditions:
        sheet.line("Conditions:\n  Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage")
        sheet.line("----\t------\t-----------------\t------------------\t------\t-------", 1)
    for item in conditions:
        times = f"{moment(item.get('lastHeartbeatTime'))} \t{moment(item.get('lastTransitionTime'))}"
        told = f"{item.get('reason', '')} \t{item.get('message', '')}"
        sheet.line(f"{item['type']} \t{item['status']} \t{times} \t{told}", 1)


def _facts(sheet: Sheet, spec: dict[str, Any], status: dict[str, Any]) -> None:
    """Addresses, resources, system."""
    sheet.line("Addresses:")
    for address in status.get("addresses") or ():
        sheet.field(address["type"], address["address"], 1)
    for title in ("Capacity", "Allocatable"):
        amounts = status.get(title.lower()) or {}
        if amounts:
            sheet.line(f"{title}:")
        for name in sorted(amounts):
            sheet.field(name, amounts[name], 1)
    sheet.line("System Info:")
    for title, name in INFO:
        sheet.field(title, (status.get("nodeInfo") or {}).get(name, ""), 1)
    if spec.get("podCIDR"):
        sheet.field("PodCIDR", spec["podCIDR"])
    if spec.get("podCIDRs"):
        sheet.field("PodCIDRs", ",".join(spec["podCIDRs"]))
    if spec.get("providerID"):
        sheet.field("ProviderID", spec["providerID"])
