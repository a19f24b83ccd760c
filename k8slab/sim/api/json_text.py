"""JSON text into values, noting names given twice; errors as the API server words them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import orjson

from k8slab.sim.api.scalars import Literal
from k8slab.sim.api.shape import Doubled

ENDS = "unexpected end of JSON input"
SAYS = {
    "Expecting value": "looking for beginning of value",
    "Illegal trailing comma before end of object": "looking for beginning of object key string",
    "Illegal trailing comma before end of array": "looking for beginning of value",
    "Expecting property name enclosed in double quotes": "looking for beginning of object key string",
    "Expecting ':' delimiter": "after object key",
    "Extra data": "after top-level value",
    "Invalid control character at": "in string literal",
    "Invalid \\escape": "in string escape code",
    "Invalid \\uXXXX escape": "in \\u hexadecimal character escape",
}


class JsonSyntaxError(ValueError):
    """The text is not JSON; ``str()`` says why in the API server's words."""


def parse(text: bytes) -> Any:
    """Objects with a name given twice come as `Doubled`; then numbers with a point may be `Literal`."""
    plain = _parse_plain(text)
    return _parse_carefully(text) if plain is None else plain


def _parse_plain(text: bytes) -> Any:
    """The value, several times faster, if it is an object written without blanks; None if it may not be.

    Writing it again gives as many bytes only if no name was given twice.
    """
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    return value if isinstance(value, dict) and len(orjson.dumps(value)) == len(text.rstrip()) else None


def _parse_carefully(text: bytes) -> Any:
    decoded = text.decode("utf-8", "replace")
    try:
        return json.loads(
            decoded, object_pairs_hook=_object, parse_float=Literal, parse_constant=_no_constant
        )
    except json.JSONDecodeError as error:
        raise JsonSyntaxError(_words(error)) from None
    except RecursionError:
        raise JsonSyntaxError("exceeded max depth") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    doubled = Doubled(pairs)
    doubled.names = tuple(_given_again(name for name, _ in pairs))
    return doubled


def _given_again(names: Iterable[str]) -> list[str]:
    seen: set[str] = set()
    again = []
    for name in names:
        if name in seen and name not in again:
            again.append(name)
        seen.add(name)
    return again


def _no_constant(name: str) -> Any:
    raise JsonSyntaxError(f"invalid character '{name[0]}' looking for beginning of value")


def _words(error: json.JSONDecodeError) -> str:
    position = _skip_space(error.doc, error.pos)
    if position >= len(error.doc) or error.msg.startswith("Unterminated string"):
        return ENDS
    where = SAYS.get(error.msg, "")
    if error.msg.startswith("Expecting ',' delimiter"):
        where = "after array element" if _in_array(error.doc[:position]) else "after object key:value pair"
    if error.msg.startswith("Invalid \\escape"):
        position += 1
    return f"invalid character {_quoted(error.doc[position])} {where}"


def _skip_space(text: str, position: int) -> int:
    while position < len(text) and text[position] in ", \t\r\n":
        position += 1
    return position


def _in_array(before: str) -> bool:
    """Is the innermost bracket still open before this point a square one?"""
    opened: list[str] = []
    in_string = escaped = False
    for character in before:
        if in_string:
            in_string = escaped or character != '"'
            escaped = character == "\\" and not escaped
        elif character == '"':
            in_string = True
        elif character in "[{":
            opened.append(character)
        elif character in "]}" and opened:
            opened.pop()
    return bool(opened) and opened[-1] == "["


def _quoted(character: str) -> str:
    names = {"'": "'\\''", "\n": "'\\n'", "\t": "'\\t'", "\r": "'\\r'"}
    return names.get(character, f"'{character}'")
