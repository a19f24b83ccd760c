"""YAML exactly as kubectl prints it (sigs.k8s.io/yaml on go-yaml v2)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cmp_to_key
from typing import Any

from k8slab.kubectl.printers.numbers import shortest_float
from k8slab.kubectl.printers.scalars import scalar

_LETTERS = re.compile("[A-Za-z]*")


def dump(value: Any) -> str:
    """The value as a YAML document, ending in a newline."""
    return "\n".join(_lines(value, 0)) + "\n"


def _lines(value: Any, indent: int) -> Iterator[str]:
    if isinstance(value, Mapping) and value:
        yield from _mapping(value, indent)
    elif isinstance(value, list) and value:
        yield from _sequence(value, indent)
    else:
        yield _atom(value, indent, indent)


def _mapping(value: Mapping[str, Any], indent: int) -> Iterator[str]:
    margin = " " * indent
    for name in sorted_keys(value):
        item = value[name]
        head = f"{margin}{scalar(name, indent, indent, is_key=True)}:"
        if isinstance(item, Mapping) and item:
            yield head
            yield from _mapping(item, indent + 2)
        elif isinstance(item, list) and item:
            yield head
            yield from _sequence(item, indent)
        else:
            yield f"{head} {_atom(item, len(head) + 1, indent + 2)}"


def _sequence(value: list[Any], indent: int) -> Iterator[str]:
    margin = " " * indent
    for item in value:
        lines = _lines(item, indent + 2)
        yield f"{margin}- {next(lines).removeprefix(margin + '  ') if _nests(item) else next(lines)}"
        yield from lines


def _nests(value: Any) -> bool:
    return bool(value) and isinstance(value, Mapping | list)


def _atom(value: Any, column: int, indent: int) -> str:
    if isinstance(value, str):
        return scalar(value, column, indent)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return shortest_float(value, exponent_from=6)
    if isinstance(value, Mapping):
        return "{}"
    return "[]" if isinstance(value, list) else str(value)


def sorted_keys(value: Mapping[str, Any]) -> list[str]:
    """Keys in go-yaml's order: other characters before letters, runs of digits by their number."""
    if all(_LETTERS.fullmatch(name) for name in value):
        return sorted(value)
    return sorted(value, key=cmp_to_key(_compare))


def _compare(left: str, right: str) -> int:
    for at, (one, other) in enumerate(zip(left, right, strict=False)):
        if one == other:
            continue
        if one.isalpha() and other.isalpha():
            return -1 if one < other else 1
        if one.isalpha() or other.isalpha():
            return -1 if other.isalpha() else 1
        return _compare_numbers(left, right, at)
    return len(left) - len(right)


def _compare_numbers(left: str, right: str, at: int) -> int:
    start = ""
    if "0" in (left[at], right[at]) and re.search("[1-9][0-9]*$", left[:at]):
        start = "1"
    one, other = _digits(left, at), _digits(right, at)
    numbers = (int(start + one or "0"), int(start + other or "0"))
    if numbers[0] != numbers[1]:
        return numbers[0] - numbers[1]
    return len(one) - len(other) or (-1 if left[at] < right[at] else 1)


def _digits(text: str, at: int) -> str:
    found = re.match("[0-9]*", text[at:])
    return found[0] if found else ""
