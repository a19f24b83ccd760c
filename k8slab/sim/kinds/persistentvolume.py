"""PersistentVolumes.

Source: https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/persistent-volume-v1/
"""

from __future__ import annotations

from k8slab.objects import meta
from k8slab.objects.meta import Object, is_terminating
from k8slab.sim.kinds import field
from k8slab.sim.kinds.access_modes import access_mode_errors, shortened
from k8slab.sim.kinds.amounts import amount_errors, positive_errors, store_canonically
from k8slab.sim.kinds.columns import AGE, NAME, UNSET, at, column, wide
from k8slab.sim.kinds.go_diff import Struct, difference
from k8slab.sim.kinds.kind import FieldError, Kind
from k8slab.sim.kinds.placement import node_selector_errors
from k8slab.sim.kinds.volumes import default_source, source_errors

RECLAIM_POLICIES = ("Delete", "Recycle", "Retain")
VOLUME_MODES = ("Block", "Filesystem")
FORMER_CLASS = "volume.beta.kubernetes.io/storage-class"
FORMER = 'deprecated since v1.8; use "storageClassName" attribute instead'
DYNAMIC = "Instead, the recommended approach is to use dynamic provisioning."
RECYCLE = f"The Recycle reclaim policy is deprecated. {DYNAMIC}"
SOURCE_CHANGED = "spec.persistentvolumesource is immutable after creation"
SOURCE = Struct(
    (
        "gcePersistentDisk",
        "awsElasticBlockStore",
        ("hostPath", Struct(("path", "type"))),
        "glusterfs",
        ("nfs", Struct(("server", "path", "readOnly"))),
        "rbd",
        "quobyte",
        "iscsi",
        "flexVolume",
        "cinder",
        "cephfs",
        "fc",
        "flocker",
        "azureFile",
        "vsphereVolume",
        "azureDisk",
        "photonPersistentDisk",
        "portworxVolume",
        "scaleIO",
        ("local", Struct(("path", "fsType"))),
        "storageos",
        "csi",
    )
)
NOT_SOURCES = frozenset(
    (
        "accessModes",
        "capacity",
        "claimRef",
        "mountOptions",
        "nodeAffinity",
        "persistentVolumeReclaimPolicy",
        "storageClassName",
        "volumeAttributesClassName",
        "volumeMode",
    )
)


def default(volume: Object) -> None:
    spec = volume.setdefault("spec", {})
    spec.setdefault("persistentVolumeReclaimPolicy", "Retain")
    spec.setdefault("volumeMode", "Filesystem")
    store_canonically(spec, "capacity")
    default_source(spec)


def prepare(volume: Object, old: Object | None) -> None:
    """A new volume is Pending, from its creation on."""
    if old is None:
        created = volume["metadata"].get("creationTimestamp")
        volume["status"] = {"phase": "Pending", "lastPhaseTransitionTime": created}


def warnings(volume: Object) -> list[str]:
    """What is deprecated."""
    found = []
    if volume["spec"].get("persistentVolumeReclaimPolicy") == "Recycle":
        found.append(f"spec.persistentVolumeReclaimPolicy: {RECYCLE}")
    return found + class_warnings(volume)


def class_warnings(obj: Object) -> list[str]:
    """Of a volume or claim that names its class in an annotation."""
    former = FORMER_CLASS in meta.annotations(obj)
    return [f"metadata.annotations[{FORMER_CLASS}]: {FORMER}"] if former else []


def _source(spec: Object) -> list[str]:
    return [kind for kind in spec if kind not in NOT_SOURCES and spec[kind] is not None]


def validate(volume: Object, old: Object | None) -> list[FieldError]:
    spec = volume["spec"]
    errors = [] if spec.get("accessModes") else [field.required("spec.accessModes")]
    errors += access_mode_errors(spec, "spec")
    errors += _capacity_errors(spec.get("capacity") or {})
    policy = spec["persistentVolumeReclaimPolicy"]
    errors += field.one_of("spec.persistentVolumeReclaimPolicy", policy, RECLAIM_POLICIES)
    if needed := (spec.get("nodeAffinity") or {}).get("required"):
        errors += node_selector_errors(needed, "spec.nodeAffinity.required")
    errors += source_errors(spec, _source(spec), "spec") + _place_errors(spec)
    if spec.get("storageClassName"):
        errors += field.subdomain("spec.storageClassName", spec["storageClassName"])
    errors += field.one_of("spec.volumeMode", spec["volumeMode"], VOLUME_MODES)
    return errors + (_update_errors(spec, old["spec"]) if old else [])


