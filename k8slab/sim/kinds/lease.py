"""Leases: how nodes say that they are alive.

Source: https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/lease-v1/
"""

from __future__ import annotations

from k8slab.objects.meta import Object
from k8slab.sim.kinds import field
from k8slab.sim.kinds.columns import at, column, plain
from k8slab.sim.kinds.kind import FieldError, Kind


def validate(lease: Object, old: Object | None) -> list[FieldError]:
    spec = lease.get("spec") or {}
    errors: list[FieldError] = []
    for name in ("leaseDurationSeconds", "leaseTransitions"):
        value = spec.get(name)
        if value is not None and value < (name == "leaseDurationSeconds"):
            why = "must be greater than 0" if name == "leaseDurationSeconds" else field.NOT_NEGATIVE
            errors.append(field.invalid(f"spec.{name}", value, why))
    return errors


LEASE = Kind(
    "coordination.k8s.io",
    "v1",
    "Lease",
    "leases",
    "lease",
    columns=plain(column("Holder", at("spec.holderIdentity"), of="LeaseSpec.holderIdentity")),
    validate=validate,
)
