"""What a node's conditions and taints say.

Source: https://kubernetes.io/docs/reference/node/node-status/#condition
"""

from __future__ import annotations

from k8slab.objects import pods, taints
from k8slab.why.evidence import Object
from k8slab.why.link import Proof

CONDITION_TAINTS = {
    "node.kubernetes.io/not-ready": "Ready",
    "node.kubernetes.io/unreachable": "Ready",
    "node.kubernetes.io/memory-pressure": "MemoryPressure",
    "node.kubernetes.io/disk-pressure": "DiskPressure",
    "node.kubernetes.io/pid-pressure": "PIDPressure",
    "node.kubernetes.io/network-unavailable": "NetworkUnavailable",
}
"""Taints that the control plane sets for a condition of the node."""


def is_silent(node: Object) -> bool:
    """True if nobody has heard from the node's kubelet for a while."""
    found = pods.condition(node, "Ready")
    return found is not None and found["status"] == "Unknown"


def taint_text(taint: Object) -> str:
    """As kubectl writes it: "key=value:effect"."""
    value = f"={taint['value']}" if taint.get("value") else ""
    return f"{taint['key']}{value}:{taint.get('effect', '')}"


def taints_proof(node: Object) -> Proof | None:
    found = [taint_text(taint) for taint in taints.of_node(node)]
    return Proof("spec.taints", ", ".join(found)) if found else None
