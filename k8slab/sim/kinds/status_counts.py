"""What the API server says about the counts in a workload's status when a client writes them.

Source: the validation of statuses in pkg/apis/apps of Kubernetes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from k8slab.objects.meta import Object
from k8slab.sim.kinds import field
from k8slab.sim.kinds.kind import FieldError


class Limit(NamedTuple):
    """A count that may not be greater than another one, and how the message calls that."""

    field: str
    most: str
    called: str


def within(most: str, *counts: str) -> list[Limit]:
    return [Limit(count, most, f"status.{most}") for count in counts]


def count_errors(
    obj: Object, old: Object, counts: Iterable[str], limits: Iterable[Limit]
) -> list[FieldError]:
    """Counts below zero or beyond their limits, and a number of collisions that falls."""
    status = obj.get("status") or {}
    errors: list[FieldError] = []
    for name in counts:
        errors += field.not_negative(f"status.{name}", status.get(name))
    for limit in limits:
        count = status.get(limit.field, 0)
        if count > status.get(limit.most, 0):
            why = f"cannot be greater than {limit.called}"
            errors.append(field.invalid(f"status.{limit.field}", count, why))
    return errors + _collision_errors(status, old.get("status") or {})


def _collision_errors(status: Object, old: Object) -> list[FieldError]:
    now, before = status.get("collisionCount"), old.get("collisionCount")
    if before is None or (now is not None and now >= before):
        return []
    return [field.invalid("status.collisionCount", now or 0, "cannot be decremented")]
