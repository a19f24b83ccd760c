"""Does a JSON value have the shape of its type? Takes what fits, notes what nobody knows.

Readers are compiled once per definition, so that a pod takes some tens of microseconds. A reader gives back a
new value without unknown fields, nulls, and empty optional values, as the API server would store it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from k8slab.sim.api import go_types, scalars, schema
from k8slab.sim.api.scalars import Wrong

Reader = Callable[[Any, str, list[str]], Any]
"""(value, path, findings) -> value. Adds `unknown field "x"` to the findings; raises Wrong."""


class Doubled(dict[str, Any]):
    """An object of which the text gave some names twice."""

    names: tuple[str, ...] = ()


class Slot(NamedTuple):
    """How to read one field. A value of the exact class ``plain`` is taken as it is."""

    plain: type | None
    read: Reader
    drop_empty: bool
    shown_as_null: bool


@cache
def reader(definition: str) -> Reader:
    """The reader of a definition; it expects the value to be an object."""
    slots: dict[str, Slot] = {}
    nulls: list[str] = []
    short = definition.rpartition(".")[2]

    def read(value: Any, path: str, findings: list[str]) -> Any:
        if not slots:
            slots.update(_slots(definition))
            nulls.extend(name for name, slot in slots.items() if slot.shown_as_null)
        if not isinstance(value, dict):
            raise Wrong(value, go_types.plain(f"#{definition}"), "struct")
        if type(value) is Doubled:
            _note_doubled(value, path, findings)
        read_fields: dict[str, Any] = {}
        for name, item in value.items():
            slot = slots.get(name)
            if slot is None:
                findings.append(f'unknown field "{path}{name}"')
            elif item is None:
                if slot.shown_as_null:
                    read_fields[name] = None
            else:
                if type(item) is not slot.plain:
                    try:
                        item = slot.read(item, f"{path}{name}", findings)  # noqa: PLW2901
                    except Wrong as wrong:
                        raise wrong.at(short, f"{path}{name}") from None
                if item or not slot.drop_empty:
                    read_fields[name] = item
        for name in nulls:
            read_fields.setdefault(name, None)
        return read_fields

    return read


def _slots(definition: str) -> dict[str, Slot]:
    return {name: _slot(definition, name, field) for name, field in schema.fields(definition).items()}


def _slot(definition: str, name: str, field: schema.Field) -> Slot:
    is_reference = field.type.startswith("#")
    drop = not (field.required or field.kept_when_zero or is_reference or field.type in scalars.NEVER_EMPTY)
    plain = {"string": str, "boolean": bool}.get(field.type)
    go_name = go_types.go_type(definition, name, field.type)
    return Slot(plain, _reader_of(field.type, go_name), drop, field.shown_as_null)


def _reader_of(type_name: str, go_name: str) -> Reader:
    if type_name.startswith("[]"):
        return _list_reader(type_name[2:], go_name)
    if type_name.startswith("{}"):
        return _map_reader(type_name[2:], go_name)
    if type_name.startswith("#"):
        return _object_reader(reader(type_name[1:]))
    return scalars.reader(type_name, go_name)


def _object_reader(read: Reader) -> Reader:
    def read_object(value: Any, path: str, findings: list[str]) -> Any:
        return read(value, f"{path}.", findings)

    return read_object


def _list_reader(inner: str, go_name: str) -> Reader:
    read = _reader_of(inner, go_types.element(go_name))
    nothing = _zero(inner)

    def read_list(value: Any, path: str, findings: list[str]) -> Any:
        if not isinstance(value, list):
            raise Wrong(value, go_name, "slice")
        return [
            nothing if item is None else read(item, f"{path}[{index}]", findings)
            for index, item in enumerate(value)
        ]

    return read_list


def _map_reader(inner: str, go_name: str) -> Reader:
    read = _reader_of(inner, go_types.element(go_name))
    nothing = _zero(inner)

    def read_map(value: Any, path: str, findings: list[str]) -> Any:
        if not isinstance(value, dict):
            raise Wrong(value, go_name, "map")
        if type(value) is Doubled:
            _note_doubled(value, f"{path}.", findings)
        return {
            name: nothing if item is None else read(item, f"{path}.{name}", findings)
            for name, item in value.items()
        }

    return read_map


def _zero(type_name: str) -> Any:
    """What a null in a list or map becomes."""
    if type_name.startswith("#"):
        return {}
    return scalars.ZEROS.get(type_name)


def _note_doubled(value: Doubled, path: str, findings: list[str]) -> None:
    findings.extend(f'duplicate field "{path}{name}"' for name in value.names)
