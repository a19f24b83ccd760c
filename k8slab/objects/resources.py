"""What a pod asks of a node: the sums over its containers.

Source: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from k8slab.objects.quantity import canonical, milli, parse, whole

Quantities = Mapping[str, str]
SMALL = {"cpu": "100m", "memory": "200Mi"}
"""What a container without requests is thought to need."""


def amount(resource: str, quantity: str) -> int:
    """Millicores of cpu; bytes, or pieces, of anything else."""
    return milli(quantity) if resource == "cpu" else whole(quantity)


def requests(pod: Mapping[str, Any]) -> dict[str, int]:
    """What the scheduler counts for the pod, by resource."""
    return {resource: amount(resource, value) for resource, value in totals(pod, "requests").items()}


def presumed(pod: Mapping[str, Any]) -> dict[str, int]:
    """The pod's cpu and memory as the scheduler weighs them: a container that asks for nothing is small."""
    spec = pod["spec"]
    lasting = [_presuming(each) for each in spec["containers"]]
    before = [_presuming(each) for each in spec.get("initContainers") or ()]
    return requests({"spec": {"containers": lasting, "initContainers": before}})


def _presuming(container: Mapping[str, Any]) -> dict[str, Any]:
    asked = {**SMALL, **_field(container, "requests")}
    return {**container, "resources": {"requests": {name: asked[name] for name in SMALL}}}


def totals(pod: Mapping[str, Any], field: str) -> dict[str, str]:
    """The pod's ``requests`` or ``limits``: containers together, or the largest init container."""
    spec = pod["spec"]
    lasting = [item for item in spec.get("initContainers") or () if item.get("restartPolicy") == "Always"]
    passing = [item for item in spec.get("initContainers") or () if item.get("restartPolicy") != "Always"]
    total = _sum(_field(item, field) for item in [*spec["containers"], *lasting])
    for container in passing:
        total = _largest(total, _field(container, field))
    if spec.get("overhead") and (total or field == "requests"):
        total = _sum([total, spec["overhead"]])
    return total


def _field(container: Mapping[str, Any], field: str) -> Quantities:
    return (container.get("resources") or {}).get(field) or {}


def _sum(many: Iterable[Quantities]) -> dict[str, str]:
    total: dict[str, str] = {}
    for quantities in many:
        for resource, value in quantities.items():
            total[resource] = _add(total[resource], value) if resource in total else value
    return total


def _largest(one: Quantities, other: Quantities) -> dict[str, str]:
    larger = dict(one)
    for resource, value in other.items():
        if resource not in larger or parse(value) > parse(larger[resource]):
            larger[resource] = value
    return larger


def _add(one: str, other: str) -> str:
    """The sum, written with the first one's kind of suffix."""
    total: Fraction = parse(one) + parse(other)
    if one.endswith("i") and total.denominator == 1:
        unit = one[-2:]
        scaled = total / parse(f"1{unit}")
        return canonical(f"{scaled}{unit}" if scaled.denominator == 1 else str(total))
    return canonical(str(total) if total.denominator == 1 else f"{total * 1000}m")
