"""Bodies of requests into objects, as strict as the client asks.

Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from k8slab.objects.meta import Object
from k8slab.sim.api import json_text, schema, shape, status
from k8slab.sim.api.json_text import JsonSyntaxError
from k8slab.sim.api.scalars import Wrong, json_kind
from k8slab.sim.kinds.kind import Kind

Strictness = str
"""`Strict`, `Warn` or `Ignore`: what to do about unknown and doubled fields."""
Decoded = tuple[Object, list[str]]
"""An object, and the warnings to send along."""

SCHEME = "pkg/api/legacyscheme/scheme.go:30"
SHOWN_BYTES = 30
YAML_TYPES = ("application/yaml", "text/yaml", "application/x-yaml")
TYPE_META = (
    'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }'
)


class Type(NamedTuple):
    """What an object says it is."""

    api_version: str
    kind: str

    @property
    def group(self) -> str:
        return self.api_version.rpartition("/")[0]

    @property
    def version(self) -> str:
        return self.api_version.rpartition("/")[2]

    @property
    def definition(self) -> str:
        return schema.definition_name(self.group, self.version, self.kind)


def decode(
    kind: Kind, body: bytes, *, strict: Strictness = "Ignore", content_type: str = "application/json"
) -> Decoded:
    """The object in a request's body and the warnings about it. Raises ApiError 400 and stores nothing."""
    obj = _parse(kind, body, content_type)
    found = _type_of(kind, obj, body)
    _check_type(kind, found)
    try:
        read, findings = read_as(found.definition, obj)
    except Wrong as wrong:
        raise _cannot_handle(kind, found, wrong.in_json()) from None
    if findings and strict == "Strict":
        raise _cannot_handle(kind, found, strict_error(findings))
    return {**read, "apiVersion": found.api_version, "kind": found.kind}, findings if strict == "Warn" else []


def read_as(definition: str, obj: Any) -> tuple[Object, list[str]]:
    """What fits the definition, and what is unknown or doubled. Raises Wrong for a wrong type."""
    if not schema.is_defined(definition):
        return obj, []
    findings: list[str] = []
    read = shape.reader(definition)(obj, "", findings)
    return read, list(dict.fromkeys(findings))


def strict_error(findings: list[str]) -> str:
    return f"strict decoding error: {', '.join(findings)}"


def _parse(kind: Kind, body: bytes, content_type: str) -> Any:
    if content_type.partition(";")[0].strip().lower() in YAML_TYPES:
        return _parse_yaml(kind, body)
    try:
        return json_text.parse(body)
    except JsonSyntaxError as error:
        raise _unrecognized(kind, body, f"couldn't get version/kind; json parse error: {error}") from None


def _parse_yaml(kind: Kind, body: bytes) -> Any:
    """YAML by way of JSON, so that both have the same types."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return json.loads(json.dumps(yaml.load(body, loader), default=str))
    except yaml.YAMLError as error:
        words = f"error converting YAML to JSON: yaml: {error}"
        raise _unrecognized(kind, body, f"couldn't get version/kind; {words}") from None


def parse_yaml(body: bytes) -> Any:
    """The body of an apply. Raises ApiError 400."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return json.loads(json.dumps(yaml.load(body, loader), default=str))
    except (yaml.YAMLError, ValueError) as error:
        raise status.bad_request(f"error decoding YAML: {error}") from None


def _type_of(kind: Kind, obj: Any, body: bytes) -> Type:
    """What the object says it is; what it leaves out is taken from the path."""
    if not isinstance(obj, dict):
        words = f"cannot unmarshal {json_kind(obj)} into Go value of type {TYPE_META}"
        raise _unrecognized(kind, body, f"couldn't get version/kind; json parse error: json: {words}")
    for name in ("apiVersion", "kind"):
        if not isinstance(obj.get(name, ""), str | None):
            words = f"cannot unmarshal {json_kind(obj[name])} into Go struct field .{name} of type string"
            raise _unrecognized(kind, body, f"couldn't get version/kind; json parse error: json: {words}")
    if obj.get("apiVersion", "") and obj["apiVersion"].count("/") > 1:
        raise _unrecognized(kind, body, f"unexpected GroupVersion string: {obj['apiVersion']}")
    return Type(obj.get("apiVersion") or kind.api_version, obj.get("kind") or kind.kind)


def _check_type(kind: Kind, found: Type) -> None:
    if found == (kind.api_version, kind.kind):
        return
    if found.kind == kind.kind and found.group == kind.group:
        raise _other_version(kind, found)
    if words := _no_conversion(kind, found):
        raise _cannot_handle(kind, found, words)
    raise _other_version(kind, found)


def type_error(kind: Kind, obj: Object) -> str:
    """Why a patched object can no longer be read as one of its kind; empty if it can."""
    for name in ("apiVersion", "kind"):
        if not isinstance(obj.get(name, ""), str | None):
            return (
                f"couldn't get version/kind; json parse error: json: cannot unmarshal {json_kind(obj[name])} "
                f"into Go struct field .{name} of type string"
            )
    return _no_conversion(kind, Type(obj.get("apiVersion") or kind.api_version, obj.get("kind") or kind.kind))


def _no_conversion(kind: Kind, found: Type) -> str:
    """Why that type cannot become the kind; another version of it can."""
    if found == (kind.api_version, kind.kind):
        return ""
    if not schema.is_defined(found.definition):
        return f'no kind "{found.kind}" is registered for version "{found.api_version}" in scheme "{SCHEME}"'
    if found.kind != kind.kind:
        internal = kind.group.partition(".")[0] or "core"
        return f"converting ({found.version}.{found.kind}) to ({internal}.{kind.kind}): unknown conversion"
    return ""


def _other_version(kind: Kind, found: Type) -> Exception:
    return status.bad_request(
        f"the API version in the data ({found.api_version}) does not match "
        f"the expected API version ({kind.api_version})"
    )


def _cannot_handle(kind: Kind, found: Type, words: str) -> Exception:
    return status.bad_request(
        f'{found.kind} in version "{found.version}" cannot be handled as a {kind.kind}: {words}'
    )


def _unrecognized(kind: Kind, body: bytes, words: str) -> Exception:
    return status.bad_request(
        f"the object provided is unrecognized (must be of type {kind.kind}): {words} ({_summary(body)})"
    )


def _summary(body: bytes) -> str:
    """The beginning of a body, as text if it looks like JSON."""
    if not body:
        return "<empty>"
    shown = body[:SHOWN_BYTES]
    text = shown.decode("utf-8", "replace") if body.startswith(b"{") else shown.hex()
    return text + (" ..." if len(body) > SHOWN_BYTES else "")
