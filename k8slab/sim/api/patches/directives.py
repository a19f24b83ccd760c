"""The directives of a strategic merge patch: fields that say what to do instead of what to be."""

from __future__ import annotations

from typing import Any

from k8slab.errors import ApiError
from k8slab.sim.api import status
from k8slab.sim.api.patches import go_text

DIRECTIVE = "$patch"
DELETE = "delete"
REPLACE = "replace"
MERGE = "merge"
RETAIN_KEYS = "$retainKeys"
SET_ORDER = "$setElementOrder"
ORDER = f"{SET_ORDER}/"
DELETE_VALUES = "$deleteFromPrimitiveList/"


def is_directive(name: str) -> bool:
    return name in (DIRECTIVE, RETAIN_KEYS) or name.startswith((ORDER, DELETE_VALUES))


def dropped(value: Any) -> Any:
    """The value without directives and nulls, for where there is nothing to merge with."""
    if isinstance(value, dict):
        return {
            name: dropped(item)
            for name, item in value.items()
            if item is not None and not is_directive(name) and not is_marked(item)
        }
    if isinstance(value, list):
        return [dropped(item) for item in value if not is_marked(item)]
    return value


def is_marked(item: Any, directive: str | None = None) -> bool:
    """Does it carry that `$patch` directive, or any?"""
    if not isinstance(item, dict) or DIRECTIVE not in item:
        return False
    return directive is None or item[DIRECTIVE] == directive


def obeyed(patch: dict[str, Any]) -> dict[str, Any]:
    """What a `$patch` directive makes of an object. Raises ApiError 500 for one that objects do not know."""
    if patch[DIRECTIVE] == REPLACE:
        kept: dict[str, Any] = dropped(patch)
        return kept
    if patch[DIRECTIVE] == DELETE:
        return {}
    raise unknown(patch)


def unknown(marked: dict[str, Any]) -> ApiError:
    words = f"unknown patch type: {go_text.shown(marked[DIRECTIVE])} in map: {go_text.shown(marked)}"
    return broken(words)


def broken(words: str) -> ApiError:
    """The API server has no reason for most patches that make no sense: it says what went wrong."""
    return status.failure(500, "", words)


def retain_keys(patch: dict[str, Any]) -> list[Any]:
    """What `$retainKeys` lists; it must name every field that the patch sets."""
    kept = patch[RETAIN_KEYS]
    named = [name for name, value in patch.items() if value is not None and not is_directive(name)]
    if not isinstance(kept, list) or any(name not in kept for name in named):
        raise status.bad_request("invalid patch format of retainKeys")
    return kept
