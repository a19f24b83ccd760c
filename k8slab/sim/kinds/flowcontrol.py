"""How an API server would share itself among its clients. It is stored; here everybody is served at once.

Source: https://kubernetes.io/docs/concepts/cluster-administration/flow-control/
"""

from __future__ import annotations

from k8slab.objects.meta import Object
from k8slab.sim.kinds import field
from k8slab.sim.kinds.columns import NONE, Cell, at, column, plain
from k8slab.sim.kinds.kind import Column, FieldError, Kind, no_action

GROUP = "flowcontrol.apiserver.k8s.io"
TYPES = ("Limited", "Exempt")
SHARES = 30


def default_schema(schema: Object) -> None:
    schema.setdefault("spec", {}).setdefault("matchingPrecedence", 1000)


def default_level(level: Object) -> None:
    limited = level.setdefault("spec", {}).get("limited")
    if limited is not None:
        limited.setdefault("nominalConcurrencyShares", SHARES)
        limited.setdefault("lendablePercent", 0)


def prepare(obj: Object, old: Object | None) -> None:
    if old is None:
        obj["status"] = {}


def validate_schema(schema: Object, old: Object | None) -> list[FieldError]:
    named = (schema["spec"].get("priorityLevelConfiguration") or {}).get("name")
    return (
        []
        if named
        else [field.required("spec.priorityLevelConfiguration.name", "must reference a priority level")]
    )


def validate_level(level: Object, old: Object | None) -> list[FieldError]:
    return field.one_of("spec.type", level["spec"].get("type"), TYPES)


def _missing(schema: Object, now: float) -> str:
    for condition in (schema.get("status") or {}).get("conditions") or ():
        if condition.get("type") == "Dangling":
            return str(condition.get("status"))
    return "?"


def _of_limited(path: str) -> Cell:
    found = at(f"spec.limited.{path}", NONE)
    return lambda level, now: str(found(level, now))


def _queues(title: str, name: str) -> Column:
    return column(title, _of_limited(f"limitResponse.queuing.{name}"), of=f"QueuingConfiguration.{name}")


FLOW_SCHEMA = Kind(
    GROUP,
    "v1",
    "FlowSchema",
    "flowschemas",
    "flowschema",
    namespaced=False,
    subresources=("status",),
    columns=(
        *plain(
            column(
                "PriorityLevel",
                at("spec.priorityLevelConfiguration.name"),
                of="PriorityLevelConfigurationReference.name",
            ),
            column(
                "MatchingPrecedence", at("spec.matchingPrecedence"), of="FlowSchemaSpec.matchingPrecedence"
            ),
            column(
                "DistinguisherMethod",
                at("spec.distinguisherMethod.type", NONE),
                of="FlowSchemaSpec.distinguisherMethod",
            ),
        ),
        column("MissingPL", _missing, text="references a broken or non-existent PriorityLevelConfiguration"),
    ),
    has_generation=True,
    default=default_schema,
    prepare=prepare,
    validate=validate_schema,
    caveat=no_action("FlowSchemas", "apply"),
)
PRIORITY_LEVEL_CONFIGURATION = Kind(
    GROUP,
    "v1",
    "PriorityLevelConfiguration",
    "prioritylevelconfigurations",
    "prioritylevelconfiguration",
    namespaced=False,
    subresources=("status",),
    columns=plain(
        column("Type", at("spec.type"), of="PriorityLevelConfigurationSpec.type"),
        column(
            "NominalConcurrencyShares",
            _of_limited("nominalConcurrencyShares"),
            of="LimitedPriorityLevelConfiguration.nominalConcurrencyShares",
        ),
        _queues("Queues", "queues"),
        _queues("HandSize", "handSize"),
        _queues("QueueLengthLimit", "queueLengthLimit"),
    ),
    has_generation=True,
    default=default_level,
    prepare=prepare,
    validate=validate_level,
    caveat=no_action("PriorityLevelConfigurations", "apply"),
)
