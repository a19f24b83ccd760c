"""What a pod says to the scheduler, as far as the API server has a hand in it.

1. A pod with scheduling gates is told to be gated; gates can only be taken away; until then it has no node.
2. While it is gated its nodeSelector may become narrower.
3. The pod's own values of the keys in matchLabelKeys and mismatchLabelKeys are written into its selectors.

Source: https://kubernetes.io/docs/concepts/scheduling-eviction/pod-scheduling-readiness/
and https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#matchlabelkeys
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from k8slab.objects import meta
from k8slab.objects.meta import Object
from k8slab.sim.kinds import field
from k8slab.sim.kinds.kind import FieldError

GATED = {
    "type": "PodScheduled",
    "status": "False",
    "lastProbeTime": None,
    "lastTransitionTime": None,
    "reason": "SchedulingGated",
    "message": "Scheduling is blocked due to non-empty scheduling gates",
}
NEW_GATE = "only deletion is allowed, but found new scheduling gate '{}'"
NARROWER = "only additions are allowed (no mutations or deletions)"
NO_NODE = "cannot be set until all schedulingGates have been cleared"
LABEL_KEYS = (("matchLabelKeys", "In"), ("mismatchLabelKeys", "NotIn"))
TERMS = ("requiredDuringSchedulingIgnoredDuringExecution", "preferredDuringSchedulingIgnoredDuringExecution")


def gate_conditions(spec: Object) -> list[Object]:
    """The conditions of a new pod (1)."""
    return [dict(GATED)] if spec.get("schedulingGates") else []


def gate_errors(spec: Object, path: str) -> list[FieldError]:
    gated = spec.get("schedulingGates") and spec.get("nodeName")
    return [field.forbidden(f"{path}.nodeName", NO_NODE)] if gated else []


def gate_update_errors(spec: Object, old: Object) -> list[FieldError]:
    """A gate may be taken away, and what a gated pod asks of its node may become more (1, 2)."""
    names = {gate["name"] for gate in old.get("schedulingGates") or ()}
    new = [gate["name"] for gate in spec.get("schedulingGates") or () if gate["name"] not in names]
    errors = [field.forbidden("spec.schedulingGates", NEW_GATE.format(name)) for name in new]
    wanted, before = spec.get("nodeSelector") or {}, old.get("nodeSelector") or {}
    if names and not before.items() <= wanted.items():
        errors.append(field.invalid("spec.nodeSelector", wanted, NARROWER))
    return errors


def write_label_keys(pod: Object) -> None:
    """Make the selectors of a new pod say what its label keys mean (3)."""
    for holder in _selecting(pod["spec"]):
        selector = holder.get("labelSelector")
        found = list(_expressions(holder, meta.labels(pod)))
        if selector is not None and found:
            expressions = [*(selector.get("matchExpressions") or ()), *found]
            holder["labelSelector"] = {**selector, "matchExpressions": expressions}


def _expressions(holder: Object, labels: Mapping[str, str]) -> Iterator[Object]:
    for name, operator in LABEL_KEYS:
        for key in holder.get(name) or ():
            if key in labels:
                yield {"key": key, "operator": operator, "values": [labels[key]]}


def _selecting(spec: Object) -> Iterator[Object]:
    """The parts of the spec that select pods: spread constraints and affinity terms."""
    yield from spec.get("topologySpreadConstraints") or ()
    for which in ("podAffinity", "podAntiAffinity"):
        affinity = (spec.get("affinity") or {}).get(which) or {}
        for kind in TERMS:
            for term in affinity.get(kind) or ():
                yield term.get("podAffinityTerm", term)
