"""Secrets.

Source: https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/secret-v1/
"""

from __future__ import annotations

from base64 import b64encode

from k8slab.objects.meta import Object
from k8slab.sim.kinds import field
from k8slab.sim.kinds.columns import at, column, plain
from k8slab.sim.kinds.configmap import LARGEST, data_errors, decoded_size
from k8slab.sim.kinds.kind import FieldError, Kind


def default(secret: Object) -> None:
    """Plain strings are only written: they become part of the data."""
    secret.setdefault("type", "Opaque")
    written = secret.pop("stringData", None) or {}
    if written:
        encoded = {key: b64encode(value.encode()).decode() for key, value in written.items()}
        secret["data"] = {**(secret.get("data") or {}), **encoded}


def validate(secret: Object, old: Object | None) -> list[FieldError]:
    errors = data_errors(secret, old, "data")
    if decoded_size(secret.get("data")) > LARGEST:
        errors.append(field.too_long("data", LARGEST))
    if old is not None:
        errors += field.immutable("type", secret["type"], old["type"])
    return errors


SECRET = Kind(
    "",
    "v1",
    "Secret",
    "secrets",
    "secret",
    columns=plain(
        column("Type", at("type"), of="Secret.type"),
        column("Data", lambda secret, now: len(secret.get("data") or {}), of="Secret.data"),
    ),
    default=default,
    validate=validate,
    selectable_fields=("metadata.name", "metadata.namespace", "type"),
)
