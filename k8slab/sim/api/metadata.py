"""What the API server checks in every object's metadata: its name, labels and annotations.

Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ and .../labels/
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from k8slab.objects import meta, names
from k8slab.objects.meta import Object
from k8slab.sim.kinds import field
from k8slab.sim.kinds.kind import FieldError, Kind

OWNERS, FINALIZERS = "metadata.ownerReferences", "metadata.finalizers"
MOST_ANNOTATIONS = 256 * 1024
STANDARD_FINALIZERS = ("foregroundDeletion", "kubernetes", "orphan")
ONE_CONTROLLER = "Only one reference can have Controller set to true."
NAME_RULES: dict[str, Callable[[str], list[str]]] = {
    "StatefulSet": names.label,
    "Namespace": names.label,
    "Service": names.label_1035,
    "ControllerRevision": names.path_segment,
    "Role": names.path_segment,
    "RoleBinding": names.path_segment,
    "ClusterRole": names.path_segment,
    "ClusterRoleBinding": names.path_segment,
    "APIService": names.path_segment,
}
"""Kinds whose names follow another rule than that of RFC 1123 subdomains."""


def metadata_errors(kind: Kind, obj: Object, old: Object | None) -> list[FieldError]:
    """What is wrong with the metadata of a new or changed object."""
    metadata = obj["metadata"]
    errors = _name_errors(kind, metadata) if old is None else _new_finalizer_errors(obj, old)
    errors += field.labels("metadata.labels", meta.labels(obj))
    errors += field.annotation_keys("metadata.annotations", meta.annotations(obj))
    errors += _size_errors(meta.annotations(obj))
    errors += _owner_errors(metadata.get("ownerReferences") or ())
    return errors + _finalizer_errors(metadata.get("finalizers") or ())


def _name_errors(kind: Kind, metadata: Object) -> list[FieldError]:
    rule = NAME_RULES.get(kind.kind, names.subdomain)
    name, base = metadata.get("name", ""), metadata.get("generateName", "")
    errors = field.reasons("metadata.generateName", base, rule(_without_dash(base))) if base else []
    if not name:
        return [*errors, field.required("metadata.name", "name or generateName is required")]
    return errors + field.reasons("metadata.name", name, rule(name))


def _without_dash(base: str) -> str:
    """A name is made by appending to the base, which therefore may end in a dash."""
    return f"{base[:-2]}a" if len(base) > 1 and base.endswith("-") else base


def _size_errors(annotations: Mapping[str, str]) -> list[FieldError]:
    size = sum(len(key.encode()) + len(value.encode()) for key, value in annotations.items())
    return [field.too_long("metadata.annotations", MOST_ANNOTATIONS)] if size > MOST_ANNOTATIONS else []


def _owner_errors(owners: Sequence[Object]) -> list[FieldError]:
    """An owner is named in full, and one of them at most is the controller."""
    errors: list[FieldError] = []
    controller = ""
    for owner in owners:
        errors += _reference_errors(owner)
        if owner.get("controller"):
            named = f"{owner.get('kind', '')}/{owner.get('name', '')}"
            if controller:
                words = f'{ONE_CONTROLLER} Found "true" in references for {controller} and {named}'
                errors.append(field.invalid(OWNERS, list(owners), words))
            controller = controller or named
    return errors


def _reference_errors(owner: Object) -> list[FieldError]:
    errors: list[FieldError] = []
    if not owner.get("apiVersion", "").rpartition("/")[2]:
        errors.append(field.invalid(f"{OWNERS}.apiVersion", "", "version must not be empty"))
    for part in ("kind", "name", "uid"):
        if not owner.get(part):
            errors.append(field.invalid(f"{OWNERS}.{part}", "", "must not be empty"))
    if (owner.get("apiVersion"), owner.get("kind")) == ("v1", "Event"):
        words = "/v1, Kind=Event is disallowed from being an owner"
        errors.append(field.invalid(OWNERS, dict(owner), words))
    return errors


def _finalizer_errors(finalizers: Sequence[str]) -> list[FieldError]:
    errors: list[FieldError] = []
    for finalizer in finalizers:
        errors += field.reasons(FINALIZERS, finalizer, names.qualified_name(finalizer))
    if {"orphan", "foregroundDeletion"} <= set(finalizers):
        words = "finalizer orphan and foregroundDeletion cannot be both set"
        errors.append(field.invalid(FINALIZERS, list(finalizers), words))
    for index, finalizer in enumerate(finalizers):
        if "/" not in finalizer and finalizer not in STANDARD_FINALIZERS:
            words = "name is neither a standard finalizer name nor is it fully qualified"
            errors.append(field.invalid(f"{FINALIZERS}[{index}]", finalizer, words))
    return errors


def _new_finalizer_errors(obj: Object, old: Object) -> list[FieldError]:
    """Nothing more can be put in the way of an object that is being deleted."""
    if not meta.is_terminating(old):
        return []
    new = set(obj["metadata"].get("finalizers") or ()) - set(old["metadata"].get("finalizers") or ())
    shown = ", ".join(f'"{finalizer}"' for finalizer in sorted(new))
    words = "no new finalizers can be added if the object is being deleted, found new finalizers"
    return [field.forbidden(FINALIZERS, f"{words} []string{{{shown}}}")] if new else []
