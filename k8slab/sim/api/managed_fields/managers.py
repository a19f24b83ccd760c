"""Managers and the fields they hold, and what a write does to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import orjson

from k8slab.objects.meta import Object
from k8slab.objects.timestamps import rfc3339, seconds
from k8slab.sim.api.managed_fields import paths
from k8slab.sim.api.managed_fields.compare import Comparison
from k8slab.sim.api.managed_fields.paths import Paths

UPDATE = "Update"
APPLY = "Apply"
MOST_UPDATERS = 10
ANCIENT = "ancient-changes"
LONGEST_NAME = 128
NEVER = -1e12


class Manager(NamedTuple):
    """Who manages fields, and by which kind of write."""

    name: str
    operation: str
    api_version: str
    subresource: str = ""

    def __str__(self) -> str:
        """As conflicts name it: `"kubectl-edit" using apps/v1`."""
        said = orjson.dumps(self.name).decode()
        if self.subresource:
            said += f' with subresource "{self.subresource}"'
        return f"{said} using {self.api_version}" if self.operation == UPDATE else said


class Share(NamedTuple):
    """A manager's fields, and the virtual second of its last write that changed the object, if any did."""

    fields: Paths
    time: float | None

    @property
    def since(self) -> float:
        """When, for putting them in order: what has no time comes first."""
        return NEVER if self.time is None else self.time


Managed = Mapping[Manager, Share]
NOBODY: Managed = {}


def of_user_agent(user_agent: str) -> str:
    """A client's name when it does not give one: the program's, without its version."""
    return user_agent.partition("/")[0][:LONGEST_NAME] or "unknown"


def updated(managed: Managed, change: Comparison, who: Manager, now: float) -> Managed:
    """After a write: what it changed is the writer's, what it removed is nobody's."""
    taken = change.taken
    after = _without(managed, taken | change.removed)
    if taken:
        before = after[who].fields if who in after else paths.NOTHING
        after[who] = Share(before | taken, now)
    return _capped(after)


def _without(managed: Managed, gone: Iterable[paths.Path]) -> dict[Manager, Share]:
    lost = frozenset(gone)
    left = {who: share._replace(fields=share.fields - lost) for who, share in managed.items()}
    return {who: share for who, share in left.items() if share.fields}


def _capped(managed: dict[Manager, Share]) -> dict[Manager, Share]:
    """Too many updaters: the oldest become one."""
    updaters = sorted(
        (who for who in managed if who.operation == UPDATE), key=lambda who: (managed[who].since, who)
    )
    for who in updaters[: max(0, len(updaters) - MOST_UPDATERS + 1)] if len(updaters) > MOST_UPDATERS else ():
        share = managed.pop(who)
        ancient = who._replace(name=ANCIENT, subresource="")
        before = managed.get(ancient, share)
        newer = max(before, share, key=lambda each: each.since)
        managed[ancient] = newer._replace(fields=before.fields | share.fields)
    return managed


def shown(managed: Managed) -> list[Object]:
    """`metadata.managedFields`, in the API server's order."""
    order = sorted(managed, key=lambda who: (who.operation, managed[who].since // 1, who))
    return [_entry(who, managed[who]) for who in order]


def _entry(who: Manager, share: Share) -> Object:
    entry: Object = {
        "manager": who.name,
        "operation": who.operation,
        "apiVersion": who.api_version,
        **({} if share.time is None else {"time": rfc3339(share.time)}),
        "fieldsType": "FieldsV1",
        "fieldsV1": paths.fields_v1(share.fields),
    }
    return {**entry, "subresource": who.subresource} if who.subresource else entry


def parsed(entries: Iterable[Any]) -> Managed:
    """What a client says in `metadata.managedFields`; entries that say nothing stand for nobody."""
    return dict(_parsed(entry) for entry in entries if isinstance(entry, dict) and entry.get("manager"))


def _parsed(entry: Object) -> tuple[Manager, Share]:
    who = Manager(
        str(entry["manager"]),
        str(entry.get("operation", UPDATE)),
        str(entry.get("apiVersion", "")),
        str(entry.get("subresource") or ""),
    )
    time = seconds(entry["time"]) if entry.get("time") else None
    return who, Share(paths.parse(entry.get("fieldsV1") or {}), time)
