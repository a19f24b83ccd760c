"""What the API server checks in every object's metadata: its name, labels and annotations.

Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ and .../labels/
"""

from __future__ import annotations

from collections.abc import Callable

from k8slab.objects import meta, names
from k8slab.objects.meta import Object
from k8slab.sim.kinds import field
from k8slab.sim.kinds.kind import FieldError, Kind

NAME_RULES: dict[str, Callable[[str], list[str]]] = {
    "StatefulSet": names.label,
    "Namespace": names.label,
    "Service": names.label_1035,
    "ControllerRevision": names.path_segment,
    "Role": names.path_segment,
    "RoleBinding": names.path_segment,
    "ClusterRole": names.path_segment,
    "ClusterRoleBinding": names.path_segment,
}
"""Kinds whose names follow another rule than that of RFC 1123 subdomains."""


def metadata_errors(kind: Kind, obj: Object) -> list[FieldError]:
    """What is wrong with the metadata of a new or changed object."""
    errors = _name_errors(kind, meta.name(obj))
    errors += field.labels("metadata.labels", meta.labels(obj))
    return errors + field.annotation_keys("metadata.annotations", meta.annotations(obj))


def _name_errors(kind: Kind, name: str) -> list[FieldError]:
    if not name:
        return [field.required("metadata.name", "name or generateName is required")]
    rule = NAME_RULES.get(kind.kind, names.subdomain)
    return field.reasons("metadata.name", name, rule(name))
