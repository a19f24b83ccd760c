"""CertificateSigningRequests. They are stored; nobody signs them.

Source: https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/
"""

from __future__ import annotations

from k8slab.objects.meta import Object
from k8slab.objects.timestamps import human_duration
from k8slab.sim.kinds import field
from k8slab.sim.kinds.columns import AGE, NAME, NONE, at, column
from k8slab.sim.kinds.kind import FieldError, Kind, no_action

SHORTEST = 600


def prepare(request: Object, old: Object | None) -> None:
    """The API server writes down who asks."""
    if old is None:
        request["status"] = {}
        asked = {"username": "kubernetes-admin", "groups": ["system:masters", "system:authenticated"]}
        request["spec"] = {**(request.get("spec") or {}), **asked}


def validate(request: Object, old: Object | None) -> list[FieldError]:
    spec = request.get("spec") or {}
    errors = [field.required(f"spec.{name}") for name in ("usages", "signerName") if not spec.get(name)]
    seconds = spec.get("expirationSeconds")
    if seconds is not None and seconds < SHORTEST:
        why = f"may not specify a duration less than {SHORTEST} seconds (10 minutes)"
        errors.append(field.invalid("spec.expirationSeconds", seconds, why))
    return errors


def _duration(request: Object, now: float) -> str:
    seconds = (request.get("spec") or {}).get("expirationSeconds")
    return NONE if seconds is None else human_duration(seconds)


def _state(request: Object, now: float) -> str:
    status = request.get("status") or {}
    said = {item.get("type") for item in status.get("conditions") or ()}
    states = [kind for kind in ("Denied", "Approved", "Failed") if kind in said] or ["Pending"]
    return ",".join([*states, "Issued"] if status.get("certificate") else states)


CERTIFICATE_SIGNING_REQUEST = Kind(
    "certificates.k8s.io",
    "v1",
    "CertificateSigningRequest",
    "certificatesigningrequests",
    "certificatesigningrequest",
    namespaced=False,
    short_names=("csr",),
    subresources=("approval", "status"),
    columns=(
        NAME,
        AGE,
        column("SignerName", at("spec.signerName"), of="CertificateSigningRequestSpec.signerName"),
        column("Requestor", at("spec.username"), of="CertificateSigningRequestSpec.request"),
        column("RequestedDuration", _duration, of="CertificateSigningRequestSpec.expirationSeconds"),
        column("Condition", _state, of="CertificateSigningRequestStatus.conditions"),
    ),
    prepare=prepare,
    validate=validate,
    selectable_fields=("metadata.name", "spec.signerName"),
    caveat=no_action("CertificateSigningRequests", "sign"),
)
