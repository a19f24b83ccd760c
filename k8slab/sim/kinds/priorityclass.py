"""PriorityClasses.

Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/priority-class-v1/
"""

from __future__ import annotations

from k8slab.objects.meta import Object
from k8slab.sim.kinds import field
from k8slab.sim.kinds.columns import AGE, NAME, at, column, number
from k8slab.sim.kinds.kind import FieldError, Kind

PREEMPTION = ("Never", "PreemptLowerPriority")


def default(priority: Object) -> None:
    priority.setdefault("value", 0)
    priority.setdefault("preemptionPolicy", "PreemptLowerPriority")


def validate(priority: Object, old: Object | None) -> list[FieldError]:
    errors = field.one_of("preemptionPolicy", priority["preemptionPolicy"], PREEMPTION)
    if old is not None and priority["value"] != old["value"]:
        errors.append(field.forbidden("value", "may not be changed in an update."))
    if old is not None:
        errors += field.immutable("preemptionPolicy", priority["preemptionPolicy"], old["preemptionPolicy"])
    return errors


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
