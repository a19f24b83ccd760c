"""Which fields an object has, and which of them differ between two versions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from k8slab.sim.api.managed_fields import paths
from k8slab.sim.api.managed_fields.paths import Path, Paths
from k8slab.sim.api.managed_fields.shape import Shape, falls_apart, inner, of_element

MISSING: Any = object()
UNTRACKED = frozenset(
    {("f:apiVersion",), ("f:kind",), ("f:metadata",)}
    | {
        ("f:metadata", f"f:{name}")
        for name in ("name", "namespace", "creationTimestamp", "selfLink", "uid", "clusterName", "generation",
                     "managedFields", "resourceVersion", "deletionTimestamp", "deletionGracePeriodSeconds")
    }
)  # fmt: skip
"""What says which object it is has no managers."""


@dataclass
class Comparison:
    """The fields that are new, that have another value, and that are gone."""

    added: set[Path] = field(default_factory=set)
    modified: set[Path] = field(default_factory=set)
    removed: set[Path] = field(default_factory=set)

    @property
    def taken(self) -> set[Path]:
        return self.added | self.modified

    def without(self, ignored: tuple[Path, ...]) -> Comparison:
        """What is left when some branches and the untracked fields are not looked at."""
        return Comparison(*(tracked(each, ignored) for each in (self.added, self.modified, self.removed)))


def tracked(found: set[Path], ignored: tuple[Path, ...] = ()) -> set[Path]:
    return {
        path
        for path in found
        if path not in UNTRACKED and not any(path[: len(branch)] == branch for branch in ignored)
    }


def compare(shape: Shape, old: Any, new: Any) -> Comparison:
    """Compare two versions of a value; either may be MISSING."""
    found = Comparison()
    _compare(shape, old, new, (), found)
    return found


def _compare(shape: Shape, old: Any, new: Any, path: Path, found: Comparison) -> None:
    if old is new or (old is not MISSING and new is not MISSING and old == new):
        return
    present = old if new is MISSING else new
    if isinstance(present, dict) != isinstance(old, dict) and old is not MISSING and shape.how == "free":
        shape = Shape("leaf")
    if falls_apart(shape, present) == "leaf" or not (_has_content(old) or _has_content(new)):
        _compare_leaf(old, new, path, found)
        return
    before, after = parts(shape, old), parts(shape, new)
    for element in dict.fromkeys([*before, *after]):
        what, value = before.get(element, (shape, MISSING))
        what, other = after.get(element, (what, MISSING))
        _compare(what, value, other, (*path, element), found)
    if old is MISSING:
        found.added.add(path)
    elif new is MISSING:
        found.removed.add(path)


def _compare_leaf(old: Any, new: Any, path: Path, found: Comparison) -> None:
    if old is MISSING:
        found.added.add(path)
    elif new is MISSING:
        found.removed.add(path)
    else:
        found.modified.add(path)


def _has_content(value: Any) -> bool:
    return isinstance(value, dict | list) and bool(value)


Parts = dict[str, tuple[Shape, Any]]


def parts(shape: Shape, value: Any) -> Parts:
    """What a value that is no leaf consists of; of elements with the same key the last counts."""
    return dict(_parts(shape, value)) if isinstance(value, dict | list) else {}


def _parts(shape: Shape, value: Any) -> Iterator[tuple[str, tuple[Shape, Any]]]:
    if isinstance(value, dict):
        for name, item in value.items():
            yield "f:" + name, (inner(shape, name), item)
    elif shape.how == "keyed":
        for item in value:
            yield paths.key(item, shape.keys), (of_element(shape), item)
    elif shape.how == "values":
        for item in value:
            yield paths.value(item), (of_element(shape), item)


def fields_of(shape: Shape, value: Any) -> Paths:
    """The fields that a manifest speaks of: what an apply of it manages."""
    found: set[Path] = set()
    _collect(shape, value, (), found)
    return frozenset(tracked(found))


def _collect(shape: Shape, value: Any, path: Path, found: set[Path]) -> None:
    how = falls_apart(shape, value)
    if how == "leaf" or value is None or value == {}:
        found.add(path)
        return
    for element, (what, item) in parts(shape, value).items():
        _collect(what, item, (*path, element), found)
        if how != "object":
            found.add((*path, element))
