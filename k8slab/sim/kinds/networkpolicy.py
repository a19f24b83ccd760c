"""NetworkPolicies. They are stored; every pod reaches every other one all the same.

Source: https://kubernetes.io/docs/concepts/services-networking/network-policies/
"""

from __future__ import annotations

from k8slab.objects.meta import Object
from k8slab.objects.selectors import from_manifest
from k8slab.sim.kinds import field
from k8slab.sim.kinds.columns import NONE, column, plain
from k8slab.sim.kinds.kind import FieldError, Kind, no_action
from k8slab.sim.kinds.label_selector import selector_errors

POLICY_TYPES = ("Ingress", "Egress")


def default(policy: Object) -> None:
    spec = policy.setdefault("spec", {})
    spec.setdefault("podSelector", {})
    if not spec.get("policyTypes"):
        spec["policyTypes"] = ["Ingress", "Egress"] if spec.get("egress") else ["Ingress"]
    for rule in [*(spec.get("ingress") or ()), *(spec.get("egress") or ())]:
        for port in rule.get("ports") or ():
            port.setdefault("protocol", "TCP")


def validate(policy: Object, old: Object | None) -> list[FieldError]:
    spec = policy["spec"]
    errors = selector_errors(spec["podSelector"], "spec.podSelector")
    for index, kind in enumerate(spec["policyTypes"]):
        errors += field.one_of(f"spec.policyTypes[{index}]", kind, POLICY_TYPES)
    return errors


def _pods(policy: Object, now: float) -> str:
    selector = policy["spec"].get("podSelector")
    return str(from_manifest(selector)) or NONE if selector else NONE


NETWORK_POLICY = Kind(
    "networking.k8s.io",
    "v1",
    "NetworkPolicy",
    "networkpolicies",
    "networkpolicy",
    short_names=("netpol",),
    columns=plain(column("Pod-Selector", _pods, of="NetworkPolicySpec.podSelector")),
    has_generation=True,
    default=default,
    validate=validate,
    caveat=no_action("NetworkPolicies", "enforce"),
)
