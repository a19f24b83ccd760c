"""StatefulSets.

Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/stateful-set-v1/
"""

from __future__ import annotations

from k8slab.objects.meta import Object
from k8slab.sim.kinds import field
from k8slab.sim.kinds.columns import AGE, CONTAINERS, IMAGES, NAME, column
from k8slab.sim.kinds.kind import FieldError, Kind
from k8slab.sim.kinds.label_selector import is_empty, mismatch, selector_errors, selects
from k8slab.sim.kinds.persistentvolumeclaim import claim_spec_errors, default_claim_spec
from k8slab.sim.kinds.pod_template import always_running_errors, default_template, template_errors
from k8slab.sim.kinds.status_counts import count_errors, within

POLICIES = ("OrderedReady", "Parallel")
RETENTION = ("Retain", "Delete")
CHANGEABLE = (
    "replicas",
    "ordinals",
    "template",
    "updateStrategy",
    "revisionHistoryLimit",
    "persistentVolumeClaimRetentionPolicy",
    "minReadySeconds",
)
KEEPS_ALL = (
    "spec.revisionHistoryLimit: a negative value retains all historical revisions; "
    "a value >= 0 is recommended"
)
STATUS_NUMBERS = (
    "replicas",
    "readyReplicas",
    "currentReplicas",
    "updatedReplicas",
    "availableReplicas",
    "observedGeneration",
    "collisionCount",
)
STATUS_LIMITS = (
    *within("replicas", *STATUS_NUMBERS[1:5]),
    *within("readyReplicas", "availableReplicas"),
)
UPDATES = (
    "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', "
    "'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden"
)


def default(sts: Object) -> None:
    spec = sts.setdefault("spec", {})
    spec.setdefault("replicas", 1)
    spec.setdefault("serviceName", "")
    spec.setdefault("podManagementPolicy", "OrderedReady")
    spec.setdefault("revisionHistoryLimit", 10)
    _default_strategy(spec)
    retention = spec.setdefault("persistentVolumeClaimRetentionPolicy", {})
    retention.setdefault("whenDeleted", "Retain")
    retention.setdefault("whenScaled", "Retain")
    default_template(spec.setdefault("template", {}))
    for claim in spec.get("volumeClaimTemplates") or ():
        _default_claim(claim)


def _default_strategy(spec: Object) -> None:
    """Only a set that says nothing about updates gets a partition written out."""
    strategy = spec.setdefault("updateStrategy", {})
    if not strategy.get("type"):
        strategy["type"] = "RollingUpdate"
        strategy.setdefault("rollingUpdate", {})
    if strategy["type"] == "RollingUpdate" and strategy.get("rollingUpdate") is not None:
        strategy["rollingUpdate"].setdefault("partition", 0)


def _default_claim(claim: Object) -> None:
    claim["apiVersion"], claim["kind"] = "v1", "PersistentVolumeClaim"
    claim.setdefault("metadata", {})
    default_claim_spec(claim.setdefault("spec", {}))
    claim.setdefault("status", {})["phase"] = "Pending"


def prepare(sts: Object, old: Object | None) -> None:
    if old is None:
        sts["status"] = {"replicas": 0, "availableReplicas": 0}


def validate(sts: Object, old: Object | None) -> list[FieldError]:
    """What the API server says about a new set, or about an update of ``old``."""
    spec = sts["spec"]
    errors = _policy_errors(spec)
    errors += _number_errors(spec)
    if old is None:
        errors += _claim_errors(spec)
        errors += field.label("spec.serviceName", spec["serviceName"]) if spec.get("serviceName") else []
    errors += _selector_errors(spec)
    if old is not None and _fixed_part(spec) != _fixed_part(old["spec"]):
        errors.append(field.forbidden("spec", UPDATES))
    return errors


def warn(sts: Object) -> list[str]:
    return [KEEPS_ALL] if sts["spec"].get("revisionHistoryLimit", 0) < 0 else []


def validate_status(sts: Object, old: Object) -> list[FieldError]:
    """What the API server says about a status that a client writes."""
    return count_errors(sts, old, STATUS_NUMBERS, STATUS_LIMITS)


