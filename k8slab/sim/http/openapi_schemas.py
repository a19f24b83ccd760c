"""The schemas of OpenAPI documents, from the tables of the API's types.

Source: https://kubernetes.io/docs/concepts/overview/kubernetes-api/#openapi-v3
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from k8slab.objects.merge_keys import rule
from k8slab.sim.api import schema
from k8slab.sim.http.openapi_words import ENUMS, SAID, STANDARD

Schema = dict[str, Any]
PREFIX = "#/components/schemas/"
MACHINERY = "io.k8s.apimachinery.pkg"

SCALARS: Mapping[str, Schema] = {
    "string": {"type": "string"},
    "boolean": {"type": "boolean"},
    "int32": {"type": "integer", "format": "int32"},
    "int64": {"type": "integer", "format": "int64"},
    "double": {"type": "number", "format": "double"},
    "bytes": {"type": "string", "format": "byte"},
}
NAMED: Mapping[str, str] = {
    "time": f"{MACHINERY}.apis.meta.v1.Time",
    "microtime": f"{MACHINERY}.apis.meta.v1.MicroTime",
    "quantity": f"{MACHINERY}.api.resource.Quantity",
    "int-or-string": f"{MACHINERY}.util.intstr.IntOrString",
    "object": f"{MACHINERY}.runtime.RawExtension",
}
"""Types that have a definition of their own, though they are single values."""
FIELDS_V1 = f"{MACHINERY}.apis.meta.v1.FieldsV1"
OWN: Mapping[str, Schema] = {
    NAMED["time"]: {"description": "A moment, to the second.", "type": "string", "format": "date-time"},
    NAMED["microtime"]: {
        "description": "A moment, to the microsecond.",
        "type": "string",
        "format": "date-time",
    },
    NAMED["quantity"]: {
        "description": (
            "A fixed-point amount, such as 500m, 2 or 1Gi: digits with an optional point, then an optional "
            "suffix that multiplies by a power of 1000 (m, k, M, G, T, P, E) or 1024 (Ki, Mi, Gi, Ti, Pi, "
            "Ei), or a decimal exponent."
        ),
        "oneOf": [{"type": "string"}, {"type": "number"}],
    },
    NAMED["int-or-string"]: {
        "description": "A whole number, or a string such as a percentage or a name.",
        "format": "int-or-string",
        "oneOf": [{"type": "integer"}, {"type": "string"}],
    },
    NAMED["object"]: {"description": "Any object.", "type": "object"},
    FIELDS_V1: {"description": "The set of fields that a manager owns, as a tree.", "type": "object"},
}


def schemas(definitions: Iterable[str]) -> dict[str, Schema]:
    """The schemas of these definitions and of all that they refer to, by name."""
    found: dict[str, Schema] = {}
    waiting = list(definitions)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = dict(OWN[name]) if name in OWN else _definition(name)
            waiting += references(found[name])
    return {name: found[name] for name in sorted(found)}


def references(part: Any) -> list[str]:
    """The definitions that a part of a schema refers to."""
    if isinstance(part, dict):
        own = [part["$ref"].removeprefix(PREFIX)] if isinstance(part.get("$ref"), str) else []
        return own + [name for inner in part.values() for name in references(inner)]
    if isinstance(part, list):
        return [name for inner in part for name in references(inner)]
    return []


def _definition(name: str) -> Schema:
    fields = schema.fields(name)
    required = [field for field in fields if fields[field].required]
    properties = {field: _property(name, field, fields[field].type) for field in fields}
    made: Schema = {"description": schema.descriptions(name).get("", ""), "type": "object"}
    if properties:
        made["properties"] = properties
    return {**made, "required": required} if required else made


def _property(definition: str, name: str, type_name: str) -> Schema:
    short = definition.rpartition(".")[2]
    bare = _type("fields" if name == "fieldsV1" else type_name)
    made: Schema = {"description": _description(definition, name, type_name)}
    made |= {"allOf": [bare]} if "$ref" in bare else bare
    if enum := ENUMS.get(f"{short}.{name}"):
        made["enum"] = enum.split()
    return {**made, **_extensions(definition, name)}


def _type(type_name: str) -> Schema:
    if type_name == "fields":
        return {"$ref": PREFIX + FIELDS_V1}
    if inner := schema.items(type_name):
        part = "items" if type_name.startswith("[]") else "additionalProperties"
        return {"type": "array" if part == "items" else "object", part: _type(inner)}
    if definition := schema.reference(type_name) or NAMED.get(type_name):
        return {"$ref": PREFIX + definition}
    return dict(SCALARS[type_name])


def _description(definition: str, name: str, type_name: str) -> str:
    """What the models say; where they say nothing, the first sentence about the field's type."""
    short = definition.rpartition(".")[2]
    said = schema.descriptions(definition).get(name) or SAID.get(f"{short}.{name}") or STANDARD.get(name)
    if said:
        return said
    target = schema.reference(type_name)
    text = schema.descriptions(target).get("", "") if target else ""
    return text.partition(". ")[0].rstrip(".") + "." if text else ""


def _extensions(definition: str, name: str) -> Schema:
    """How patches merge the field, in the words of OpenAPI extensions."""
    how = rule(definition, name)
    said = {
        "x-kubernetes-list-type": how.list_type,
        "x-kubernetes-list-map-keys": list(how.list_keys),
        "x-kubernetes-patch-merge-key": how.merge_key,
        "x-kubernetes-patch-strategy": ",".join(how.strategies),
    }
    return {extension: value for extension, value in said.items() if value}
