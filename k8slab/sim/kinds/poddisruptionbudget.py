"""PodDisruptionBudgets.

Source: https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/pod-disruption-budget-v1/
"""

from __future__ import annotations

from k8slab.objects.meta import Object
from k8slab.sim.kinds import field
from k8slab.sim.kinds.columns import at, column, number, plain
from k8slab.sim.kinds.kind import FieldError, Kind
from k8slab.sim.kinds.label_selector import selector_errors
from k8slab.sim.kinds.status_counts import count_errors

POLICIES = ("AlwaysAllow", "IfHealthyBudget")
STATUS_COUNTS = ("disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods")
BOTH = "minAvailable and maxUnavailable cannot be both set"


def default(budget: Object) -> None:
    budget.setdefault("spec", {})


def prepare(budget: Object, old: Object | None) -> None:
    if old is None:
        budget["status"] = {
            "disruptionsAllowed": 0,
            "currentHealthy": 0,
            "desiredHealthy": 0,
            "expectedPods": 0,
        }


def validate(budget: Object, old: Object | None) -> list[FieldError]:
    spec = budget["spec"]
    errors: list[FieldError] = []
    if spec.get("minAvailable") is not None and spec.get("maxUnavailable") is not None:
        errors.append(field.invalid("spec", _shown(spec), BOTH))
    for name in ("minAvailable", "maxUnavailable"):
        if spec.get(name) is not None:
            errors += field.int_or_percent(f"spec.{name}", spec[name])
            errors += field.not_above_100_percent(f"spec.{name}", spec[name])
    errors += selector_errors(spec.get("selector"), "spec.selector")
    policy = spec.get("unhealthyPodEvictionPolicy")
    return errors + field.one_of("spec.unhealthyPodEvictionPolicy", policy, POLICIES, optional=True)


def validate_status(budget: Object, old: Object) -> list[FieldError]:
    """What the API server says about a status that a client writes."""
    return count_errors(budget, old, STATUS_COUNTS, ())


def _shown(spec: Object) -> Object:
    return {
        "MinAvailable": spec.get("minAvailable"),
        "Selector": spec.get("selector"),
        "MaxUnavailable": spec.get("maxUnavailable"),
        "UnhealthyPodEvictionPolicy": spec.get("unhealthyPodEvictionPolicy"),
    }


POD_DISRUPTION_BUDGET = Kind(
    "policy",
    "v1",
    "PodDisruptionBudget",
    "poddisruptionbudgets",
    "poddisruptionbudget",
    short_names=("pdb",),
    subresources=("status",),
    columns=plain(
        column(
            "Min Available",
            lambda budget, now: str(budget["spec"].get("minAvailable", "N/A")),
            text="The minimum number of pods that must be available.",
        ),
        column(
            "Max Unavailable",
            lambda budget, now: str(budget["spec"].get("maxUnavailable", "N/A")),
            text="The maximum number of pods that may be unavailable.",
        ),
        number(
            "Allowed Disruptions",
            at("status.disruptionsAllowed", 0),
            text="Calculated number of pods that may be disrupted at this time.",
        ),
    ),
    has_generation=True,
    default=default,
    prepare=prepare,
    validate=validate,
    validate_status=validate_status,
    is_replaced_unseen=False,
)
