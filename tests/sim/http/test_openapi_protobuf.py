from collections.abc import Iterator
from typing import Any

from k8slab.sim.http import openapi_protobuf

SWAGGER: dict[str, Any] = {
    "swagger": "2.0",
    "info": {"title": "Kubernetes", "version": "v1"},
    "paths": {},
    "definitions": {
        "Pod": {
            "description": "a" * 200,
            "type": "object",
            "required": ["name"],
            "properties": {"name": {"type": "string", "enum": ["x"]}, "more": {"$ref": "#/definitions/Pod"}},
            "x-kubernetes-group-version-kind": [{"kind": "Pod"}],
        }
    },
}


def fields(message: bytes) -> Iterator[tuple[int, bytes]]:
    """The fields of a message, all of which have a length here."""
    position = 0
    while position < len(message):
        tag, position = varint(message, position)
        length, position = varint(message, position)
        assert tag & 7 == 2
        yield tag >> 3, message[position : position + length]
        position += length


def varint(message: bytes, position: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        byte = message[position]
        position += 1
        number |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return number, position


def test_a_document_has_its_parts_under_the_numbers_of_the_format() -> None:
    parts = dict(fields(openapi_protobuf.document(SWAGGER)))
    assert parts[1] == b"2.0"
    assert dict(fields(parts[2])) == {1: b"Kubernetes", 2: b"v1"}
    [(number, named)] = fields(parts[9])
    assert (number, dict(fields(named))[1]) == (1, b"Pod")


def test_a_schema_is_encoded_with_its_properties_and_extensions() -> None:
    definitions = dict(fields(openapi_protobuf.document(SWAGGER)))[9]
    schema = dict(fields(dict(fields(dict(fields(definitions))[1]))[2]))
    assert schema[4] == b"a" * 200
    assert schema[19] == b"name"
    assert dict(fields(schema[22])) == {1: b"object"}
    properties = [dict(fields(value)) for _, value in fields(schema[25])]
    assert [each[1] for each in properties] == [b"name", b"more"]
    assert dict(fields(properties[1][2]))[1] == b"#/definitions/Pod"
    extension = dict(fields(schema[31]))
    assert extension[1] == b"x-kubernetes-group-version-kind"
    assert dict(fields(extension[2])) == {2: b'[{"kind":"Pod"}]'}
