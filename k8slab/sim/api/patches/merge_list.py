"""Merging lists: elements that stand for the same thing are merged, and stand in the patch's order.

Elements are told apart by the list's merge key, or by their value in lists of plain values. Those that the
patch does not name keep their order, each before the first named one that stood behind it; new ones come
first.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from k8slab.errors import ApiError
from k8slab.objects.merge_keys import Rule
from k8slab.sim.api.patches import directives, go_text
from k8slab.sim.api.patches.directives import DELETE, MERGE, REPLACE, SET_ORDER, is_marked
from k8slab.sim.api.patches.json_patch import rejected

Merger = Callable[[Any, Any], Any]
"""(present element, patch element) -> merged element."""
NIL = "%!s(<nil>)"
GO_TYPES = {
    dict: "map[string]interface {}",
    list: "[]interface {}",
    str: "string",
    bool: "bool",
    int: "int64",
    float: "float64",
    type(None): NIL,
}


def merge(present: list[Any], elements: list[Any], merger: Merger, rule: Rule) -> list[Any]:
    """A new list of what the patch says of each element; if the rule does not merge, the patch's own."""
    if not rule.merges:
        return elements
    if not present and not elements:
        return present
    _check_alike(present, elements)
    if not isinstance((present or elements)[0], dict):
        return in_order(list(dict.fromkeys([*present, *elements])), present, elements, "")
    kept, changes = _marked_elements_obeyed(present, elements, rule.merge_key)
    merged = list(kept)
    for element in changes:
        _merge_element(merged, element, merger, rule.merge_key)
    return in_order(merged, kept, changes, rule.merge_key)


def merge_in_order(
    present: list[Any] | None, elements: list[Any] | None, order: Any, merger: Merger, rule: Rule
) -> list[Any]:
    """A new list in the order of `$setElementOrder`; not both are None. Raises ApiError 500 for nonsense."""
    for given in (order, *(each for each in (present, elements) if each is not None)):
        if not isinstance(given, list):
            raise bad_argument(list, given)
    _check_order(elements or [], order, rule.merge_key)
    if present is None or elements is None:
        merged = present if elements is None else directives.dropped(elements)
    else:
        merged = merge(present, elements, merger, rule)
    return in_order(merged or [], present or [], order, rule.merge_key)


def without(present: list[Any], values: list[Any], rule: Rule) -> list[Any]:
    """A new list without the values. A list that is not merged is replaced by them, as the server does."""
    if not rule.merges:
        return values
    if present or values:
        _check_alike(present, values)
    return [value for value in present if value not in values]


def _check_alike(*lists: list[Any]) -> None:
    """Raises ApiError for lists of lists, and for elements of several types."""
    kinds = [type(element) for elements in lists for element in elements]
    if kinds[0] is list:
        raise rejected()
    if any(kind is not kinds[0] for kind in kinds):
        raise directives.broken(f"list element types are not identical: {go_text.shown(list(lists))}")


def _check_order(elements: list[Any], order: list[Any], merge_key: str) -> None:
    """The patch's elements must be among those of the order, and stand in that order."""
    changed = [item for item in elements if not (merge_key and is_marked(item, DELETE))]
    if not order or not elements:
        return
    places = iter(order)
    for element in changed:
        if not is_marked(element) and not any(_is_same(element, other, merge_key) for other in places):
            words = (
                f"The order in patch list:\n{go_text.shown(elements)}\n "
                f"doesn't match {SET_ORDER} list:\n{go_text.shown(order)}\n"
            )
            raise directives.broken(words)


def _is_same(element: Any, other: Any, merge_key: str) -> bool:
    if not merge_key:
        return bool(element == other)
    return bool(key_of(element, merge_key) == key_of(other, merge_key))


def _marked_elements_obeyed(
    present: list[Any], elements: list[Any], merge_key: str
) -> tuple[list[Any], list[Any]]:
    """What is left of the list, and which of the patch's elements are still to be merged with it."""
    changes = [element for element in elements if not is_marked(element)]
    marked = [element for element in elements if is_marked(element)]
    gone = [_deleted_key(element, merge_key) for element in marked if not is_marked(element, REPLACE)]
    if len(gone) < len(marked):
        return directives.dropped(changes), []
    return [element for element in present if element.get(merge_key) not in gone], changes


def _deleted_key(element: dict[str, Any], merge_key: str) -> Any:
    if is_marked(element, MERGE):
        raise directives.broken("merging lists cannot yet be specified in the patch")
    if not is_marked(element, DELETE):
        raise directives.unknown(element)
    return key_of(element, merge_key)


def _merge_element(merged: list[Any], element: Any, merger: Merger, merge_key: str) -> None:
    """Find the element's counterpart, and merge with it, or append the element."""
    key = key_of(element, merge_key)
    index = next((place for place, other in enumerate(merged) if other.get(merge_key) == key), None)
    if index is None:
        merged.append(directives.dropped(element))
    else:
        merged[index] = merger(merged[index], element)


def key_of(element: Any, merge_key: str) -> Any:
    """What tells the element apart, or ApiError 500 in the server's words."""
    if not isinstance(element, dict):
        raise bad_argument(dict, element)
    if merge_key not in element:
        words = f"map: {go_text.shown(element)} does not contain declared merge key: {merge_key}"
        raise directives.broken(words)
    return element[merge_key]


def bad_argument(expected: type, found: Any) -> ApiError:
    return directives.broken(f"expected a {GO_TYPES[expected]}, but received a {GO_TYPES[type(found)]}")


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
