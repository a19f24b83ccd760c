"""PriorityClasses.

Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/priority-class-v1/
"""

from __future__ import annotations

from k8slab.objects.meta import Object, name
from k8slab.sim.kinds import field
from k8slab.sim.kinds.columns import AGE, NAME, at, column, number
from k8slab.sim.kinds.kind import FieldError, Kind

PREEMPTION = ("Never", "PreemptLowerPriority")
SYSTEM_PREFIX = "system-"
HIGHEST_OF_USERS = 1_000_000_000
SYSTEM_VALUES = {"system-cluster-critical": 2_000_000_000, "system-node-critical": 2_000_001_000}
SYSTEM = {
    "system-cluster-critical": "Used for system critical pods that must run in the cluster, but can be moved "
    "to another node if necessary.",
    "system-node-critical": "Used for system critical pods that must not be moved from their current node.",
}
"""The classes that every cluster has, and what they say that they are for."""


def of_system(name: str, description: str) -> Object:
    return {"metadata": {"name": name}, "value": SYSTEM_VALUES[name], "description": description}


def default(priority: Object) -> None:
    priority.setdefault("value", 0)
    priority.setdefault("preemptionPolicy", "PreemptLowerPriority")


def validate(priority: Object, old: Object | None) -> list[FieldError]:
    errors = _name_and_value_errors(name(priority), priority["value"])
    errors += field.one_of("preemptionPolicy", priority["preemptionPolicy"], PREEMPTION)
    if old is not None and priority["value"] != old["value"]:
        errors.append(field.forbidden("value", "may not be changed in an update."))
    if old is not None:
        errors += field.immutable("preemptionPolicy", priority["preemptionPolicy"], old["preemptionPolicy"])
    return errors


def _name_and_value_errors(named: str, value: int) -> list[FieldError]:
    """What begins with system- belongs to the system, and so do the highest values."""
    if named.startswith(SYSTEM_PREFIX):
        if SYSTEM_VALUES.get(named) == value:
            return []
        why = f"the priority class named {named} is not a known system priority class"
        if named in SYSTEM_VALUES:
            why = f"value of {named} PriorityClass must be {SYSTEM_VALUES[named]}"
        reserved = "priority class names with 'system-' prefix are reserved for system use only. error: "
        return [field.forbidden("metadata.name", reserved + why)]
    if value > HIGHEST_OF_USERS:
        why = f"maximum allowed value of a user defined priority is {HIGHEST_OF_USERS}"
        return [field.forbidden("value", why)]
    return []


PRIORITY_CLASS = Kind(
    "scheduling.k8s.io",
    "v1",
    "PriorityClass",
    "priorityclasses",
    "priorityclass",
    namespaced=False,
    short_names=("pc",),
    columns=(
        NAME,
        number("Value", at("value", 0), of="PriorityClass.value"),
        column(
            "Global-Default", at("globalDefault", False), kind="boolean", of="PriorityClass.globalDefault"
        ),
        AGE,
        column("PreemptionPolicy", at("preemptionPolicy"), of="PriorityClass.preemptionPolicy"),
    ),
    default=default,
    validate=validate,
)
