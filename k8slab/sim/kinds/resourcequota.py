"""ResourceQuotas. They are stored; nothing counts what is used, and nothing is refused.

Source: https://kubernetes.io/docs/concepts/policy/resource-quotas/
"""

from __future__ import annotations

from k8slab.objects.meta import Object
from k8slab.sim.kinds.amounts import amount_errors, store_canonically
from k8slab.sim.kinds.columns import Cell, column, plain
from k8slab.sim.kinds.kind import FieldError, Kind, no_action


def default(quota: Object) -> None:
    store_canonically(quota.get("spec"), "hard")


def prepare(quota: Object, old: Object | None) -> None:
    if old is None:
        quota["status"] = {}


def validate(quota: Object, old: Object | None) -> list[FieldError]:
    errors: list[FieldError] = []
    for name, amount in sorted(((quota.get("spec") or {}).get("hard") or {}).items()):
        errors += amount_errors(f"spec.hard[{name}]", amount)
    return errors


def _used(*, limits: bool) -> Cell:
    def cell(quota: Object, now: float) -> str:
        status = quota.get("status") or {}
        used = status.get("used") or {}
        return ", ".join(
            f"{name}: {used.get(name, '0')}/{hard}"
            for name, hard in sorted((status.get("hard") or {}).items())
            if name.startswith("limits") is limits
        )

    return cell


RESOURCE_QUOTA = Kind(
    "",
    "v1",
    "ResourceQuota",
    "resourcequotas",
    "resourcequota",
    short_names=("quota",),
    subresources=("status",),
    columns=plain(
        column(
            "Request",
            _used(limits=False),
            text="Request represents a minimum amount of cpu/memory that a container may consume.",
        ),
        column(
            "Limit",
            _used(limits=True),
            text="Limits control the maximum amount of cpu/memory that a container may use independent of "
            "contention on the node.",
        ),
    ),
    default=default,
    prepare=prepare,
    validate=validate,
    caveat=no_action("ResourceQuotas", "enforce"),
)
