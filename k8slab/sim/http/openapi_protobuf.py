"""The OpenAPI v2 document in the binary form that older kubectl asks for and accepts no other.

A protocol-buffer field is a number, a wire type and a value; the numbers are those of the messages of
https://github.com/google/gnostic-models/blob/main/openapiv2/OpenAPIv2.proto
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

ASKED = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf"
CONTENT_TYPE = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf"
"""What clients ask for is no well-formed media type, and they refuse an answer that bears it."""

DOCUMENT = {"swagger": 1, "info": 2, "paths": 8, "definitions": 9}
SCHEMA_TEXTS = {"$ref": 1, "format": 2, "description": 4}
OPERATIONS = {"get": 2, "put": 3, "post": 4, "delete": 5, "patch": 8}
SCHEMA_EXTENSION, OPERATION_EXTENSION = 31, 13
VARINT, LENGTH = 0, 2


def document(swagger: Mapping[str, Any]) -> bytes:
    """The whole document."""
    info = _text(1, swagger["info"]["title"]) + _text(2, swagger["info"]["version"])
    paths = b"".join(_named(2, path, _path(item)) for path, item in swagger["paths"].items())
    definitions = b"".join(_named(1, name, _schema(made)) for name, made in swagger["definitions"].items())
    return (
        _text(DOCUMENT["swagger"], swagger["swagger"])
        + _bytes(DOCUMENT["info"], info)
        + _bytes(DOCUMENT["paths"], paths)
        + _bytes(DOCUMENT["definitions"], definitions)
    )


def _schema(schema: Mapping[str, Any]) -> bytes:
    parts = [_text(number, schema[name]) for name, number in SCHEMA_TEXTS.items() if name in schema]
    parts += [_text(19, name) for name in schema.get("required", ())]
    parts += [_bytes(20, _any(value)) for value in schema.get("enum", ())]
    if "additionalProperties" in schema:
        parts.append(_bytes(21, _bytes(1, _schema(schema["additionalProperties"]))))
    if "type" in schema:
        parts.append(_bytes(22, _text(1, schema["type"])))
    if "items" in schema:
        parts.append(_bytes(23, _bytes(1, _schema(schema["items"]))))
    if "properties" in schema:
        named = (_named(1, name, _schema(inner)) for name, inner in schema["properties"].items())
        parts.append(_bytes(25, b"".join(named)))
    return b"".join(parts) + _extensions(SCHEMA_EXTENSION, schema)


def _path(item: Mapping[str, Any]) -> bytes:
    operations = (
        _bytes(number, _operation(item[method])) for method, number in OPERATIONS.items() if method in item
    )
    parameters = (_bytes(9, _parameter(each)) for each in item.get("parameters", ()))
    return b"".join(operations) + b"".join(parameters)


def _operation(operation: Mapping[str, Any]) -> bytes:
    parts = [_text(3, operation["description"]), _text(5, operation["operationId"])]
    parts += [_text(6, kind) for kind in operation["produces"]]
    parts += [_text(7, kind) for kind in operation.get("consumes", ())]
    parts += [_bytes(8, _parameter(each)) for each in operation["parameters"]]
    answers = (_named(1, code, _response(answer)) for code, answer in operation["responses"].items())
    parts.append(_bytes(9, b"".join(answers)))
    return b"".join(parts) + _extensions(OPERATION_EXTENSION, operation)


def _response(answer: Mapping[str, Any]) -> bytes:
    schema = _bytes(1, _schema(answer["schema"]))
    return _bytes(1, _text(1, answer["description"]) + _bytes(2, schema))


def _parameter(parameter: Mapping[str, Any]) -> bytes:
    """A parameter in the body, the query or the path: each has its own message."""
    where = parameter["in"]
    if where == "body":
        body = (
            _text(2, parameter["name"]) + _text(3, where) + _flag(4) + _bytes(5, _schema(parameter["schema"]))
        )
        return _bytes(1, _bytes(1, body))
    required = _flag(1) if parameter.get("required") else b""
    named = required + _text(2, where) + _text(4, parameter["name"])
    in_query = where == "query"
    typed = named + _text(6 if in_query else 5, parameter["type"]) + _flag(20 if in_query else 19)
    return _bytes(1, _bytes(2, _bytes(3 if in_query else 4, typed)))


def _extensions(number: int, part: Mapping[str, Any]) -> bytes:
    return b"".join(
        _named(number, name, _any(value)) for name, value in part.items() if name.startswith("x-")
    )


def _any(value: Any) -> bytes:
    """Any value travels as YAML, of which JSON is a part."""
    return _text(2, orjson.dumps(value).decode())


def _named(number: int, name: str, value: bytes) -> bytes:
    return _bytes(number, _text(1, name) + _bytes(2, value))


def _text(number: int, text: str) -> bytes:
    return _bytes(number, text.encode())


def _flag(number: int) -> bytes:
    return _varint(number << 3 | VARINT) + b"\x01"


def _bytes(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | LENGTH) + _varint(len(content)) + content


def _varint(number: int) -> bytes:
    """Seven bits to a byte, the lowest first; the high bit says that more follow."""
    encoded = bytearray()
    while number > 0x7F:
        encoded.append(number & 0x7F | 0x80)
        number >>= 7
    encoded.append(number)
    return bytes(encoded)
