"""StorageClasses.

Source: https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/storage-class-v1/
"""

from __future__ import annotations

from k8slab.objects import meta
from k8slab.objects.meta import Object
from k8slab.sim.kinds import field
from k8slab.sim.kinds.columns import AGE, NAME, at, column
from k8slab.sim.kinds.kind import Column, FieldError, Kind

DEFAULT_CLASS = "storageclass.kubernetes.io/is-default-class"
FORMER_DEFAULT = "storageclass.beta.kubernetes.io/is-default-class"
BINDING_MODES = ("Immediate", "WaitForFirstConsumer")
RECLAIM_POLICIES = ("Delete", "Retain")


def default(storage: Object) -> None:
    storage.setdefault("reclaimPolicy", "Delete")
    storage.setdefault("volumeBindingMode", "Immediate")


def validate(storage: Object, old: Object | None) -> list[FieldError]:
    errors = [] if storage.get("provisioner") else [field.required("provisioner")]
    errors += field.one_of("reclaimPolicy", storage["reclaimPolicy"], RECLAIM_POLICIES)
    errors += field.one_of("volumeBindingMode", storage["volumeBindingMode"], BINDING_MODES)
    if old is not None:
        errors += _update_errors(storage, old)
    return errors


def _update_errors(storage: Object, old: Object) -> list[FieldError]:
    errors: list[FieldError] = []
    for name in ("parameters", "provisioner", "reclaimPolicy"):
        if storage.get(name) != old.get(name):
            errors.append(field.forbidden(name, "updates to " + name + " are forbidden."))
    return errors + field.immutable(
        "volumeBindingMode", storage["volumeBindingMode"], old["volumeBindingMode"]
    )


def is_default(storage: Object) -> bool:
    """True if claims that name no class get this one."""
    marks = meta.annotations(storage)
    return "true" in (marks.get(DEFAULT_CLASS), marks.get(FORMER_DEFAULT))


def _name(storage: Object, now: float) -> str:
    return f"{meta.name(storage)} (default)" if is_default(storage) else meta.name(storage)


STORAGE_CLASS = Kind(
    "storage.k8s.io",
    "v1",
    "StorageClass",
    "storageclasses",
    "storageclass",
    namespaced=False,
    short_names=("sc",),
    columns=(
        Column(NAME.name, _name, NAME.type, NAME.format, description=NAME.description),
        column("Provisioner", at("provisioner"), of="StorageClass.provisioner"),
        column("ReclaimPolicy", at("reclaimPolicy", "Delete"), of="StorageClass.reclaimPolicy"),
        column(
            "VolumeBindingMode",
            at("volumeBindingMode", "Immediate"),
            of="StorageClass.volumeBindingMode",
        ),
        column(
            "AllowVolumeExpansion",
            at("allowVolumeExpansion", False),
            of="StorageClass.allowVolumeExpansion",
        ),
        AGE,
    ),
    default=default,
    validate=validate,
)
