"""ReplicaSets.

Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/replica-set-v1/
"""

from __future__ import annotations

from k8slab.objects.meta import Object
from k8slab.sim.kinds import field
from k8slab.sim.kinds.columns import AGE, CONTAINERS, IMAGES, NAME, at, number, selector_cell, wide
from k8slab.sim.kinds.kind import FieldError, Kind
from k8slab.sim.kinds.label_selector import is_empty, mismatch, selector_errors, selects
from k8slab.sim.kinds.pod_template import always_running_errors, default_template, template_errors
from k8slab.sim.kinds.status_counts import Limit, count_errors, within

STATUS_COUNTS = (
    "replicas",
    "fullyLabeledReplicas",
    "readyReplicas",
    "availableReplicas",
    "terminatingReplicas",
    "observedGeneration",
)
STATUS_LIMITS = (
    *within("replicas", "fullyLabeledReplicas", "readyReplicas", "availableReplicas"),
    Limit("availableReplicas", "readyReplicas", "readyReplicas"),
)


def default(replicas: Object) -> None:
    spec = replicas.setdefault("spec", {})
    spec.setdefault("replicas", 1)
    default_template(spec.setdefault("template", {}))


def prepare(replicas: Object, old: Object | None) -> None:
    if old is None:
        replicas["status"] = {"replicas": 0}


def validate(replicas: Object, old: Object | None) -> list[FieldError]:
    spec = replicas["spec"]
    errors = field.not_negative("spec.replicas", spec["replicas"])
    errors += field.not_negative("spec.minReadySeconds", spec.get("minReadySeconds"))
    errors += replicated_template_errors(spec)
    if old is not None:
        errors += field.immutable("spec.selector", spec.get("selector"), old["spec"].get("selector"))
    return errors


def validate_status(replicas: Object, old: Object) -> list[FieldError]:
    """What the API server says about a status that a client writes."""
    return count_errors(replicas, old, STATUS_COUNTS, STATUS_LIMITS)


def replicated_template_errors(spec: Object) -> list[FieldError]:
    """Errors of selector and template, of a ReplicaSet or of a Deployment."""
    selector, template = spec.get("selector"), spec["template"]
    errors = [field.required("spec.selector")] if selector is None else []
    bad = selector_errors(selector, "spec.selector")
    if is_empty(selector):
        bad.append(field.invalid("spec.selector", {}, "empty selector is invalid for deployment"))
    elif bad:
        return [*bad, field.invalid("spec.selector", selector, "invalid label selector")]
    errors += bad
    if not is_empty(selector) and not selects(selector, template["metadata"].get("labels")):
        errors.append(mismatch(template, "spec.template"))
    errors += template_errors(template, "spec.template")
    return errors + always_running_errors(template, "spec.template", "ReplicaSet")


REPLICASET = Kind(
    "apps",
    "v1",
    "ReplicaSet",
    "replicasets",
    "replicaset",
    short_names=("rs",),
    categories=("all",),
    subresources=("scale", "status"),
    columns=(
        NAME,
        number("Desired", at("spec.replicas", 0), of="ReplicaSetSpec.replicas"),
        number("Current", at("status.replicas", 0), of="ReplicaSetStatus.replicas"),
        number("Ready", at("status.readyReplicas", 0), of="ReplicaSetStatus.readyReplicas"),
        AGE,
        CONTAINERS,
        IMAGES,
        wide(
            "Selector",
            selector_cell,
            text="Selector is a label query over pods that should match the replica count. Label keys and "
            "values that must match in order to be controlled by this replica set. It must match the pod "
            "template's labels. More info: "
            "https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors",
        ),
    ),
    has_generation=True,
    default=default,
    validate=validate,
    validate_status=validate_status,
    prepare=prepare,
)
