"""Nodes.

Source: https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/node-v1/
"""

from __future__ import annotations

from k8slab.objects.meta import Object, labels
from k8slab.objects.pods import condition
from k8slab.sim.kinds import field
from k8slab.sim.kinds.amounts import store_canonically
from k8slab.sim.kinds.columns import AGE, NAME, NONE, NOTHING_KNOWN, Cell, at, column, wide
from k8slab.sim.kinds.kind import FieldError, Kind
from k8slab.sim.kinds.placement import EFFECTS

ROLE_PREFIX = "node-role.kubernetes.io/"
FORMER_ROLE = "kubernetes.io/role"


def default(node: Object) -> None:
    """What a node can give is what it has, unless it says less."""
    node.setdefault("spec", {})
    status = node.setdefault("status", {})
    if status.get("capacity") and status.get("allocatable") is None:
        status["allocatable"] = dict(status["capacity"])
    store_canonically(status, "capacity", "allocatable")


def validate(node: Object, old: Object | None) -> list[FieldError]:
    errors: list[FieldError] = []
    seen: set[tuple[str, str]] = set()
    for index, taint in enumerate(node["spec"].get("taints") or ()):
        path, key, effect = f"spec.taints[{index}]", taint.get("key", ""), taint.get("effect", "")
        errors += field.labels(f"{path}.key", {key: taint.get("value", "")})
        errors += field.one_of(f"{path}.effect", effect, EFFECTS)
        if (key, effect) in seen:
            errors.append(field.duplicate(path, dict(taint)))
        seen.add((key, effect))
    if old is not None and old["spec"].get("podCIDR"):
        cidr = node["spec"].get("podCIDR")
        if cidr != old["spec"]["podCIDR"]:
            why = 'node updates may not change podCIDR except from "" to valid'
            errors.append(field.forbidden("spec.podCIDRs", why))
    return errors


def _status(node: Object, now: float) -> str:
    ready = condition(node, "Ready")
    shown = "Unknown" if ready is None else "Ready" if ready["status"] == "True" else "NotReady"
    return f"{shown},SchedulingDisabled" if node["spec"].get("unschedulable") else shown


def _roles(node: Object, now: float) -> str:
    found = {key.removeprefix(ROLE_PREFIX) for key in labels(node) if key.startswith(ROLE_PREFIX)}
    found.add(labels(node).get(FORMER_ROLE, ""))
    return ",".join(sorted(found - {""})) or NONE


def _address(kind: str) -> Cell:
    def cell(node: Object, now: float) -> str:
        addresses = node["status"].get("addresses") or ()
        return next((item.get("address", "") for item in addresses if item.get("type") == kind), NONE)

    return cell


def _kernel(node: Object, now: float) -> str:
    info = node["status"].get("nodeInfo") or {}
    version, architecture = info.get("kernelVersion"), info.get("architecture")
    if not version:
        return NOTHING_KNOWN
    return f"{version} ({architecture})" if architecture else version


NODE = Kind(
    "",
    "v1",
    "Node",
    "nodes",
    "node",
    namespaced=False,
    short_names=("no",),
    subresources=("proxy", "status"),
    columns=(
        NAME,
        column("Status", _status, text="The status of the node"),
        column("Roles", _roles, text="The roles of the node"),
        AGE,
        column("Version", at("status.nodeInfo.kubeletVersion"), of="NodeSystemInfo.kubeletVersion"),
        wide("Internal-IP", _address("InternalIP"), of="NodeStatus.addresses"),
        wide("External-IP", _address("ExternalIP"), of="NodeStatus.addresses"),
        wide("OS-Image", at("status.nodeInfo.osImage", NOTHING_KNOWN), of="NodeSystemInfo.osImage"),
        wide("Kernel-Version", _kernel, of="NodeSystemInfo.kernelVersion"),
        wide(
            "Container-Runtime",
            at("status.nodeInfo.containerRuntimeVersion", NOTHING_KNOWN),
            of="NodeSystemInfo.containerRuntimeVersion",
        ),
    ),
    default=default,
    validate=validate,
    selectable_fields=("metadata.name", "spec.unschedulable"),
)
