"""Deployments.

Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/deployment-v1/
"""

from __future__ import annotations

from k8slab.objects.meta import Object
from k8slab.sim.kinds import field
from k8slab.sim.kinds.columns import AGE, CONTAINERS, IMAGES, NAME, at, column, selector_cell, wide
from k8slab.sim.kinds.kind import FieldError, Kind
from k8slab.sim.kinds.pod_template import default_template
from k8slab.sim.kinds.replicaset import replicated_template_errors
from k8slab.sim.kinds.status_counts import Limit, count_errors, within

STRATEGIES = ("Recreate", "RollingUpdate")
SHARE = "25%"
STATUS_COUNTS = (
    "observedGeneration",
    "replicas",
    "updatedReplicas",
    "readyReplicas",
    "availableReplicas",
    "unavailableReplicas",
    "terminatingReplicas",
    "collisionCount",
)
STATUS_LIMITS = (
    *within("replicas", "updatedReplicas", "readyReplicas", "availableReplicas"),
    Limit("availableReplicas", "readyReplicas", "readyReplicas"),
)


def default(deployment: Object) -> None:
    spec = deployment.setdefault("spec", {})
    spec.setdefault("replicas", 1)
    spec.setdefault("revisionHistoryLimit", 10)
    spec.setdefault("progressDeadlineSeconds", 600)
    strategy = spec.setdefault("strategy", {})
    if not strategy.get("type"):
        strategy["type"] = "RollingUpdate"
    if strategy["type"] == "RollingUpdate":
        rolling = strategy.setdefault("rollingUpdate", {})
        rolling.setdefault("maxUnavailable", SHARE)
        rolling.setdefault("maxSurge", SHARE)
    default_template(spec.setdefault("template", {}))


def prepare(deployment: Object, old: Object | None) -> None:
    if old is None:
        deployment["status"] = {}


def validate(deployment: Object, old: Object | None) -> list[FieldError]:
    spec = deployment["spec"]
    errors = field.not_negative("spec.replicas", spec["replicas"])
    errors += replicated_template_errors(spec)
    errors += _strategy_errors(spec["strategy"], "spec.strategy")
    ready, deadline = spec.get("minReadySeconds", 0), spec["progressDeadlineSeconds"]
    errors += field.not_negative("spec.minReadySeconds", ready)
    errors += field.not_negative("spec.revisionHistoryLimit", spec["revisionHistoryLimit"])
    errors += field.not_negative("spec.progressDeadlineSeconds", deadline)
    if deadline <= ready:
        why = "must be greater than minReadySeconds"
        errors.append(field.invalid("spec.progressDeadlineSeconds", deadline, why))
    if old is not None:
        errors += field.immutable("spec.selector", spec.get("selector"), old["spec"].get("selector"))
    return errors


def validate_status(deployment: Object, old: Object) -> list[FieldError]:
    """What the API server says about a status that a client writes."""
    return count_errors(deployment, old, STATUS_COUNTS, STATUS_LIMITS)


def _strategy_errors(strategy: Object, path: str) -> list[FieldError]:
    kind, rolling = strategy["type"], strategy.get("rollingUpdate")
    if kind == "RollingUpdate":
        return _rolling_errors(rolling or {}, f"{path}.rollingUpdate")
    if kind == "Recreate":
        why = "may not be specified when strategy `type` is 'Recreate'"
        return [field.forbidden(f"{path}.rollingUpdate", why)] if rolling is not None else []
    shown = rolling and {"MaxUnavailable": rolling.get("maxUnavailable"), "MaxSurge": rolling.get("maxSurge")}
    return [field.unsupported(path, {"Type": kind, "RollingUpdate": shown}, STRATEGIES)]


def _rolling_errors(rolling: Object, path: str) -> list[FieldError]:
    unavailable, surge = rolling.get("maxUnavailable", 0), rolling.get("maxSurge", 0)
    errors = field.int_or_percent(f"{path}.maxUnavailable", unavailable)
    errors += field.int_or_percent(f"{path}.maxSurge", surge)
    if not field.amount(unavailable) and not field.amount(surge):
        why = "may not be 0 when `maxSurge` is 0"
        errors.append(field.invalid(f"{path}.maxUnavailable", unavailable, why))
    return errors + field.not_above_100_percent(f"{path}.maxUnavailable", unavailable)


def _ready(deployment: Object, now: float) -> str:
    return f"{deployment.get('status', {}).get('readyReplicas', 0)}/{deployment['spec']['replicas']}"


DEPLOYMENT = Kind(
    "apps",
    "v1",
    "Deployment",
    "deployments",
    "deployment",
    short_names=("deploy",),
    categories=("all",),
    subresources=("scale", "status"),
    columns=(
        NAME,
        column("Ready", _ready, text="Number of the pod with ready state"),
        column("Up-to-date", at("status.updatedReplicas", 0), of="DeploymentStatus.updatedReplicas"),
        column("Available", at("status.availableReplicas", 0), of="DeploymentStatus.availableReplicas"),
        AGE,
        CONTAINERS,
        IMAGES,
        wide(
            "Selector",
            selector_cell,
            text="Label selector for pods. Existing ReplicaSets whose pods are selected by this will be the "
            "ones affected by this deployment. It must match the pod template's labels.",
        ),
    ),
    has_generation=True,
    status_leaves=("labels",),
    default=default,
    validate=validate,
    validate_status=validate_status,
    prepare=prepare,
)
