"""Readers of single values, and what to say of a value of the wrong type."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from typing import Any

from k8slab.objects import quantity

INT_LIMITS = {"int32": 1 << 31, "int64": 1 << 63}
NEVER_EMPTY = ("quantity", "int-or-string", "time", "microtime", "object")
ZEROS: dict[str, Any] = {
    "string": "",
    "boolean": False,
    "int32": 0,
    "int64": 0,
    "double": 0,
    "bytes": "",
    "quantity": "0",
    "int-or-string": 0,
}
INDEX = re.compile(r"\[\d+\]")
TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")
LAYOUT = "2006-01-02T15:04:05Z07:00"
MICRO_LAYOUT = "2006-01-02T15:04:05.000000Z07:00"


class Literal(float):
    """A number with a point or an exponent; remembers how it was written."""

    text: str

    def __new__(cls, text: str) -> Literal:
        number = super().__new__(cls, text)
        number.text = text
        return number


class Wrong(Exception):  # noqa: N818
    """A value of the wrong type.

    ``go_type`` is what the type is called, ``base`` its kind (slice, map, struct, int32, ...). ``custom``
    is set where the type has its own words for it. ``struct`` and ``path`` say where, once known.
    """

    def __init__(self, value: Any, go_type: str, base: str, custom: str = "") -> None:
        super().__init__(go_type)
        self.value, self.go_type, self.base, self.custom = value, go_type, base, custom
        self.struct = self.path = ""

    def at(self, struct: str, path: str) -> Wrong:
        """Say where it is; the innermost object that says it wins."""
        if not self.struct:
            self.struct, self.path = struct, INDEX.sub("", path)
        return self

    def in_json(self) -> str:
        """As said when an object is decoded from JSON."""
        if self.custom:
            return self.custom
        found = json_kind(self.value, self.base)
        where = f"Go struct field {self.struct}.{self.path} of type {self.go_type}"
        return f"json: cannot unmarshal {found} into {where}"

    def in_conversion(self) -> str:
        """As said when a patched object is converted."""
        if self.custom:
            return self.custom
        found = _go_kind(self.value)
        if self.base in ("slice", "map"):
            return f"cannot restore {self.base} from {found}"
        if self.base == "struct":
            return f"cannot restore struct from: {found}"
        convertible = (found == "int64" and self.base == "string") or (
            found == "float64" and self.base.startswith("int")
        )
        if convertible:
            return f"cannot convert {found} to {self.go_type}"
        return f"unrecognized type: {self.base}"


def json_kind(value: Any, base: str = "") -> str:
    """`string`, `number 3.5` where an integer is wanted, ..."""
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int | float):
        text = value.text if isinstance(value, Literal) else str(value)
        return f"number {text}" if base.startswith("int") else "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"


def reader(type_name: str, go_name: str) -> Callable[[Any, str, list[str]], Any]:
    """The reader of a scalar type; path and findings are of no use to it."""
    if type_name in INT_LIMITS:
        return _integer_reader(type_name, go_name)
    if type_name in ("string", "boolean"):
        return _class_reader(str if type_name == "string" else bool, go_name, go_types_base(type_name))
    custom: dict[str, Callable[[Any], Any]] = {
        "quantity": _quantity,
        "int-or-string": _int_or_string,
        "time": _time,
        "microtime": _micro_time,
        "bytes": _base64,
        "double": _number,
        "object": _anything,
    }
    read = custom[type_name]
    return lambda value, path, findings: read(value)


def go_types_base(type_name: str) -> str:
    return "bool" if type_name == "boolean" else type_name


def _class_reader(wanted: type, go_name: str, base: str) -> Callable[[Any, str, list[str]], Any]:
    def read(value: Any, path: str, findings: list[str]) -> Any:
        if type(value) is not wanted:
            raise Wrong(value, go_name, base)
        return value

    return read


def _integer_reader(type_name: str, go_name: str) -> Callable[[Any, str, list[str]], Any]:
    limit = INT_LIMITS[type_name]

    def read(value: Any, path: str, findings: list[str]) -> Any:
        if type(value) is not int or not -limit <= value < limit:
            raise Wrong(value, go_name, type_name)
        return value

    return read


def _quantity(value: Any) -> str:
    if isinstance(value, bool | list | dict):
        raise Wrong(value, "resource.Quantity", "struct", quantity.BAD)
    text = value.text if isinstance(value, Literal) else str(value)
    try:
        return quantity.canonical(text.strip())
    except ValueError as error:
        raise Wrong(value, "resource.Quantity", "struct", str(error)) from None


def _int_or_string(value: Any) -> Any:
    limit = INT_LIMITS["int32"]
    if type(value) is str or (type(value) is int and -limit <= value < limit):
        return value
    found = json_kind(value, "int32")
    words = f"json: cannot unmarshal {found} into Go value of type int32"
    raise Wrong(value, "intstr.IntOrString", "struct", words)


def _time(value: Any) -> str:
    return _moment(value, LAYOUT)


def _micro_time(value: Any) -> str:
    return _moment(value, MICRO_LAYOUT)


def _moment(value: Any, layout: str) -> str:
    if not isinstance(value, str):
        words = f"json: cannot unmarshal {json_kind(value)} into Go value of type string"
        raise Wrong(value, "v1.Time", "struct", words)
    if not TIME.fullmatch(value):
        words = f'parsing time "{value}" as "{layout}": cannot parse "{value}" as "2006"'
        raise Wrong(value, "v1.Time", "struct", words)
    return value


def _base64(value: Any) -> str:
    if not isinstance(value, str):
        raise Wrong(value, "[]uint8", "slice")
    text = value.replace("\n", "").replace("\r", "")
    try:
        base64.b64decode(text, validate=True)
    except ValueError:
        words = f"illegal base64 data at input byte {_first_bad_byte(text)}"
        raise Wrong(value, "[]uint8", "slice", words) from None
    return text


def _first_bad_byte(text: str) -> int:
    """Where decoding stops: at the first foreign character, else at the end of the last whole group."""
    whole = re.match(r"[A-Za-z0-9+/]*", text)
    length = whole.end() if whole else 0
    return length if length < len(text) else length - length % 4


def _number(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Wrong(value, "float64", "float64")
    return value


def _anything(value: Any) -> Any:
    return value


def _go_kind(value: Any) -> str:
    kinds = {bool: "bool", int: "int64", float: "float64", Literal: "float64", str: "string", list: "slice"}
    return kinds.get(type(value), "map")
