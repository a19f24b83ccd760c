"""Bodies that clients send in protobuf, as JSON: kubectl's `create` commands do that and know no other way.

Only the kinds of `protobuf_fields` are known; answers are always JSON, which every client takes.
Sources: https://kubernetes.io/docs/reference/using-api/api-concepts/#protobuf-encoding,
https://protobuf.dev/programming-guides/encoding/
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

from k8slab.errors import ApiError
from k8slab.sim.api import schema, status
from k8slab.sim.http.exchange import encode
from k8slab.sim.http.protobuf_fields import META, NUMBERED

MEDIA_TYPE = "application/vnd.kubernetes.protobuf"
MAGIC = b"k8s\x00"
VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
WIDTHS = {FIXED64: 8, FIXED32: 4}


class UnreadableError(ValueError):
    """The message is of a kind that is not known here, or damaged."""


def as_json(body: bytes) -> bytes:
    """The object in a protobuf body. Raises ApiError 400 if it cannot be read."""
    try:
        return encode(_envelope(body))
    except (UnreadableError, UnicodeDecodeError, IndexError) as error:
        raise _refused(str(error)) from error


def _refused(why: str) -> ApiError:
    return status.bad_request(f"the protobuf body cannot be read here ({why}); send application/json")


def _envelope(body: bytes) -> dict[str, Any]:
    """Magic bytes, then a message of the type (1) and the object itself (2)."""
    if not body.startswith(MAGIC):
        raise UnreadableError("it does not begin with the magic bytes")
    parts = dict(_fields(body[len(MAGIC) :]))
    named = {number: _text(value) for number, value in _fields(_bytes(parts.get(1, b"")))}
    api_version, kind = named.get(1, ""), named.get(2, "")
    group, _, version = api_version.rpartition("/")
    definition = schema.definition_name(group, version, kind)
    if kind == "DeleteOptions":
        definition = f"{META}{kind}"
    return {"apiVersion": api_version, "kind": kind, **_message(definition, _bytes(parts.get(2, b"")))}


def _message(definition: str, data: bytes) -> dict[str, Any]:
    """A message as its JSON object; values that JSON leaves out are left out."""
    names = _names(definition)
    return _object(definition, names, schema.fields(definition), data)


def _object(
    definition: str, names: Mapping[int, str], types: Mapping[str, schema.Field], data: bytes
) -> dict[str, Any]:
    """The JSON object of a message whose fields have these names and types."""
    found: dict[str, Any] = {}
    for number, raw in _fields(data):
        name = names.get(number)
        if name is None:
            raise UnreadableError(f"{definition.rpartition('.')[2]} has no known field {number}")
        if name.startswith("+"):
            inner = f"{definition.rpartition('.')[0]}.{name[1:]}"
            found |= _object(inner, _names(inner), types, _bytes(raw))
            continue
        field = types[name]
        value = _value(field.type, raw)
        if field.type.startswith("[]"):
            found.setdefault(name, []).append(value)
        elif field.type.startswith("{}"):
            found.setdefault(name, {}).update(value)
        elif value or field.kept_when_zero or field.type == "int-or-string":
            found[name] = value
    return found


@cache
def _names(definition: str) -> dict[int, str]:
    listed = NUMBERED.get(definition)
    if listed is None:
        raise UnreadableError(f"{definition.rpartition('.')[2]} is not known")
    return {number: name for number, name in enumerate(listed.split(), start=1) if name != "-"}


def _value(type_name: str, raw: int | bytes) -> Any:
    if type_name.startswith("[]"):
        return _value(type_name[2:], raw)
    if type_name.startswith("{}"):
        return _entry(type_name[2:], _bytes(raw))
    if type_name.startswith("#"):
        return _message(type_name[1:], _bytes(raw))
    return _scalar(type_name, raw)


def _scalar(type_name: str, raw: int | bytes) -> Any:
    reader = SCALARS.get(type_name)
    return reader(raw) if reader else _text(raw)


def _entry(value_type: str, data: bytes) -> dict[str, Any]:
    """One entry of a map: its key (1) and its value (2)."""
    parts = dict(_fields(data))
    return {_text(parts.get(1, b"")): _value(value_type, parts.get(2, b""))}


def _quantity(raw: int | bytes) -> str:
    return _text(dict(_fields(_bytes(raw))).get(1, b""))


def _base64(raw: int | bytes) -> str:
    return base64.b64encode(_bytes(raw)).decode()


def _time(raw: int | bytes) -> str | None:
    """Seconds (1) since 1970; the zero time, which means none, is no message or a negative number."""
    seconds = _signed(dict(_fields(_bytes(raw))).get(1, 0))
    if seconds <= 0:
        return None
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _int_or_string(raw: int | bytes) -> int | str:
    """Which of both (1), the number (2), the text (3)."""
    parts = dict(_fields(_bytes(raw)))
    return _text(parts.get(3, b"")) if parts.get(1) else _signed(parts.get(2, 0))


def _fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Number and raw value of every field of a message."""
    position = 0
    while position < len(data):
        key, position = _varint(data, position)
        number, wire_type = key >> 3, key & 7
        if wire_type == VARINT:
            value, position = _varint(data, position)
            yield number, value
            continue
        size = WIDTHS.get(wire_type)
        if size is None and wire_type == BYTES:
            size, position = _varint(data, position)
        if size is None or position + size > len(data):
            raise UnreadableError("it is damaged")
        yield number, data[position : position + size]
        position += size


def _varint(data: bytes, position: int) -> tuple[int, int]:
    """The number that begins at the position, and where it ends."""
    value = shift = 0
    while True:
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, position


def _signed(raw: int | bytes) -> int:
    if isinstance(raw, bytes):
        raise UnreadableError("it has bytes where a number belongs")
    return raw - (1 << 64) if raw >= 1 << 63 else raw


def _bytes(raw: int | bytes) -> bytes:
    if isinstance(raw, int):
        raise UnreadableError("it has a number where bytes belong")
    return raw


def _text(raw: int | bytes) -> str:
    return _bytes(raw).decode()


SCALARS: dict[str, Callable[[int | bytes], Any]] = {
    "boolean": bool,
    "int32": _signed,
    "int64": _signed,
    "time": _time,
    "microtime": _time,
    "quantity": _quantity,
    "int-or-string": _int_or_string,
    "bytes": _base64,
}