def _place_errors(spec: Object) -> list[FieldError]:
    """What a node's own directories need, and must not be used for."""
    errors: list[FieldError] = []
    if spec.get("local") and not spec.get("nodeAffinity"):
        errors.append(field.required("metadata.annotations", "Local volume requires node affinity"))
    path = (spec.get("hostPath") or {}).get("path")
    if path == "/" and spec["persistentVolumeReclaimPolicy"] == "Recycle":
        why = "may not be 'recycle' for a hostPath mount of '/'"
        errors.append(field.forbidden("spec.persistentVolumeReclaimPolicy", why))
    return errors


def _capacity_errors(capacity: dict[str, str]) -> list[FieldError]:
    errors = [] if capacity else [field.required("spec.capacity")]
    if list(capacity) != ["storage"]:
        errors.append(field.unsupported("spec.capacity", capacity or None, ("storage",)))
    for name, amount in capacity.items():
        path = f"spec.capacity[{name}]"
        errors += amount_errors(path, amount) or positive_errors(path, amount)
    return errors


def _update_errors(spec: Object, old: Object) -> list[FieldError]:
    """A volume's source, mode and place stand once it is made."""
    errors: list[FieldError] = []
    before, after = ({kind: each[kind] for kind in _source(each)} for each in (old, spec))
    if before != after:
        why = f"{SOURCE_CHANGED}\n{difference(SOURCE, before, after)}"
        errors.append(field.forbidden("spec.persistentvolumesource", why))
    errors += field.immutable("volumeMode", spec["volumeMode"], old["volumeMode"])
    if old.get("nodeAffinity"):
        errors += field.immutable("nodeAffinity", spec.get("nodeAffinity"), old["nodeAffinity"])
    return errors


def class_of(obj: Object, now: float) -> str:
    """The storage class of a volume or claim; the empty string for none."""
    return meta.annotations(obj).get(FORMER_CLASS) or obj["spec"].get("storageClassName") or ""


def status_cell(obj: Object, now: float) -> str:
    """The phase of a volume or claim, until it is being deleted."""
    return "Terminating" if is_terminating(obj) else obj.get("status", {}).get("phase", "")


def _claim(volume: Object, now: float) -> str:
    claim = volume["spec"].get("claimRef")
    return f"{claim.get('namespace', '')}/{claim.get('name', '')}" if claim else ""


PERSISTENT_VOLUME = Kind(
    "",
    "v1",
    "PersistentVolume",
    "persistentvolumes",
    "persistentvolume",
    namespaced=False,
    short_names=("pv",),
    subresources=("status",),
    columns=(
        NAME,
        column("Capacity", at("spec.capacity.storage", "0"), of="PersistentVolumeSpec.capacity"),
        column(
            "Access Modes",
            lambda volume, now: shortened(volume["spec"]),
            of="PersistentVolumeSpec.accessModes",
        ),
        column(
            "Reclaim Policy",
            at("spec.persistentVolumeReclaimPolicy"),
            of="PersistentVolumeSpec.persistentVolumeReclaimPolicy",
        ),
        column("Status", status_cell, of="PersistentVolumeStatus.phase"),
        column(
            "Claim",
            _claim,
            text="claimRef is part of a bi-directional binding between PersistentVolume and "
            "PersistentVolumeClaim. Expected to be non-nil when bound. claim.VolumeName is the authoritative "
            "bind between PV and PVC. More info: "
            "https://kubernetes.io/docs/concepts/storage/persistent-volumes#binding",
        ),
        column("StorageClass", class_of, text="StorageClass of the pv"),
        column(
            "VolumeAttributesClass",
            at("spec.volumeAttributesClassName", UNSET),
            text="VolumeAttributesClass of the pv",
        ),
        column("Reason", at("status.reason"), of="PersistentVolumeStatus.reason"),
        AGE,
        wide("VolumeMode", at("spec.volumeMode", UNSET), of="PersistentVolumeSpec.volumeMode"),
    ),
    default=default,
    validate=validate,
    warn=warnings,
    prepare=prepare,
)
