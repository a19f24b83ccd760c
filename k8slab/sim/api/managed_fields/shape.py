"""How a value is taken apart into fields that can have managers of their own.

Objects fall into their fields, lists whose elements have keys into elements; what is atomic stays whole.
Source: https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from k8slab.objects.merge_keys import rule
from k8slab.sim.api import schema

ATOMIC: dict[str, tuple[str, ...]] = {
    "io.k8s.api.autoscaling.v1": ("CrossVersionObjectReference",),
    "io.k8s.api.core.v1": (
        "ConfigMapKeySelector",
        "EndpointAddress",
        "EndpointPort",
        "FileKeySelector",
        "LocalObjectReference",
        "NodeSelector",
        "NodeSelectorTerm",
        "ObjectFieldSelector",
        "ObjectReference",
        "ResourceFieldSelector",
        "ScopeSelector",
        "SecretKeySelector",
        "SecretReference",
        "TopologySelectorTerm",
        "TypedLocalObjectReference",
    ),
    "io.k8s.api.discovery.v1": ("EndpointPort",),
    "io.k8s.api.rbac.v1": ("RoleRef", "Subject"),
    "io.k8s.apimachinery.pkg.apis.meta.v1": ("LabelSelector", "OwnerReference"),
}
ATOMIC_TYPES = frozenset(f"{package}.{name}" for package, names in ATOMIC.items() for name in names)
ATOMIC_FIELDS = frozenset(
    {
        ("io.k8s.api.core.v1.PodSpec", "nodeSelector"),
        ("io.k8s.api.core.v1.ReplicationControllerSpec", "selector"),
        ("io.k8s.api.core.v1.ServiceSpec", "selector"),
    }
)
GRANULAR_FIELDS = frozenset({("io.k8s.api.core.v1.PersistentVolumeSpec", "claimRef")})
KEY_DEFAULTS = {"protocol": "TCP"}
"""What an element's key is when the element does not give it."""


class Shape(NamedTuple):
    """How one value falls apart.

    ``how`` is leaf, struct, map, keyed (a list whose elements have keys), values (a list of distinct plain
    values) or free (whatever JSON it is); ``type`` is the definition of a struct, or the elements' type.
    """

    how: str
    type: str = ""
    keys: tuple[str, ...] = ()
    is_granular: bool = False


LEAF = Shape("leaf")
FREE = Shape("free")
TEXT = Shape("leaf", "string")


def of_kind(group: str, version: str, kind: str) -> Shape:
    """The shape of a whole object."""
    definition = schema.definition_name(group, version, kind)
    return Shape("struct", definition) if schema.is_defined(definition) else FREE


@cache
def of_field(definition: str, name: str) -> Shape:
    """The shape of a struct's field; fields that nobody knows are leaves."""
    field = schema.fields(definition).get(name)
    if field is None or (definition, name) in ATOMIC_FIELDS:
        return LEAF
    if field.type.startswith("[]"):
        return _list(definition, name, field.type[2:])
    return _of_type(field.type, is_granular=(definition, name) in GRANULAR_FIELDS)


@cache
def of_element(shape: Shape) -> Shape:
    """The shape of what a map or list consists of."""
    return _of_type(shape.type)


def _list(definition: str, name: str, element: str) -> Shape:
    how = rule(definition, name)
    if how.list_type == "map":
        return Shape("keyed", element, how.list_keys)
    return Shape("values", element) if how.list_type == "set" else LEAF


def _of_type(type_name: str, *, is_granular: bool = False) -> Shape:
    if type_name.startswith("{}"):
        return Shape("map", type_name[2:])
    if type_name.startswith("#"):
        definition = type_name[1:]
        if (definition in ATOMIC_TYPES and not is_granular) or not schema.is_defined(definition):
            return LEAF
        return Shape("struct", definition)
    return FREE if type_name == "object" else LEAF


def inner(shape: Shape, name: str) -> Shape:
    """The shape of a named field of a struct, map or free object."""
    if shape.how == "struct":
        return of_field(shape.type, name)
    return of_element(shape) if shape.how == "map" else FREE


def falls_apart(shape: Shape, value: Any) -> str:
    """What a value is, given its shape: `object`, `keyed`, `values`, or `leaf`."""
    if shape.how in ("struct", "map") or (shape.how == "free" and isinstance(value, dict)):
        return "object"
    return shape.how if shape.how in ("keyed", "values") else "leaf"
