"""Merging lists: elements that stand for the same thing are merged, and stand in the patch's order.

Elements are told apart by the list's merge key, or by their value in lists of plain values. Those that the
patch does not name keep their order, each before the first named one that stood behind it; new ones come
first.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from k8slab.objects.merge_keys import Rule
from k8slab.sim.api import status
from k8slab.sim.api.patches import directives, go_text
from k8slab.sim.api.patches.directives import DELETE, DELETE_VALUES, DIRECTIVE, ORDER, REPLACE

Merger = Callable[[Any, Any], Any]
"""(present element, patch element) -> merged element."""


class Changes(NamedTuple):
    """What a patch says about one list."""

    elements: list[Any]
    deleted_values: list[Any]
    order: list[Any] | None

    @classmethod
    def of(cls, patch: dict[str, Any], name: str) -> Changes:
        elements = patch.get(name, [])
        deleted = patch.get(DELETE_VALUES + name, [])
        order = patch.get(ORDER + name)
        if not isinstance(elements, list) or not isinstance(deleted, list):
            raise status.bad_request("invalid patch format of primitive list")
        if not isinstance(order, list | None):
            raise status.bad_request("invalid patch format of setElementOrder list")
        return cls(elements, deleted, order)


def merge(present: list[Any], changes: Changes, merger: Merger, rule: Rule) -> list[Any]:
    """A new list, as the rule has it."""
    if any(is_marked(element, REPLACE) for element in changes.elements):
        return [directives.dropped(item) for item in changes.elements if not is_marked(item, REPLACE)]
    if not rule.merge_key:
        merged = _merge_values(present, changes)
    else:
        merged = _merge_elements(present, changes.elements, merger, rule.merge_key)
    order = changes.elements if changes.order is None else changes.order
    return in_order(merged, present, order, rule.merge_key)


def _merge_values(present: list[Any], changes: Changes) -> list[Any]:
    together = dict.fromkeys([*present, *changes.elements])
    return [value for value in together if value not in changes.deleted_values]


def _merge_elements(present: list[Any], elements: list[Any], merger: Merger, merge_key: str) -> list[Any]:
    merged = list(present)
    for element in elements:
        _merge_element(merged, element, merger, merge_key)
    return merged


def _merge_element(merged: list[Any], element: Any, merger: Merger, merge_key: str) -> None:
    """Find the element's counterpart, and merge with it, delete it, or append the element."""
    key = key_of(element, merge_key)
    matches = [index for index, other in enumerate(merged) if other.get(merge_key) == key]
    if is_marked(element, DELETE):
        merged[:] = [other for other in merged if other.get(merge_key) != key]
    elif matches:
        merged[matches[0]] = merger(merged[matches[0]], element)
    else:
        merged.append(directives.dropped(element))


def is_marked(element: Any, directive: str) -> bool:
    return isinstance(element, dict) and element.get(DIRECTIVE) == directive


def key_of(element: Any, merge_key: str) -> Any:
    """What tells the element apart, or ApiError 500 in the server's words."""
    if not isinstance(element, dict):
        raise status.failure(500, "", f"merging list: expected an object, found {go_text.shown(element)}")
    if merge_key not in element:
        words = f"map: {go_text.shown(element)} does not contain declared merge key: {merge_key}"
        raise status.failure(500, "", words)
    return element[merge_key]


def in_order(merged: list[Any], present: list[Any], order: list[Any], merge_key: str) -> list[Any]:
    """Sort by ``order``; elements it does not name stay before what they stood before in the present list."""
    wanted = [_identity(element, merge_key) for element in order]
    live = [_identity(element, merge_key) for element in present]
    named = [element for element in merged if _identity(element, merge_key) in wanted]
    named.sort(key=lambda element: wanted.index(_identity(element, merge_key)))
    others = [element for element in merged if _identity(element, merge_key) not in wanted]
    sorted_together = []
    while named and others:
        other, first = _identity(others[0], merge_key), _identity(named[0], merge_key)
        is_before = {other, first} <= set(live) and live.index(other) < live.index(first)
        sorted_together.append((others if is_before else named).pop(0))
    return sorted_together + named + others


def _identity(element: Any, merge_key: str) -> Any:
    return element.get(merge_key) if merge_key and isinstance(element, dict) else element
