"""PersistentVolumeClaims.

Source: https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/persistent-volume-claim-v1/
"""

from __future__ import annotations

from k8slab.objects.meta import Object
from k8slab.objects.quantity import parse
from k8slab.sim.kinds import field
from k8slab.sim.kinds.access_modes import access_mode_errors, shortened
from k8slab.sim.kinds.amounts import positive_errors, store_canonically
from k8slab.sim.kinds.columns import AGE, NAME, UNSET, at, column, wide
from k8slab.sim.kinds.go_diff import Struct, difference
from k8slab.sim.kinds.kind import FieldError, Kind
from k8slab.sim.kinds.label_selector import selector_errors
from k8slab.sim.kinds.persistentvolume import VOLUME_MODES, class_of, class_warnings, status_cell

REFERENCE = Struct(("apiGroup", "kind", "name"))
SPEC = Struct(
    (
        "accessModes",
        "selector",
        ("resources", Struct(("limits", "requests"))),
        "volumeName",
        "storageClassName",
        "volumeMode",
        ("dataSource", REFERENCE),
        ("dataSourceRef", Struct((*REFERENCE.fields, "namespace"))),
        "volumeAttributesClassName",
    )
)
IMMUTABLE = (
    "spec is immutable after creation except resources.requests and volumeAttributesClassName "
    "for bound claims"
)


def default_claim_spec(spec: Object) -> None:
    """Defaults of a claim, also of one that is a StatefulSet's template."""
    spec.setdefault("volumeMode", "Filesystem")
    store_canonically(spec.setdefault("resources", {}), "limits", "requests")


def default(claim: Object) -> None:
    default_claim_spec(claim.setdefault("spec", {}))


def prepare(claim: Object, old: Object | None) -> None:
    if old is None:
        claim["status"] = {"phase": "Pending"}


def claim_spec_errors(spec: Object, path: str) -> list[FieldError]:
    """What the API server says about a claim's spec."""
    errors: list[FieldError] = []
    if not spec.get("accessModes"):
        errors.append(field.required(f"{path}.accessModes", "at least 1 access mode is required"))
    if spec.get("selector"):
        errors += selector_errors(spec["selector"], f"{path}.selector")
    errors += access_mode_errors(spec, path)
    asked = ((spec.get("resources") or {}).get("requests") or {}).get("storage")
    if asked is None:
        errors.append(field.required(f"{path}.resources[storage]"))
    else:
        errors += positive_errors(f"{path}.resources[storage]", asked)
    if spec.get("storageClassName"):
        errors += field.subdomain(f"{path}.storageClassName", spec["storageClassName"])
    return errors + field.one_of(f"{path}.volumeMode", spec.get("volumeMode"), VOLUME_MODES, optional=True)


def validate(claim: Object, old: Object | None) -> list[FieldError]:
    errors = claim_spec_errors(claim["spec"], "spec")
    if old is None or claim["spec"] == old["spec"]:
        return errors
    return errors + _update_errors(claim, old)


def _update_errors(claim: Object, old: Object) -> list[FieldError]:
    """A claim's spec stands, but for volume and class while it has none, and its size once it is bound."""
    errors: list[FieldError] = []
    before, after = _fixed_parts(claim, old)
    if before != after:
        errors.append(field.forbidden("spec", f"{IMMUTABLE}\n{difference(SPEC, before, after)}"))
    if parse(_size(claim)) < parse(_size(old)) and parse(_size(claim)) <= parse(_present_size(old)):
        why = "field can not be less than status.capacity"
        errors.append(field.forbidden("spec.resources.requests.storage", why))
    return errors


def _size(claim: Object) -> str:
    return str((claim["spec"]["resources"].get("requests") or {}).get("storage", "0"))


def _present_size(claim: Object) -> str:
    return str((claim["status"].get("capacity") or {}).get("storage", "0"))


def _fixed_parts(claim: Object, old: Object) -> tuple[Object, Object]:
    """The old spec and the new one, without the changes that are allowed."""
    before, after = dict(old["spec"]), dict(claim["spec"])
    for name in ("volumeName", "storageClassName"):
        if not before.get(name) and name in after and not (name == "storageClassName" and name in before):
            before[name] = after[name]
    if (claim.get("status") or {}).get("phase") == "Bound":
        asked = {**(after["resources"].get("requests") or {}), "storage": _size(old)}
        after["resources"] = {**after["resources"], "requests": asked}
        before["volumeAttributesClassName"] = after.get("volumeAttributesClassName")
        after["volumeAttributesClassName"] = before["volumeAttributesClassName"]
    return before, after


def _capacity(claim: Object, now: float) -> str:
    if not claim["spec"].get("volumeName"):
        return ""
    return str((claim["status"].get("capacity") or {}).get("storage", "0"))


def _modes(claim: Object, now: float) -> str:
    return shortened(claim["status"]) if claim["spec"].get("volumeName") else ""


PERSISTENT_VOLUME_CLAIM = Kind(
    "",
    "v1",
    "PersistentVolumeClaim",
    "persistentvolumeclaims",
    "persistentvolumeclaim",
    short_names=("pvc",),
    subresources=("status",),
    columns=(
        NAME,
        column("Status", status_cell, of="PersistentVolumeClaimStatus.phase"),
        column("Volume", at("spec.volumeName"), of="PersistentVolumeClaimSpec.volumeName"),
        column("Capacity", _capacity, of="PersistentVolumeClaimStatus.capacity"),
        column("Access Modes", _modes, of="PersistentVolumeClaimStatus.accessModes"),
        column("StorageClass", class_of, text="StorageClass of the pvc"),
        column(
            "VolumeAttributesClass",
            at("spec.volumeAttributesClassName", UNSET),
            text="VolumeAttributesClass of the pvc",
        ),
        AGE,
        wide("VolumeMode", at("spec.volumeMode", UNSET), of="PersistentVolumeClaimSpec.volumeMode"),
    ),
    default=default,
    validate=validate,
    warn=class_warnings,
    prepare=prepare,
)
