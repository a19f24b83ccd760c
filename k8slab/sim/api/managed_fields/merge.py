"""Laying a manifest over the live object, as an apply does, and taking away what it no longer speaks of."""

from __future__ import annotations

from typing import Any, NamedTuple

from k8slab.errors import ApiError
from k8slab.objects.meta import Object
from k8slab.sim.api import status
from k8slab.sim.api.managed_fields import paths
from k8slab.sim.api.managed_fields.compare import Comparison, compare, fields_of, parts
from k8slab.sim.api.managed_fields.managers import NOBODY, Managed, Manager, Share, updated
from k8slab.sim.api.managed_fields.paths import Path, Paths
from k8slab.sim.api.managed_fields.shape import Shape, falls_apart, inner, of_element

CONFLICT = "FieldManagerConflict"


class Applied(NamedTuple):
    """What an apply makes of an object, and who then manages it."""

    object: Object
    managed: Managed


class Application(NamedTuple):
    """One manager's intent: the manifest, and whether it takes over what others manage.

    ``allowed`` are the fields that it may take over in any case.
    """

    who: Manager
    config: Object
    force: bool
    ignored: tuple[Path, ...] = ()
    allowed: Paths = paths.NOTHING


def apply(what: Shape, live: Object, managed: Managed, intent: Application, now: float) -> Applied:
    """Merge, prune, and settle who manages what. Raises ApiError 409 for conflicts unless forced."""
    fields = frozenset(
        path
        for path in fields_of(what, intent.config)
        if path[:1] not in {each[:1] for each in intent.ignored}
    )
    last, last_time = managed.get(intent.who, Share(paths.NOTHING, None))
    others = {who: share for who, share in managed.items() if who != intent.who}
    merged = merged_object(what, live, intent.config)
    held = fields.union(*(share.fields for share in others.values()))
    merged = pruned(what, merged, last, held)
    change = compare(what, live, merged).without(intent.ignored)
    if not intent.force:
        _refuse_conflicts(others, change, intent.allowed)
    rest = updated(others, change, intent.who, now)
    time = now if change.taken or change.removed else last_time
    after = {who: share for who, share in rest.items() if who != intent.who}
    return Applied(merged, {**after, intent.who: Share(fields, time)} if fields else after or NOBODY)


def merged_object(what: Shape, live: Any, config: Any) -> Any:
    """The live value with the manifest's laid over it."""
    how = falls_apart(what, config)
    if how == "object" and isinstance(live, dict) and isinstance(config, dict):
        return _merged_fields(what, live, config)
    if how == "keyed" and isinstance(live, list) and isinstance(config, list):
        return _merged_elements(what, live, config)
    if how == "values" and isinstance(live, list) and isinstance(config, list):
        return [*live, *(value for value in config if value not in live)]
    return config


def _merged_fields(what: Shape, live: Object, config: Object) -> Object:
    merged = dict(live)
    for name, value in config.items():
        merged[name] = merged_object(inner(what, name), live[name], value) if name in live else value
    return merged


def _merged_elements(what: Shape, live: list[Any], config: list[Any]) -> list[Any]:
    """In the manifest's order; elements it does not name stay before the one that they stood before."""
    there = {paths.key(element, what.keys): element for element in live}
    wanted = {paths.key(element, what.keys): element for element in config}
    merged: list[Any] = []
    waiting = [key for key in there if key not in wanted]
    positions = list(there)
    for key, element in wanted.items():
        if key in there:
            while waiting and positions.index(waiting[0]) < positions.index(key):
                merged.append(there[waiting.pop(0)])
            element = merged_object(of_element(what), there[key], element)  # noqa: PLW2901
        merged.append(element)
    return merged + [there[key] for key in waiting]


def pruned(what: Shape, obj: Object, last: Paths, held: Paths) -> Object:
    """Without what was applied last time and is now in nobody's hands."""
    candidates = paths.with_parents(last) - held
    kept = {path[:length] for path in held for length in range(1, len(path))}
    gone = frozenset(path for path in candidates if path not in kept)
    return _without(what, obj, (), gone) if gone else obj


def _without(what: Shape, value: Any, path: Path, gone: Paths) -> Any:
    if isinstance(value, dict):
        return {
            name: _without(inner(what, name), item, (*path, f"f:{name}"), gone)
            for name, item in value.items()
            if (*path, f"f:{name}") not in gone
        }
    if isinstance(value, list) and falls_apart(what, value) in ("keyed", "values"):
        return [
            _without(of_element(what), item, (*path, element), gone)
            for element, (_, item) in parts(what, value).items()
            if (*path, element) not in gone
        ]
    return value


def _refuse_conflicts(others: Managed, change: Comparison, allowed: Paths) -> None:
    refused = [
        (who, path)
        for who in sorted(others, key=lambda who: (who.name, who.operation, who.api_version, who.subresource))
        for path in sorted(others[who].fields & change.taken)
        if path not in allowed
    ]
    if refused:
        raise _conflict(refused)


def _conflict(conflicts: list[tuple[Manager, Path]]) -> ApiError:
    causes = [
        {"reason": CONFLICT, "message": f"conflict with {who}", "field": paths.text(path)}
        for who, path in conflicts
    ]
    return status.failure(409, "Conflict", _message(conflicts), {"causes": causes})


def _message(conflicts: list[tuple[Manager, Path]]) -> str:
    if len(conflicts) == 1:
        who, path = conflicts[0]
        return f"Apply failed with 1 conflict: conflict with {who}: {paths.text(path)}"
    lines = []
    for who in dict.fromkeys(who for who, _ in conflicts):
        lines.append(f"conflicts with {who}:")
        lines += [f"- {paths.text(path)}" for other, path in conflicts if other == who]
    return f"Apply failed with {len(conflicts)} conflicts: " + "\n".join(lines)
