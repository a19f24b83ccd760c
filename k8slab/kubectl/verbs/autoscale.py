"""Create a HorizontalPodAutoscaler for a workload that can be scaled."""

from __future__ import annotations

from typing import Any

from k8slab.kubectl import flags as common
from k8slab.kubectl.dry_run import DryRun
from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.last_applied import with_memory
from k8slab.kubectl.resources import Item, chosen, for_each
from k8slab.kubectl.session import Session
from k8slab.kubectl.verbs.generated import require_flags
from k8slab.kubectl.writes import Reporter, manager

FLAGS = (
    *common.FILES, *common.OUTPUT, *common.DRY_RUN, *common.FIELD_MANAGER,
    Flag("max", type="int", default=-1),
    Flag("min", type="int", default=-1), Flag("cpu-percent", type="int", default=-1), Flag("cpu"),
    Flag("memory"), Flag("name"), Flag("save-config", type="bool"), Flag("all", type="bool"),
)  # fmt: skip
COLLECTION = "/apis/autoscaling/v2/namespaces/{namespace}/horizontalpodautoscalers"


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """Make one for each workload that is named."""
    require_flags(flags, "max")
    _check(flags)
    for_each(chosen(session, arguments, flags), lambda item: _create(session, item, flags))
    return 0


def _check(flags: Flags) -> None:
    least, most = flags.number("min"), flags.number("max")
    if most < 1:
        raise KubectlError(f"--max=MAXPODS is required and must be at least 1, max: {most}")
    if most < least:
        raise KubectlError(
            f"--max=MAXPODS must be larger or equal to --min=MINPODS, max: {most}, min: {least}"
        )


def _create(session: Session, item: Item, flags: Flags) -> None:
    if "scale" not in item.resource.subresources:
        raise KubectlError(
            f"cannot autoscale a {item.resource.kind}: could not find scale subresource for "
            f"{item.resource.api_version}, Resource={item.resource.plural} in discovery information"
        )
    autoscaler = _autoscaler(item, flags)
    if session.namespace_is_explicit:
        autoscaler["metadata"]["namespace"] = session.namespace
    if flags.on("save-config"):
        autoscaler = with_memory(autoscaler, made_from_flags=True)
    dry_run = DryRun(flags)
    if not dry_run.is_client:
        query = {**dry_run.query, **manager(flags, "kubectl-autoscale")}
        path = COLLECTION.format(namespace=item.namespace)
        autoscaler = session.client.create(path, autoscaler, query)
    reporter = Reporter(session, flags, declared=True)
    reporter.tell_titled(
        "horizontalpodautoscaler.autoscaling", autoscaler, "created" if dry_run.is_client else "autoscaled"
    )


def _autoscaler(item: Item, flags: Flags) -> dict[str, Any]:
    spec: dict[str, Any] = {
        "maxReplicas": flags.number("max"),
        "scaleTargetRef": {
            "apiVersion": item.resource.api_version, "kind": item.resource.kind, "name": item.name,
        },
    }  # fmt: skip
    if flags.number("min") > 0:
        spec["minReplicas"] = flags.number("min")
    if flags.number("cpu-percent") >= 0:
        target = {"averageUtilization": flags.number("cpu-percent"), "type": "Utilization"}
        spec["metrics"] = [{"resource": {"name": "cpu", "target": target}, "type": "Resource"}]
    return {
        "apiVersion": "autoscaling/v2",
        "kind": "HorizontalPodAutoscaler",
        "metadata": {"name": flags.text("name") or item.name},
        "spec": spec,
        "status": {"currentMetrics": None, "desiredReplicas": 0},
    }
