"""The functions of Go's templates, and how they print, compare and walk through values.

Source: https://pkg.go.dev/text/template#hdr-Functions
"""

from __future__ import annotations

import base64
import html
import json
import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote_plus

from k8slab.kubectl.golang import plain, quote

VERB = re.compile(r"%(?P<flags>[-+ 0#]*)(?P<width>\d+)?(?:\.(?P<precision>\d+))?(?P<verb>[a-zA-Z%])")


class TemplateError(Exception):
    """Why a template cannot be read, or made of an object."""


class Missing:
    """What a key that is not there holds."""


MISSING = Missing()


def printed(value: Any) -> str:
    """As an action shows it."""
    return "<no value>" if value is None or value is MISSING else plain(value)


def is_true(value: Any) -> bool:
    """Not empty: no zero, no empty text, list or map, and there at all."""
    return value is not MISSING and bool(value)


def member(value: Any, name: str) -> Any:
    """`.name` of a map. Raises TemplateError for what has no members."""
    if isinstance(value, Mapping):
        return value.get(name, MISSING)
    if value is None or value is MISSING:
        raise TemplateError(f"nil pointer evaluating interface {{}}.{name}")
    raise TemplateError(f"can't evaluate field {name} in type interface {{}}")


def elements(value: Any) -> Iterator[tuple[Any, Any]]:
    """What `range` goes through: keys and elements. Raises TemplateError."""
    if isinstance(value, Mapping):
        yield from sorted(value.items())
    elif isinstance(value, list):
        yield from enumerate(value)
    elif isinstance(value, int) and not isinstance(value, bool):
        yield from ((number, number) for number in range(value))
    elif value is not None and value is not MISSING:
        raise TemplateError(f"range can't iterate over {plain(value)}")


def unquoted(text: str) -> str:
    """A Go string literal's content."""
    if text.startswith("`"):
        return text[1:-1]
    try:
        return str(json.loads(text))
    except ValueError:
        raise TemplateError(f"invalid syntax in {text}") from None


def _first_empty(values: Iterable[Any]) -> Any:
    """`and`: the first empty one, or the last; later ones are not looked at."""
    found: Any = MISSING
    for found in values:
        if not is_true(found):
            return found
    return found


def _first_full(values: Iterable[Any]) -> Any:
    """`or`: the first that is not empty, or the last."""
    found: Any = MISSING
    for found in values:
        if is_true(found):
            return found
    return found


def _index(value: Any, *keys: Any) -> Any:
    for key in keys:
        value = value.get(key, MISSING) if isinstance(value, Mapping) else _item(value, key)
    return value


def _item(value: Any, position: Any) -> Any:
    if not isinstance(value, list | str):
        raise TypeError(f"can't index item of type {plain(None if value is MISSING else value)}")
    if not 0 <= position < len(value):
        raise IndexError(f"index out of range: {position}")
    return value[position]


def _equal(first: Any, *others: Any) -> bool:
    return any(type(first) is type(other) and first == other for other in others)


def _length(value: Any) -> int:
    if not isinstance(value, Mapping | list | str):
        raise TypeError(f"len of type {plain(None if value is MISSING else value)}")
    return len(value.encode() if isinstance(value, str) else value)


def _exists(value: Any, *keys: Any) -> bool:
    try:
        return _index(value, *keys) is not MISSING
    except (TypeError, LookupError):
        return False


def _print(*values: Any) -> str:
    """Go puts a space between two operands when neither is a text."""
    text = ""
    for before, value in zip((None, *values), values, strict=False):
        apart = text and not isinstance(before, str) and not isinstance(value, str)
        text += (" " if apart else "") + printed(value)
    return text


def formatted(form: str, *values: Any) -> str:
    """Go's Sprintf, for the verbs that make sense of decoded JSON."""
    rest = list(values)

    def replaced(found: re.Match[str]) -> str:
        if found["verb"] == "%":
            return "%"
        if not rest:
            return f"%!{found['verb']}(MISSING)"
        text = _with_verb(found["verb"], rest.pop(0), found["precision"])
        width = int(found["width"] or 0)
        if "-" in found["flags"]:
            return text.ljust(width)
        return text.zfill(width) if "0" in found["flags"] else text.rjust(width)

    return VERB.sub(replaced, form)


def _with_verb(verb: str, value: Any, precision: str | None) -> str:
    text = plain(None if value is MISSING else value)
    if verb == "s" and isinstance(value, str):
        return text[: int(precision)] if precision else text
    if verb == "q" and isinstance(value, str):
        return quote(value)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if verb in "feg" and is_number:
        return f"{value:.{precision or 6}{verb}}"
    if verb in "dxXob" and is_number and float(value).is_integer():
        return f"{int(value):{verb}}"
    if verb in ("v", "t") or (verb == "s" and isinstance(value, list | Mapping)):
        return text
    return f"%!{verb}({_go_type(value)}={text})"


def _go_type(value: Any) -> str:
    names = ((bool, "bool"), (int, "int64"), (float, "float64"), (str, "string"))
    return next((name for kind, name in names if isinstance(value, kind)), "interface {}")


LAZY: dict[str, Callable[[Iterable[Any]], Any]] = {"and": _first_empty, "or": _first_full}
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "not": lambda value: not is_true(value),
    "len": _length,
    "index": _index,
    "slice": lambda value, *bounds: value[slice(*bounds)] if bounds else value,
    "print": _print,
    "println": lambda *values: " ".join(map(printed, values)) + "\n",
    "printf": formatted,
    "html": lambda *values: html.escape(_print(*values)),
    "urlquery": lambda *values: quote_plus(_print(*values)),
    "eq": _equal,
    "ne": lambda first, second: not _equal(first, second),
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
    "exists": _exists,
    "base64decode": lambda text: base64.b64decode(text, validate=True).decode("utf-8", "replace"),
}
"""By name; `exists` and `base64decode` are kubectl's own."""
