"""Lists of resources: how they are stored and what may stand in them.

Source: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from k8slab.objects.quantity import canonical, parse
from k8slab.sim.kinds import field
from k8slab.sim.kinds.kind import FieldError

STANDARD = ("cpu", "memory", "ephemeral-storage")


def store_canonically(holder: dict[str, Any] | None, *fields: str) -> None:
    """Write the lists of resources in these fields the way the API server stores them."""
    for name in fields if holder else ():
        amounts = holder.get(name) if holder else None
        if amounts:
            for resource, amount in amounts.items():
                amounts[resource] = canonical(amount)


def default_requests(resources: dict[str, Any]) -> None:
    """A container that states a limit and no request asks for as much as the limit."""
    if limits := resources.get("limits"):
        resources["requests"] = {**limits, **(resources.get("requests") or {})}


def amount_errors(path: str, amount: str) -> list[FieldError]:
    if parse(amount) < 0:
        return [field.invalid(path, amount, field.NOT_NEGATIVE)]
    return []


def positive_errors(path: str, amount: str) -> list[FieldError]:
    return [] if parse(amount) > 0 else [field.invalid(path, amount, "must be greater than zero")]


def _name_errors(path: str, name: str) -> list[FieldError]:
    if name in STANDARD or "/" in name or name.startswith("hugepages-"):
        return []
    return [field.invalid(path, name, "must be a standard resource for containers")]


def requirement_errors(resources: Mapping[str, Any] | None, path: str) -> list[FieldError]:
    """Errors of a container's requests and limits."""
    if not resources:
        return []
    limits, requests = resources.get("limits") or {}, resources.get("requests") or {}
    errors: list[FieldError] = []
    for part, amounts in (("limits", limits), ("requests", requests)):
        for name, amount in amounts.items():
            errors += _name_errors(f"{path}.{part}[{name}]", name)
            errors += amount_errors(f"{path}.{part}[{name}]", amount)
    for name, amount in requests.items():
        if name in limits and parse(amount) > parse(limits[name]):
            why = f"must be less than or equal to {name} limit of {limits[name]}"
            errors.append(field.invalid(f"{path}.requests", amount, why))
    return errors
