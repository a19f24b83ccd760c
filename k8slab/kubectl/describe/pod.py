"""Describe a pod."""

from __future__ import annotations

from typing import Any

from k8slab.kubectl.describe.containers import write_containers
from k8slab.kubectl.describe.events import write_events
from k8slab.kubectl.describe.placement import write_spread, write_tolerations
from k8slab.kubectl.describe.text import NONE, Sheet
from k8slab.kubectl.describe.volumes import write_volumes
from k8slab.kubectl.describe.when import moment, since
from k8slab.kubectl.printers.jsonpath import relaxed
from k8slab.kubectl.resources import Item
from k8slab.kubectl.session import Session


def describe(session: Session, item: Item, show_events: bool) -> str:
    sheet = Sheet()
    pod = item.object
    spec, status = pod["spec"], pod.get("status") or {}
    _place(sheet, pod)
    sheet.tags(pod)
    _phase(session, sheet, pod)
    _addresses(sheet, status)
    _owner(sheet, pod)
    _containers(sheet, pod)
    _conditions(sheet, spec, status)
    write_volumes(sheet, spec.get("volumes"))
    sheet.field("QoS Class", status.get("qosClass", ""))
    sheet.labels("Node-Selectors", spec.get("nodeSelector"))
    write_tolerations(sheet, spec.get("tolerations"))
    write_spread(sheet, spec.get("topologySpreadConstraints"))
    write_events(session, sheet, item, show_events)
    return sheet.aligned()


def _place(sheet: Sheet, pod: dict[str, Any]) -> None:
    spec, status = pod["spec"], pod.get("status") or {}
    sheet.identity(pod)
    for title, name in (
        ("Priority", "priority"),
        ("Priority Class Name", "priorityClassName"),
        ("Runtime Class Name", "runtimeClassName"),
        ("Service Account", "serviceAccountName"),
    ):
        if spec.get(name) not in (None, ""):
            sheet.field(title, spec[name])
    node = spec.get("nodeName")
    sheet.field("Node", f"{node}/{status.get('hostIP', '')}" if node else NONE)
    if status.get("startTime"):
        sheet.field("Start Time", moment(status["startTime"]))


def _phase(session: Session, sheet: Sheet, pod: dict[str, Any]) -> None:
    status, metadata = pod.get("status") or {}, pod["metadata"]
    if metadata.get("deletionTimestamp") and status.get("phase") not in ("Failed", "Succeeded"):
        sheet.field("Status", f"Terminating (lasts {since(session, metadata['deletionTimestamp'])})")
        sheet.field("Termination Grace Period", f"{metadata.get('deletionGracePeriodSeconds', 0)}s")
    else:
        sheet.field("Status", status.get("phase", ""))
    for name in ("reason", "message"):
        if status.get(name):
            sheet.field(name.capitalize(), status[name])


def _addresses(sheet: Sheet, status: dict[str, Any]) -> None:
    sheet.field("IP", status.get("podIP", ""))
    addresses = status.get("podIPs") or []
    sheet.line("IPs:" if addresses else f"IPs:\t{NONE}")
    for address in addresses:
        sheet.field("IP", address["ip"], 1)


def _owner(sheet: Sheet, pod: dict[str, Any]) -> None:
    sheet.owner(pod)
    nominated = (pod.get("status") or {}).get("nominatedNodeName")
    if nominated:
        sheet.field("NominatedNodeName", nominated)


def _containers(sheet: Sheet, pod: dict[str, Any]) -> None:
    spec, status = pod["spec"], pod.get("status") or {}

    def resolve(path: str) -> str:
        return "".join(map(str, relaxed("." + path).values(pod)[:1]))

    for title, name, statuses in (
        ("Init Containers", "initContainers", "initContainerStatuses"),
        ("Containers", "containers", "containerStatuses"),
        ("Ephemeral Containers", "ephemeralContainers", "ephemeralContainerStatuses"),
    ):
        if spec.get(name) or name == "containers":
            write_containers(sheet, title, spec.get(name), status.get(statuses), resolve=resolve)


def _conditions(sheet: Sheet, spec: dict[str, Any], status: dict[str, Any]) -> None:
    conditions = {item["type"]: item["status"] for item in status.get("conditions") or ()}
    if spec.get("readinessGates"):
        sheet.line("Readiness Gates:\n  Type\tStatus")
        for gate in spec["readinessGates"]:
            sheet.line(f"{gate['conditionType']} \t{conditions.get(gate['conditionType'], NONE)} ", 1)
    if conditions:
        sheet.line("Conditions:\n  Type\tStatus")
    for name, value in conditions.items():
        sheet.line(f"{name} \t{value} ", 1)
