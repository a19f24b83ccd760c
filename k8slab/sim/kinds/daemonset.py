"""DaemonSets.

Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/daemon-set-v1/
"""

from __future__ import annotations

from k8slab.objects.meta import Object
from k8slab.sim.kinds import field
from k8slab.sim.kinds.columns import AGE, CONTAINERS, IMAGES, NAME, at, joined, number, selector_cell, wide
from k8slab.sim.kinds.kind import FieldError, Kind
from k8slab.sim.kinds.label_selector import is_empty, mismatch, selector_errors, selects
from k8slab.sim.kinds.pod_template import always_running_errors, default_template, template_errors
from k8slab.sim.kinds.status_counts import count_errors

STRATEGIES = ("RollingUpdate", "OnDelete")
TEMPLATE_GENERATION = "deprecated.daemonset.template.generation"
STATUS_COUNTS = (
    "currentNumberScheduled",
    "numberMisscheduled",
    "desiredNumberScheduled",
    "numberReady",
    "observedGeneration",
    "updatedNumberScheduled",
    "numberAvailable",
    "numberUnavailable",
)


def default(daemons: Object) -> None:
    spec = daemons.setdefault("spec", {})
    spec.setdefault("revisionHistoryLimit", 10)
    strategy = spec.setdefault("updateStrategy", {})
    if not strategy.get("type"):
        strategy["type"] = "RollingUpdate"
    if strategy["type"] == "RollingUpdate":
        rolling = strategy.setdefault("rollingUpdate", {})
        rolling.setdefault("maxUnavailable", 1)
        rolling.setdefault("maxSurge", 0)
    default_template(spec.setdefault("template", {}))


def prepare(daemons: Object, old: Object | None) -> None:
    """Count the template's changes in an annotation, as in former versions of the API.

    A new set may bring the annotation along and begin to count there.
    """
    annotations = daemons["metadata"].get("annotations") or {}
    if old is None:
        brought = annotations.get(TEMPLATE_GENERATION, "")
        generation = str(max(int(brought), 1)) if brought.isdecimal() else "1"
        daemons["status"] = {
            "currentNumberScheduled": 0,
            "numberMisscheduled": 0,
            "desiredNumberScheduled": 0,
            "numberReady": 0,
        }
    else:
        generation = (old["metadata"].get("annotations") or {}).get(TEMPLATE_GENERATION, "1")
        if daemons["spec"]["template"] != old["spec"]["template"]:
            generation = str(int(generation) + 1)
    daemons["metadata"]["annotations"] = {**annotations, TEMPLATE_GENERATION: generation}


def validate(daemons: Object, old: Object | None) -> list[FieldError]:
    spec = daemons["spec"]
    errors = _selector_errors(spec.get("selector"), spec["template"])
    errors += template_errors(spec["template"], "spec.template")
    errors += always_running_errors(spec["template"], "spec.template", "DaemonSet")
    errors += field.not_negative("spec.minReadySeconds", spec.get("minReadySeconds"))
    errors += _strategy_errors(spec["updateStrategy"], "spec.updateStrategy")
    errors += field.not_negative("spec.revisionHistoryLimit", spec["revisionHistoryLimit"])
    if old is not None:
        errors += field.immutable("spec.selector", spec.get("selector"), old["spec"].get("selector"))
    return errors


def validate_status(daemons: Object, old: Object) -> list[FieldError]:
    """What the API server says about a status that a client writes."""
    return count_errors(daemons, old, STATUS_COUNTS, ())


def _selector_errors(selector: Object | None, template: Object) -> list[FieldError]:
    errors = selector_errors(selector, "spec.selector")
    if not errors and not selects(selector, template["metadata"].get("labels")):
        errors.append(mismatch(template, "spec.template"))
    if is_empty(selector):
        errors.append(field.invalid("spec.selector", {}, "empty selector is invalid for daemonset"))
    return errors


def _strategy_errors(strategy: Object, path: str) -> list[FieldError]:
    kind, rolling = strategy["type"], strategy.get("rollingUpdate")
    if kind == "OnDelete":
        return []
    if kind == "RollingUpdate":
        return _rolling_errors(rolling or {}, f"{path}.rollingUpdate")
    shown = rolling and {"MaxUnavailable": rolling.get("maxUnavailable"), "MaxSurge": rolling.get("maxSurge")}
    return [field.unsupported(path, {"Type": kind, "RollingUpdate": shown}, STRATEGIES)]


def _rolling_errors(rolling: Object, path: str) -> list[FieldError]:
    unavailable, surge = rolling.get("maxUnavailable", 0), rolling.get("maxSurge", 0)
    errors: list[FieldError] = []
    for check in (field.int_or_percent, field.not_above_100_percent):
        errors += check(f"{path}.maxUnavailable", unavailable) + check(f"{path}.maxSurge", surge)
    if field.amount(unavailable) and field.amount(surge):
        why = "may not be set when maxUnavailable is non-zero"
        errors.append(field.invalid(f"{path}.maxSurge", surge, why))
    elif not field.amount(unavailable) and not field.amount(surge):
        errors.append(field.required(f"{path}.maxUnavailable", "cannot be 0 when maxSurge is 0"))
    return errors


DAEMONSET = Kind(
    "apps",
    "v1",
    "DaemonSet",
    "daemonsets",
    "daemonset",
    short_names=("ds",),
    categories=("all",),
    subresources=("status",),
    columns=(
        NAME,
        number(
            "Desired", at("status.desiredNumberScheduled", 0), of="DaemonSetStatus.desiredNumberScheduled"
        ),
        number(
            "Current", at("status.currentNumberScheduled", 0), of="DaemonSetStatus.currentNumberScheduled"
        ),
        number("Ready", at("status.numberReady", 0), of="DaemonSetStatus.numberReady"),
        number(
            "Up-to-date",
            at("status.updatedNumberScheduled", 0),
            of="DaemonSetStatus.updatedNumberScheduled",
        ),
        number("Available", at("status.numberAvailable", 0), of="DaemonSetStatus.numberAvailable"),
        wide(
            "Node Selector",
            lambda daemons, now: joined(daemons["spec"]["template"]["spec"].get("nodeSelector")),
            of="PodSpec.nodeSelector",
            priority=0,
        ),
        AGE,
        CONTAINERS,
        IMAGES,
        wide(
            "Selector",
            selector_cell,
            text="A label query over pods that are managed by the daemon set. Must match in order to be "
            "controlled. It must match the pod template's labels. More info: "
            "https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors",
        ),
    ),
    has_generation=True,
    default=default,
    validate=validate,
    validate_status=validate_status,
    prepare=prepare,
    served_annotations=(TEMPLATE_GENERATION,),
)
