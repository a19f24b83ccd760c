"""Volumes of a pod and sources of PersistentVolumes: defaults and validation.

Source: https://kubernetes.io/docs/concepts/storage/volumes/
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from k8slab.sim.kinds import field
from k8slab.sim.kinds.kind import FieldError

FILE_MODE = 0o644
TOKEN_SECONDS = 3600
WITH_MODE = ("secret", "configMap", "downwardAPI", "projected")
HOST_PATH_TYPES = (
    "",
    "BlockDevice",
    "CharDevice",
    "Directory",
    "DirectoryOrCreate",
    "File",
    "FileOrCreate",
    "Socket",
)
BAD_MODE = "must be a number between 0 and 0777 (octal), both inclusive"
NEEDS = {
    "hostPath": ("path",),
    "secret": ("secretName",),
    "configMap": ("name",),
    "persistentVolumeClaim": ("claimName",),
    "nfs": ("server", "path"),
    "csi": ("driver",),
    "local": ("path",),
}
"""The fields that a source must have."""


def default_volume(volume: dict[str, Any]) -> None:
    """A volume without a source is an empty directory; files are readable to all."""
    if len(volume) == 1 and "name" in volume:
        volume["emptyDir"] = {}
        return
    default_source(volume)
    for kind in WITH_MODE:
        source = volume.get(kind)
        if source is not None:
            source.setdefault("defaultMode", FILE_MODE)
            _default_items(source)
    for source in (volume.get("projected") or {}).get("sources") or ():
        _default_projection(source)
    template = (volume.get("ephemeral") or {}).get("volumeClaimTemplate")
    if template:
        template["spec"].setdefault("volumeMode", "Filesystem")


def default_source(source: dict[str, Any]) -> None:
    """Defaults that pods' volumes and PersistentVolumes share."""
    if source.get("hostPath") is not None:
        source["hostPath"].setdefault("type", "")
    if source.get("iscsi") is not None:
        source["iscsi"].setdefault("iscsiInterface", "default")


def _default_items(source: dict[str, Any]) -> None:
    for item in source.get("items") or ():
        if item.get("fieldRef") is not None:
            item["fieldRef"].setdefault("apiVersion", "v1")
        if item.get("resourceFieldRef") is not None:
            item["resourceFieldRef"].setdefault("divisor", "0")


def _default_projection(source: dict[str, Any]) -> None:
    if source.get("downwardAPI") is not None:
        _default_items(source["downwardAPI"])
    if source.get("serviceAccountToken") is not None:
        source["serviceAccountToken"].setdefault("expirationSeconds", TOKEN_SECONDS)


def volume_errors(volumes: Sequence[Mapping[str, Any]], path: str) -> list[FieldError]:
    """Errors of a pod's volumes."""
    errors: list[FieldError] = []
    seen: set[str] = set()
    for index, volume in enumerate(volumes):
        here, name = f"{path}[{index}]", volume.get("name", "")
        kinds = [kind for kind in volume if kind != "name" and volume[kind] is not None]
        errors += source_errors(volume, kinds, here)
        errors += field.label(f"{here}.name", name) if name else [field.required(f"{here}.name")]
        if name in seen:
            errors.append(field.duplicate(f"{here}.name", name))
        seen.add(name)
    return errors


def source_errors(holder: Mapping[str, Any], kinds: Sequence[str], path: str) -> list[FieldError]:
    """Exactly one kind of source, with what it needs."""
    if not kinds:
        return [field.required(path, "must specify a volume type")]
    errors = _content_errors(kinds[0], holder[kinds[0]], f"{path}.{kinds[0]}")
    for kind in kinds[1:]:
        errors.append(field.forbidden(f"{path}.{kind}", "may not specify more than 1 volume type"))
    return errors


def _content_errors(kind: str, source: Mapping[str, Any], path: str) -> list[FieldError]:
    errors = [field.required(f"{path}.{name}") for name in NEEDS.get(kind, ()) if not source.get(name)]
    target = source.get("path", "")
    if kind == "nfs" and target and not target.startswith("/"):
        errors.append(field.invalid(f"{path}.path", target, "must be an absolute path"))
    if kind in ("hostPath", "local", "nfs") and ".." in target.split("/"):
        errors.append(field.invalid(f"{path}.path", target, "must not contain '..'"))
    if kind == "hostPath" and source.get("type"):
        errors += field.one_of(f"{path}.type", source["type"], HOST_PATH_TYPES)
    if kind == "ephemeral" and not source.get("volumeClaimTemplate"):
        errors.append(field.required(f"{path}.volumeClaimTemplate"))
    mode = source.get("defaultMode")
    if mode is not None and not 0 <= mode <= 0o777:
        errors.append(field.invalid(f"{path}.defaultMode", mode, BAD_MODE))
    return errors
