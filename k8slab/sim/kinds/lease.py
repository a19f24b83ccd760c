"""Leases: how nodes, and the programs of the control plane, say that they are alive.

A node renews its lease every ten seconds. So that heartbeats do not fill the history, the stored lease of a
node that is alive has no renewTime: it is filled in when somebody looks. Once the node is silent the time of
its last heartbeat is stored.

Source: https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/lease-v1/ and
https://kubernetes.io/docs/concepts/architecture/leases/#node-heart-beats
"""

from __future__ import annotations

from k8slab.objects import meta
from k8slab.objects.meta import Object
from k8slab.objects.timestamps import rfc3339_micro, seconds
from k8slab.sim.kinds import field
from k8slab.sim.kinds.columns import at, column, plain
from k8slab.sim.kinds.kind import FieldError, Kind

NODE_LEASES = "kube-node-lease"
"""The namespace of the nodes' leases."""
RENEW_SECONDS = 10.0
CONTROL_PLANE = "kube-system"
PROGRAMS = ("kube-controller-manager", "kube-scheduler")
"""Programs of the control plane that hold a lease while they lead; they never fail here."""
HOST = "control-plane"
"""The host on which the programs of the control plane say that they run."""
API_SERVER = "apiserver-s2bgmziuyb2qrwpoihfaumwpf4"
"""The name of the API server's lease: it ends in a hash of its host's name (SHA-256 in base 32)."""


def last_heartbeat(now: float) -> float:
    """When a node that is alive has renewed its lease last."""
    return now // RENEW_SECONDS * RENEW_SECONDS


def present(lease: Object, now: float) -> Object:
    """The lease as a reader sees it."""
    spec = lease.get("spec") or {}
    if "renewTime" in spec or not _is_renewed(lease):
        return lease
    renewed = max(last_heartbeat(now), seconds(lease["metadata"]["creationTimestamp"]))
    return {**lease, "spec": {**spec, "renewTime": rfc3339_micro(renewed)}}


def _is_renewed(lease: Object) -> bool:
    own = (*PROGRAMS, API_SERVER)
    is_own = meta.namespace(lease) == CONTROL_PLANE and meta.name(lease) in own
    return is_own or meta.namespace(lease) == NODE_LEASES


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
    present=present,
    is_made_by_put=True,
    is_replaced_unseen=False,
)
