"""LimitRanges. They are stored; pods get no defaults from them and are not held to them.

Source: https://kubernetes.io/docs/concepts/policy/limit-range/
"""

from __future__ import annotations

from k8slab.objects.meta import Object
from k8slab.sim.kinds import field
from k8slab.sim.kinds.amounts import store_canonically
from k8slab.sim.kinds.columns import CREATED_AT, NAME
from k8slab.sim.kinds.kind import FieldError, Kind, no_action

AMOUNTS = ("max", "min", "default", "defaultRequest", "maxLimitRequestRatio")


def default(limits: Object) -> None:
    """A container's default limit is the maximum, its default request the default limit, else the minimum."""
    for item in (limits.get("spec") or {}).get("limits") or ():
        if item.get("type") == "Container":
            item["default"] = {**(item.get("max") or {}), **(item.get("default") or {})}
            asked = {**(item.get("min") or {}), **item["default"], **(item.get("defaultRequest") or {})}
            item["defaultRequest"] = asked
            for name in ("default", "defaultRequest"):
                if not item[name]:
                    del item[name]
        store_canonically(item, *AMOUNTS)


def validate(limits: Object, old: Object | None) -> list[FieldError]:
    errors: list[FieldError] = []
    seen: set[str] = set()
    for index, item in enumerate((limits.get("spec") or {}).get("limits") or ()):
        path, kind = f"spec.limits[{index}].type", item.get("type", "")
        errors += [] if kind else [field.required(path)]
        errors += [field.duplicate(path, kind)] if kind in seen else []
        seen.add(kind)
    return errors


LIMIT_RANGE = Kind(
    "",
    "v1",
    "LimitRange",
    "limitranges",
    "limitrange",
    short_names=("limits",),
    columns=(NAME, CREATED_AT),
    default=default,
    validate=validate,
    caveat=no_action("LimitRanges", "apply"),
    is_made_by_put=True,
)
