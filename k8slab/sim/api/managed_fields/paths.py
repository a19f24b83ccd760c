"""Paths to fields, sets of them, and the two ways in which they are written.

A path is a tuple of elements in the notation of `fieldsV1`: `f:spec`, `k:{"name":"nginx"}`, `v:"x"`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson

from k8slab.objects.meta import Object
from k8slab.sim.api.managed_fields.shape import KEY_DEFAULTS

Path = tuple[str, ...]
Paths = frozenset[Path]
NOTHING: Paths = frozenset()
ITSELF = "."


def field(name: str) -> str:
    return "f:" + name


def key(element: Any, names: tuple[str, ...]) -> str:
    """What tells an element of a list apart."""
    given = element if isinstance(element, dict) else {}
    values = {name: given.get(name, KEY_DEFAULTS.get(name)) for name in sorted(names)}
    return "k:" + orjson.dumps({name: value for name, value in values.items() if value is not None}).decode()


def value(element: Any) -> str:
    return "v:" + orjson.dumps(element).decode()


def fields_v1(paths: Iterable[Path]) -> Object:
    """The set as the API shows it: nested objects, with `.` where a field with fields is itself a member."""
    root: Object = {}
    for path in sorted(paths):
        node = root
        for element in path:
            node = node.setdefault(element, {})
        node[ITSELF] = {}
    return _without_lonely_dots(root)


def _without_lonely_dots(node: Object) -> Object:
    """A member without members below it is an empty object."""
    shown = {}
    for element, below in node.items():
        is_lonely = element != ITSELF and len(below) == 1 and ITSELF in below
        shown[element] = {} if is_lonely else _without_lonely_dots(below)
    return shown


def parse(fields: Object, path: Path = ()) -> Paths:
    """The set that `fieldsV1` stands for."""
    found: set[Path] = set()
    for element, below in fields.items():
        if element == ITSELF:
            found.add(path)
        elif isinstance(below, dict) and below:
            found |= parse(below, (*path, element))
        else:
            found.add((*path, element))
    return frozenset(found)


def text(path: Path) -> str:
    """`.spec.template.spec.containers[name="nginx"].image`."""
    return "".join(map(_text, path))


def _text(element: str) -> str:
    kind, content = element[0], element[2:]
    if kind == "f":
        return "." + content
    if kind == "k":
        keys = orjson.loads(content)
        return "[" + ",".join(f"{name}={orjson.dumps(keys[name]).decode()}" for name in sorted(keys)) + "]"
    return f"[={content}]" if kind == "v" else f"[{content}]"


def with_parents(paths: Iterable[Path]) -> Paths:
    """The set and the named fields on the way to its members."""
    found = set(paths)
    for path in list(found):
        for length in range(1, len(path)):
            if path[length - 1].startswith("f:"):
                found.add(path[:length])
    return frozenset(found)
