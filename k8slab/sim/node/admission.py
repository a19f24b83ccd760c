"""What a kubelet checks before it runs a pod that is bound to its node: one that fails is never tried again.

The scheduler asks the same before it binds a pod; pods that name their node themselves meet these checks
first.

Source: https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#nodename
"""

from __future__ import annotations

from typing import NamedTuple

from k8slab.objects import meta, node_selector, taints
from k8slab.objects.host_ports import collide, host_ports
from k8slab.objects.meta import Object
from k8slab.objects.resources import amount, requests
from k8slab.sim.node.kubelet import Kubelet


class Rejection(NamedTuple):
    """Why the pod may not run there."""

    reason: str
    message: str


def rejection(pod: Object, node: Object, kubelet: Kubelet) -> Rejection | None:
    """The first thing that speaks against the pod; None if it may run."""
    return _shortage(pod, node, kubelet) or _mismatch(pod, node, kubelet)


def _shortage(pod: Object, node: Object, kubelet: Kubelet) -> Rejection | None:
    allocatable = (node.get("status") or {}).get("allocatable") or {}
    wanted = {"pods": 1, **requests(pod)}
    used = {"pods": kubelet.pods, **kubelet.requested}
    for resource, value in wanted.items():
        capacity = amount(resource, allocatable.get(resource, "0"))
        if value > capacity - used.get(resource, 0):
            numbers = f"requested: {value}, used: {used.get(resource, 0)}, capacity: {capacity}"
            return Rejection(f"OutOf{resource}", f"Node didn't have enough resource: {resource}, {numbers}")
    return None


def _mismatch(pod: Object, node: Object, kubelet: Kubelet) -> Rejection | None:
    if not _is_wanted(pod, node):
        return _predicate("NodeAffinity", "node(s) didn't match Pod's node affinity/selector")
    taken = [port for port, count in kubelet.ports.items() if count > 0]
    if any(collide(one, other) for one in host_ports(pod) for other in taken):
        return _predicate("NodePorts", "node(s) didn't have free ports for the requested pod ports")
    if taints.untolerated(taints.of_node(node), taints.of_pod(pod), ("NoExecute",)):
        return _predicate("TaintToleration", "node(s) had taints that the pod didn't tolerate")
    return None


def _predicate(name: str, why: str) -> Rejection:
    return Rejection(name, f"Predicate {name} failed: {why}")


def _is_wanted(pod: Object, node: Object) -> bool:
    """True if the node is one that the pod asks for."""
    labels, spec = meta.labels(node), pod["spec"]
    if any(labels.get(key) != value for key, value in (spec.get("nodeSelector") or {}).items()):
        return False
    affinity = (spec.get("affinity") or {}).get("nodeAffinity") or {}
    required = affinity.get("requiredDuringSchedulingIgnoredDuringExecution")
    return required is None or node_selector.matches(required.get("nodeSelectorTerms") or [], node)
