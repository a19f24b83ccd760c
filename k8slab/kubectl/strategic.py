"""Making strategic merge patches from two or three versions of an object, as kubectl does.

Source: https://kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch/ and
https://kubernetes.io/docs/tasks/manage-kubernetes-objects/declarative-config/#merge-patch-calculation
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from k8slab.objects.merge_keys import rule_at

ORDER = "$setElementOrder/"
DELETIONS = "$deleteFromPrimitiveList/"

Patch = dict[str, Any]
Path = tuple[str, ...]


def two_way(kind: str, original: Patch, modified: Patch) -> Patch:
    """The patch that turns `original` into `modified`."""
    return _Diff(kind).maps(original, modified, ())


def three_way(kind: str, original: Patch, modified: Patch, current: Patch) -> Patch:
    """What `apply` sends: additions and changes to the live object, deletions of what was applied before."""
    deletions = _Diff(kind, changes=False).maps(original, modified, ())
    changes = _Diff(kind, deletions=False).maps(current, modified, ())
    return _Merge(kind).maps(deletions, changes, ())


@dataclass(frozen=True)
class _Diff:
    """A difference; `changes` and `deletions` say which half of it is wanted."""

    kind: str
    changes: bool = True
    deletions: bool = True

    def maps(self, original: Patch, modified: Patch, path: Path, *, retain_keys: bool = False) -> Patch:
        patch: Patch = {}
        for name, old in original.items():
            if name in modified:
                self.field(patch, name, old, modified[name], (*path, name))
            elif self.deletions:
                patch[name] = None
        if self.changes:
            patch |= {name: new for name, new in modified.items() if name not in original}
        if patch and retain_keys:
            patch["$retainKeys"] = sorted(modified)
        return patch

    def field(self, patch: Patch, name: str, old: Any, new: Any, path: Path) -> None:
        how = rule_at(self.kind, path)
        if isinstance(old, dict) and isinstance(new, dict):
            if how.replaces:
                inner = new if self.changes else {}
            else:
                inner = self.maps(old, new, path, retain_keys=how.retains_keys)
            if inner:
                patch[name] = inner
        elif isinstance(old, list) and isinstance(new, list) and how.merges:
            self.lists(patch, name, old, new, path)
        elif old != new and self.changes:
            patch[name] = new

    def lists(self, patch: Patch, name: str, old: list[Any], new: list[Any], path: Path) -> None:
        key = rule_at(self.kind, path).merge_key
        if not old:
            if new and self.changes:
                patch[name] = new
        elif key:
            self.list_of_maps(patch, name, old, new, path)
        else:
            self.list_of_values(patch, name, old, new)

    def list_of_maps(self, patch: Patch, name: str, old: list[Any], new: list[Any], path: Path) -> None:
        how = rule_at(self.kind, path)
        key = how.merge_key
        before = {item[key]: item for item in old}
        items: list[Any] = []
        for item in new:
            if item[key] not in before:
                items += [item] if self.changes else []
            elif inner := self.maps(before[item[key]], item, path, retain_keys=how.retains_keys):
                items.append({**inner, key: item[key]})
        if self.deletions:
            kept = {item[key] for item in new}
            gone = sorted((k for k in before if k not in kept), key=str)
            items += [{"$patch": "delete", key: value} for value in gone]
        if items:
            patch[name] = items
        if items or not _same_order([i[key] for i in old], [i[key] for i in new]):
            patch[ORDER + name] = [{key: item[key]} for item in new]

    def list_of_values(self, patch: Patch, name: str, old: list[Any], new: list[Any]) -> None:
        added = [item for item in new if item not in old] if self.changes else []
        removed = sorted((item for item in old if item not in new), key=str) if self.deletions else []
        if added:
            patch[name] = added
        if removed:
            patch[DELETIONS + name] = removed
        if added or removed or not _same_order(old, new):
            patch[ORDER + name] = new


def _same_order(old: list[Any], new: list[Any]) -> bool:
    """Do the elements that both have come in the same order?"""
    return [item for item in old if item in new] == [item for item in new if item in old]


@dataclass(frozen=True)
class _Merge:
    """Two patches for the same object made one; where both speak, the second wins."""

    kind: str

    def maps(self, first: Patch, second: Patch, path: Path) -> Patch:
        merged = dict(first)
        for name, value in second.items():
            mine = merged.get(name)
            if isinstance(mine, dict) and isinstance(value, dict):
                merged[name] = self.maps(mine, value, (*path, name))
            elif isinstance(mine, list) and isinstance(value, list) and not name.startswith("$"):
                merged[name] = self.lists(mine, value, (*path, name))
            else:
                merged[name] = value
        return merged

    def lists(self, first: list[Any], second: list[Any], path: Path) -> list[Any]:
        how = rule_at(self.kind, path)
        if not how.merges:
            return second
        if not how.merge_key:
            return first + [item for item in second if item not in first]
        by_key = {item[how.merge_key]: item for item in first}
        merged = [
            self.maps(by_key.pop(item[how.merge_key]), item, path) if item[how.merge_key] in by_key else item
            for item in second
        ]
        return merged + list(by_key.values())
