"""HorizontalPodAutoscalers, in their present version and in the one before. They are stored; nothing scales.

Source: https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from k8slab.objects.meta import Object
from k8slab.sim.kinds import field
from k8slab.sim.kinds.columns import NONE, NOTHING_KNOWN, UNSET, at, column, plain
from k8slab.sim.kinds.kind import FieldError, Kind

CPU_PERCENT = 80
SHOWN = 2


def _cpu(percent: int) -> Object:
    target = {"type": "Utilization", "averageUtilization": percent}
    return {"type": "Resource", "resource": {"name": "cpu", "target": target}}


def default(scaler: Object) -> None:
    spec = scaler.setdefault("spec", {})
    spec.setdefault("minReplicas", 1)
    if not spec.get("metrics"):
        spec["metrics"] = [_cpu(CPU_PERCENT)]


def prepare(scaler: Object, old: Object | None) -> None:
    if old is None:
        scaler["status"] = {"currentMetrics": None, "desiredReplicas": 0}


def validate(scaler: Object, old: Object | None) -> list[FieldError]:
    spec, target = scaler["spec"], scaler["spec"].get("scaleTargetRef") or {}
    errors: list[FieldError] = []
    least, most = spec["minReplicas"], spec.get("maxReplicas", 0)
    if least < 1:
        errors.append(field.invalid("spec.minReplicas", least, "must be greater than or equal to 1"))
    if most < 1:
        errors.append(field.invalid("spec.maxReplicas", most, "must be greater than 0"))
    if most < least:
        errors.append(
            field.invalid("spec.maxReplicas", most, "must be greater than or equal to `minReplicas`")
        )
    for name in ("kind", "name"):
        if not target.get(name):
            errors.append(field.required(f"spec.scaleTargetRef.{name}"))
    return errors


def outward(scaler: Object, now: float) -> Object:
    """As autoscaling/v1 has it: of the metrics only the use of CPU."""
    spec, status = scaler.get("spec") or {}, scaler.get("status") or {}
    shown = {name: spec[name] for name in ("scaleTargetRef", "minReplicas", "maxReplicas") if name in spec}
    percent = _cpu_percent(spec)
    if percent is not None:
        shown["targetCPUUtilizationPercentage"] = percent
    kept = ("observedGeneration", "lastScaleTime")
    counts = {name: status.get(name, 0) for name in ("currentReplicas", "desiredReplicas")}
    told = {name: status[name] for name in kept if name in status} | counts
    return {**scaler, "apiVersion": "autoscaling/v1", "spec": shown, "status": told}


def inward(scaler: Object) -> Object:
    """From autoscaling/v1."""
    spec = dict(scaler.get("spec") or {})
    percent = spec.pop("targetCPUUtilizationPercentage", None)
    if percent is not None:
        spec["metrics"] = [_cpu(percent)]
    status = {"currentMetrics": None, **(scaler.get("status") or {})}
    status.pop("currentCPUUtilizationPercentage", None)
    return {**scaler, "apiVersion": "autoscaling/v2", "spec": spec, "status": status}


def _cpu_percent(spec: Object) -> int | None:
    for metric in spec.get("metrics") or ():
        source = metric.get("resource") or {}
        if source.get("name") == "cpu":
            percent: int | None = (source.get("target") or {}).get("averageUtilization")
            return percent
    return None


def _reference(scaler: Object, now: float) -> str:
    target = (scaler.get("spec") or {}).get("scaleTargetRef") or {}
    return f"{target.get('kind', '')}/{target.get('name', '')}"


def _targets(scaler: Object, now: float) -> str:
    metrics = (scaler.get("spec") or {}).get("metrics") or ()
    shown = ", ".join(_target(metric) for metric in metrics[:SHOWN]) or NONE
    return f"{shown} + {len(metrics) - SHOWN} more..." if len(metrics) > SHOWN else shown


def _target(metric: Object) -> str:
    """What is wanted of one metric; what is found is never known here."""
    name = metric.get("type", "")
    source: Any = metric.get(name[:1].lower() + name[1:]) or {}
    target = source.get("target") or {}
    if target.get("averageUtilization") is not None:
        wanted = f"{target['averageUtilization']}%"
    elif target.get("averageValue") is not None:
        wanted = str(target["averageValue"]) + (" (avg)" if name in ("External", "Object") else "")
    else:
        wanted = str(target.get("value", ""))
    known = f"{NOTHING_KNOWN}/{wanted}"
    return f"{source.get('name')}: {known}" if name in ("Resource", "ContainerResource") else known


def _least(scaler: Object, now: float) -> str:
    return str(at("spec.minReplicas", UNSET)(scaler, now))


COLUMNS = plain(
    column("Reference", _reference, of="HorizontalPodAutoscalerSpec.scaleTargetRef"),
    column("Targets", _targets, of="HorizontalPodAutoscalerSpec.metrics"),
    column("MinPods", _least, of="HorizontalPodAutoscalerSpec.minReplicas"),
    column("MaxPods", at("spec.maxReplicas", 0), of="HorizontalPodAutoscalerSpec.maxReplicas"),
    column("Replicas", at("status.currentReplicas", 0), of="HorizontalPodAutoscalerStatus.currentReplicas"),
)
HORIZONTAL_POD_AUTOSCALER = Kind(
    "autoscaling",
    "v2",
    "HorizontalPodAutoscaler",
    "horizontalpodautoscalers",
    "horizontalpodautoscaler",
    short_names=("hpa",),
    categories=("all",),
    subresources=("status",),
    columns=COLUMNS,
    default=default,
    prepare=prepare,
    validate=validate,
    caveat="k8slab stores HorizontalPodAutoscalers but does not scale by them (not simulated)",
)
HORIZONTAL_POD_AUTOSCALER_V1 = replace(
    HORIZONTAL_POD_AUTOSCALER,
    version="v1",
    default=Kind.default,
    prepare=Kind.prepare,
    validate=Kind.validate,
    stored_as=HORIZONTAL_POD_AUTOSCALER,
    present=outward,
    inward=inward,
)
