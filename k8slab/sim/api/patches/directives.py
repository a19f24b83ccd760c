"""The directives of a strategic merge patch: fields that say what to do instead of what to be."""

from __future__ import annotations

from typing import Any

from k8slab.sim.api import status

DIRECTIVE = "$patch"
DELETE = "delete"
REPLACE = "replace"
MERGE = "merge"
RETAIN_KEYS = "$retainKeys"
ORDER = "$setElementOrder/"
DELETE_VALUES = "$deleteFromPrimitiveList/"


def is_directive(name: str) -> bool:
    return name in (DIRECTIVE, RETAIN_KEYS) or name.startswith((ORDER, DELETE_VALUES))


def dropped(value: Any) -> Any:
    """The value without directives and nulls, for where there is nothing to merge with."""
    if isinstance(value, dict):
        return {
            name: dropped(item) for name, item in value.items() if item is not None and not is_directive(name)
        }
    if isinstance(value, list):
        return [dropped(item) for item in value if not _is_only_directive(item)]
    return value


def _is_only_directive(item: Any) -> bool:
    return isinstance(item, dict) and (item.get(DIRECTIVE) == DELETE or set(item) == {DIRECTIVE})


def retain_keys(patch: dict[str, Any]) -> list[Any]:
    """What `$retainKeys` lists; it must name every field that the patch sets."""
    kept = patch[RETAIN_KEYS]
    named = [name for name, value in patch.items() if value is not None and not is_directive(name)]
    if not isinstance(kept, list) or any(name not in kept for name in named):
        raise status.bad_request("invalid patch format of retainKeys")
    return kept
