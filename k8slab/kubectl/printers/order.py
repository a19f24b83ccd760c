"""--sort-by: objects in the order of one of their fields."""

from __future__ import annotations

import re
from functools import cmp_to_key
from typing import Any

from k8slab.errors import K8slabError
from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.golang import quote
from k8slab.kubectl.printers.go_sort import go_sort
from k8slab.kubectl.printers.jsonpath import relaxed
from k8slab.objects.quantity import parse as parse_quantity

_CHUNK = re.compile(r"\d+|\D+")


def sort_by(expression: str, entries: list[tuple[Any, Any]]) -> list[Any]:
    """Sort (object, payload) pairs by the object's field; the payloads in order.

    Raises KubectlError if no object has the field.
    """
    path = relaxed(expression)
    keys = [next(iter(path.values(obj)), None) for obj, _ in entries]
    if entries and all(key is None for key in keys):
        raise KubectlError(
            f"couldn't find any field with path {quote('{' + path.text[1:-1] + '}')} in the list of objects"
        )
    ordered = go_sort(list(range(len(entries))), lambda i, j: _less(keys[i], keys[j]))
    return [entries[i][1] for i in ordered]


def _less(left: Any, right: Any) -> bool:
    if left is None or right is None:
        return left is None and right is not None
    if isinstance(left, str) and isinstance(right, str):
        quantities = _quantity(left), _quantity(right)
        if quantities[0] is not None and quantities[1] is not None:
            return bool(quantities[0] < quantities[1])
        return bool(natural_key(left) < natural_key(right))
    try:
        return bool(left < right)
    except TypeError:
        return str(left) < str(right)


def _quantity(text: str) -> Any:
    try:
        return parse_quantity(text)
    except (ValueError, K8slabError):
        return None


@cmp_to_key
def natural_key(left: str, right: str) -> int:
    """web-2 before web-10."""
    for one, other in zip(_CHUNK.findall(left), _CHUNK.findall(right), strict=False):
        if one == other:
            continue
        if one.isdigit() and other.isdigit() and int(one) != int(other):
            return int(one) - int(other)
        return -1 if one < other else 1
    return len(left) - len(right)
