"""ConfigMaps.

Source: https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/config-map-v1/
"""

from __future__ import annotations

from collections.abc import Mapping

from k8slab.objects import names
from k8slab.objects.meta import Object
from k8slab.sim.kinds import field
from k8slab.sim.kinds.columns import column, plain
from k8slab.sim.kinds.kind import FieldError, Kind

LARGEST = 1024 * 1024
"""So many bytes may a ConfigMap or a Secret hold."""
SET_IMMUTABLE = "field is immutable when `immutable` is set"


def data_errors(obj: Object, old: Object | None, *parts: str) -> list[FieldError]:
    """Errors of the keys of a ConfigMap or Secret, and of changes to an immutable one."""
    errors: list[FieldError] = []
    for part in parts:
        for key in sorted(obj.get(part) or {}):
            errors += field.reasons(f"{part}[{key}]", key, names.config_key(key))
    if old is not None and old.get("immutable"):
        errors += [] if obj.get("immutable") else [field.forbidden("immutable", SET_IMMUTABLE)]
        for part in parts:
            if (obj.get(part) or {}) != (old.get(part) or {}):
                errors.append(field.forbidden(part, SET_IMMUTABLE))
    return errors


def validate(config: Object, old: Object | None) -> list[FieldError]:
    errors = data_errors(config, old, "data", "binaryData")
    for key in sorted(set(config.get("data") or {}) & set(config.get("binaryData") or {})):
        errors.append(field.invalid(f"data[{key}]", key, "duplicate of key present in binaryData"))
    if _size(config.get("data")) + decoded_size(config.get("binaryData")) > LARGEST:
        errors.append(field.too_long("[]", LARGEST))
    return errors


def _size(texts: Mapping[str, str] | None) -> int:
    return sum(len(text.encode()) for text in (texts or {}).values())


def decoded_size(texts: Mapping[str, str] | None) -> int:
    """The size of what is written in base 64."""
    return sum(len(text) * 3 // 4 - text.count("=", -2) for text in (texts or {}).values())


def _count(config: Object, now: float) -> int:
    return len(config.get("data") or {}) + len(config.get("binaryData") or {})


CONFIG_MAP = Kind(
    "",
    "v1",
    "ConfigMap",
    "configmaps",
    "configmap",
    short_names=("cm",),
    columns=plain(column("Data", _count, of="ConfigMap.data")),
    validate=validate,
)