def _policy_errors(spec: Object) -> list[FieldError]:
    policy = spec["podManagementPolicy"]
    errors: list[FieldError] = []
    if policy not in POLICIES:
        why = "must be 'OrderedReady' or 'Parallel'"
        errors.append(field.invalid("spec.podManagementPolicy", policy, why))
    errors += _strategy_errors(spec["updateStrategy"], "spec.updateStrategy")
    retention = spec["persistentVolumeClaimRetentionPolicy"]
    path = "spec.persistentVolumeClaimRetentionPolicy"
    for when in ("whenDeleted", "whenScaled"):
        errors += field.one_of(f"{path}.{when}", retention[when], RETENTION)
    return errors


def _strategy_errors(strategy: Object, path: str) -> list[FieldError]:
    rolling = strategy.get("rollingUpdate")
    if strategy["type"] == "OnDelete":
        if rolling is None:
            return []
        why = "only allowed for updateStrategy 'RollingUpdate'"
        return [field.invalid(f"{path}.rollingUpdate", _shown(rolling), why)]
    if strategy["type"] != "RollingUpdate":
        shown = {"Type": strategy["type"], "RollingUpdate": _shown(rolling)}
        return [field.invalid(path, shown, "must be 'RollingUpdate' or 'OnDelete'")]
    return _rolling_errors(rolling, f"{path}.rollingUpdate") if rolling is not None else []


def _shown(rolling: Object | None) -> Object | None:
    """The block as messages show it, under the names of the server's own type."""
    if rolling is None:
        return None
    return {"Partition": rolling.get("partition"), "MaxUnavailable": rolling.get("maxUnavailable")}


def _rolling_errors(rolling: Object, path: str) -> list[FieldError]:
    errors = field.not_negative(f"{path}.partition", rolling.get("partition"))
    limit = rolling.get("maxUnavailable")
    if limit is not None:
        errors += field.int_or_percent(f"{path}.maxUnavailable", limit)
        if not errors and field.amount(limit) == 0:
            errors.append(field.invalid(f"{path}.maxUnavailable", limit, "cannot be 0"))
        errors += field.not_above_100_percent(f"{path}.maxUnavailable", limit)
    return errors


def _number_errors(spec: Object) -> list[FieldError]:
    errors = field.not_negative("spec.replicas", spec["replicas"])
    errors += field.not_negative("spec.minReadySeconds", spec.get("minReadySeconds"))
    start = (spec.get("ordinals") or {}).get("start")
    return errors + field.not_negative("spec.ordinals.start", start)


def _claim_errors(spec: Object) -> list[FieldError]:
    errors: list[FieldError] = []
    for index, claim in enumerate(spec.get("volumeClaimTemplates") or ()):
        errors += claim_spec_errors(claim["spec"], f"spec.volumeClaimTemplates[{index}].spec")
    return errors


def _selector_errors(spec: Object) -> list[FieldError]:
    """Errors of the selector, and of the template unless the selector makes no sense."""
    selector, template = spec.get("selector"), spec["template"]
    errors = [field.required("spec.selector")] if selector is None else []
    bad = selector_errors(selector, "spec.selector")
    if bad:
        return [*errors, *bad, field.invalid("spec.selector", selector)]
    if is_empty(selector):
        errors.append(field.invalid("spec.selector", {}, "empty selector is invalid for statefulset"))
    elif not selects(selector, template["metadata"].get("labels")):
        errors.append(mismatch(template, "spec.template"))
    claims = [claim["metadata"].get("name", "") for claim in spec.get("volumeClaimTemplates") or ()]
    errors += template_errors(template, "spec.template", claims=claims)
    return errors + always_running_errors(template, "spec.template", "StatefulSet")


def _fixed_part(spec: Object) -> Object:
    return {name: value for name, value in spec.items() if name not in CHANGEABLE}


def _ready(sts: Object, now: float) -> str:
    return f"{sts.get('status', {}).get('readyReplicas', 0)}/{sts['spec'].get('replicas', 0)}"


STATEFULSET = Kind(
    "apps",
    "v1",
    "StatefulSet",
    "statefulsets",
    "statefulset",
    short_names=("sts",),
    categories=("all",),
    subresources=("scale", "status"),
    columns=(
        NAME,
        column("Ready", _ready, text="Number of the pod with ready state"),
        AGE,
        CONTAINERS,
        IMAGES,
    ),
    has_generation=True,
    default=default,
    validate=validate,
    validate_status=validate_status,
    warn=warn,
    prepare=prepare,
)
