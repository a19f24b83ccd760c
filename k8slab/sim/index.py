"""Indexes of the store: objects of one kind by what they say, so that nobody has to look at all of them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any

from k8slab.objects import meta
from k8slab.objects.meta import Key, Object

KeysOf = Callable[[Object], Iterable[Hashable]]


class Index:
    """Follows every change; an object is found under each key that ``keys_of`` gives for it."""

    def __init__(self, keys_of: KeysOf) -> None:
        self._keys_of = keys_of
        self._found: dict[Hashable, dict[Key, Object]] = {}

    def of(self, key: Hashable) -> list[Object]:
        """The present versions, in the order in which they came under the key."""
        return list(self._found.get(key, {}).values())

    def replace(self, previous: Object | None, obj: Object | None) -> None:
        """Take over one change; None stands for an object that is not there."""
        keys: dict[Hashable, Any] = dict.fromkeys(self._keys_of(obj)) if obj is not None else {}
        for key in self._keys_of(previous) if previous is not None else ():
            if key not in keys:
                self._drop(key, previous)
        for key in keys:
            self._found.setdefault(key, {})[meta.key(obj or {})] = obj or {}

    def _drop(self, key: Hashable, obj: Object | None) -> None:
        found = self._found.get(key, {})
        found.pop(meta.key(obj or {}), None)
        if not found:
            self._found.pop(key, None)
