"""What storage drivers tell a cluster about themselves. It is stored; no driver of that kind runs here.

Source: https://kubernetes.io/docs/concepts/storage/volumes/#csi
"""

from __future__ import annotations

from k8slab.objects.meta import Object
from k8slab.sim.kinds import field
from k8slab.sim.kinds.columns import NAME, UNSET, at, column, number, plain
from k8slab.sim.kinds.kind import Column, FieldError, Kind, no_action

GROUP = "storage.k8s.io"
CSI_DEFAULTS = {
    "attachRequired": True,
    "podInfoOnMount": False,
    "storageCapacity": False,
    "fsGroupPolicy": "ReadWriteOnceWithFSType",
    "requiresRepublish": False,
    "seLinuxMount": False,
}


def default_driver(driver: Object) -> None:
    spec = driver.setdefault("spec", {})
    for name, value in CSI_DEFAULTS.items():
        spec.setdefault(name, value)
    if not spec.get("volumeLifecycleModes"):
        spec["volumeLifecycleModes"] = ["Persistent"]


def prepare_attachment(attachment: Object, old: Object | None) -> None:
    if old is None:
        attachment["status"] = {"attached": False}


def validate_attachment(attachment: Object, old: Object | None) -> list[FieldError]:
    spec = attachment.get("spec") or {}
    errors = [field.required(f"spec.{name}") for name in ("attacher", "nodeName") if not spec.get(name)]
    if not (spec.get("source") or {}).get("persistentVolumeName"):
        where = "spec.source"
        errors.append(
            field.required(where, "must specify exactly one of inlineVolumeSpec and persistentVolumeName")
        )
    if old is not None and spec != old["spec"]:
        errors.append(field.invalid("spec", spec, field.IMMUTABLE))
    return errors


def validate_class(attributes: Object, old: Object | None) -> list[FieldError]:
    errors = [] if attributes.get("driverName") else [field.required("driverName")]
    if not attributes.get("parameters"):
        errors.append(field.required("parameters", "must contain at least one key/value pair"))
    for name in ("driverName", "parameters") if old is not None else ():
        if old is not None and attributes.get(name) != old.get(name):
            errors.append(field.forbidden(name, f"updates to {name} are forbidden."))
    return errors


def validate_capacity(capacity: Object, old: Object | None) -> list[FieldError]:
    return [] if capacity.get("storageClassName") else [field.required("storageClassName")]


def _flag(title: str, name: str) -> Column:
    return column(title, at(f"spec.{name}", False), of=f"CSIDriverSpec.{name}", kind="boolean")


def _tokens(driver: Object, now: float) -> str:
    return ",".join(item.get("audience", "") for item in driver["spec"].get("tokenRequests") or ()) or UNSET


CSI_DRIVER = Kind(
    GROUP,
    "v1",
    "CSIDriver",
    "csidrivers",
    "csidriver",
    namespaced=False,
    columns=plain(
        _flag("AttachRequired", "attachRequired"),
        _flag("PodInfoOnMount", "podInfoOnMount"),
        _flag("StorageCapacity", "storageCapacity"),
        column("TokenRequests", _tokens, of="CSIDriverSpec.tokenRequests"),
        _flag("RequiresRepublish", "requiresRepublish"),
        column(
            "Modes",
            lambda driver, now: ",".join(driver["spec"].get("volumeLifecycleModes") or ()),
            of="CSIDriverSpec.volumeLifecycleModes",
        ),
    ),
    default=default_driver,
    caveat=no_action("CSIDrivers", "run"),
    is_replaced_unseen=False,
)
CSI_NODE = Kind(
    GROUP,
    "v1",
    "CSINode",
    "csinodes",
    "csinode",
    namespaced=False,
    columns=plain(
        number(
            "Drivers",
            lambda node, now: len(at("spec.drivers", ())(node, now)),
            text="Drivers indicates the number of CSI drivers registered on the node",
        )
    ),
    caveat=no_action("CSINodes", "use"),
    is_replaced_unseen=False,
)
CSI_STORAGE_CAPACITY = Kind(
    GROUP,
    "v1",
    "CSIStorageCapacity",
    "csistoragecapacities",
    "csistoragecapacity",
    columns=(
        NAME,
        column("StorageClassName", at("storageClassName"), of="CSIStorageCapacity.storageClassName"),
        column("Capacity", at("capacity", UNSET), of="CSIStorageCapacity.capacity"),
    ),
    validate=validate_capacity,
    caveat=no_action("CSIStorageCapacities", "consult"),
)
VOLUME_ATTACHMENT = Kind(
    GROUP,
    "v1",
    "VolumeAttachment",
    "volumeattachments",
    "volumeattachment",
    namespaced=False,
    subresources=("status",),
    columns=plain(
        column("Attacher", at("spec.attacher"), of="VolumeAttachmentSpec.attacher", shape="name"),
        column(
            "PV",
            at("spec.source.persistentVolumeName"),
            of="VolumeAttachmentSource.persistentVolumeName",
        ),
        column("Node", at("spec.nodeName"), of="VolumeAttachmentSpec.nodeName"),
        column(
            "Attached", at("status.attached", False), of="VolumeAttachmentStatus.attached", kind="boolean"
        ),
    ),
    prepare=prepare_attachment,
    validate=validate_attachment,
    caveat="k8slab stores VolumeAttachments but does not attach by them (not simulated)",
    is_replaced_unseen=False,
)
VOLUME_ATTRIBUTES_CLASS = Kind(
    GROUP,
    "v1",
    "VolumeAttributesClass",
    "volumeattributesclasses",
    "volumeattributesclass",
    namespaced=False,
    short_names=("vac",),
    columns=plain(column("DriverName", at("driverName"), of="VolumeAttributesClass.driverName")),
    validate=validate_class,
    caveat=no_action("VolumeAttributesClasses", "apply"),
)
