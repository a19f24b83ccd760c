"""Pods.

Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/
"""

from __future__ import annotations

from typing import Any

from k8slab.objects.meta import Object, copy
from k8slab.sim.kinds import field, scheduling
from k8slab.sim.kinds.amounts import default_requests
from k8slab.sim.kinds.go_diff import difference
from k8slab.sim.kinds.kind import FieldError, Kind
from k8slab.sim.kinds.pod_columns import COLUMNS, row_conditions
from k8slab.sim.kinds.pod_structs import POD_SPEC, internal
from k8slab.sim.kinds.pod_template import all_containers, default_spec, spec_errors

UPDATES = (
    "pod updates may not change fields other than `spec.containers[*].image`,"
    "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,"
    "`spec.tolerations` (only additions to existing tolerations),"
    "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)"
)
MAY_CHANGE = ("activeDeadlineSeconds", "tolerations", "schedulingGates")
LATER = "must be less than or equal to previous value"
NO_LIMIT = "must not update from a positive integer to nil value"


def default(pod: Object) -> None:
    spec = pod.setdefault("spec", {})
    default_spec(spec)
    spec.setdefault("enableServiceLinks", True)
    for container in all_containers(spec):
        if spec.get("hostNetwork"):
            _default_host_ports(container)
        if "limits" in container["resources"]:
            default_requests(container["resources"])


def _default_host_ports(container: Object) -> None:
    """A pod in the host's network listens at its ports; a template does not say so for its pods."""
    for port in container.get("ports") or ():
        if not port.get("hostPort"):
            port["hostPort"] = port.get("containerPort")


def prepare(pod: Object, old: Object | None) -> None:
    """A new pod is Pending, whatever its manifest says."""
    if old is None:
        pod["status"] = {"phase": "Pending", "qosClass": quality_of_service(pod["spec"])}
        if conditions := scheduling.gate_conditions(pod["spec"]):
            pod["status"]["conditions"] = conditions
        scheduling.write_label_keys(pod)


def quality_of_service(spec: Object) -> str:
    """Guaranteed, Burstable or BestEffort.

    Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/
    """
    resources = [
        container.get("resources") or {}
        for container in (*(spec.get("containers") or ()), *(spec.get("initContainers") or ()))
    ]
    if not any(_counted(item, "requests") or _counted(item, "limits") for item in resources):
        return "BestEffort"
    return "Guaranteed" if all(_is_guaranteed(item) for item in resources) else "Burstable"


def _counted(resources: Object, part: str) -> dict[str, str]:
    amounts = resources.get(part) or {}
    return {name: amounts[name] for name in ("cpu", "memory") if amounts.get(name, "0") != "0"}


def _is_guaranteed(resources: Object) -> bool:
    limits = _counted(resources, "limits")
    return len(limits) == 2 and _counted(resources, "requests") == limits


def validate(pod: Object, old: Object | None) -> list[FieldError]:
    errors = spec_errors(pod["spec"], "spec", of_pod=True)
    if old is None:
        errors += scheduling.gate_errors(pod["spec"], "spec")
    if old is not None and pod["spec"] != old["spec"]:
        errors += _update_errors(pod["spec"], old["spec"])
    return errors


def _update_errors(spec: Object, old: Object) -> list[FieldError]:
    if len(spec.get("containers") or ()) != len(old["containers"]):
        return [field.forbidden("spec.containers", "pod updates may not add or remove containers")]
    deadline, before = spec.get("activeDeadlineSeconds"), old.get("activeDeadlineSeconds")
    if before is not None and (deadline is None or deadline > before):
        return [field.invalid("spec.activeDeadlineSeconds", deadline, LATER if deadline else NO_LIMIT)]
    if not _only_adds(spec.get("tolerations") or [], old.get("tolerations") or []):
        why = "existing toleration can not be modified except its tolerationSeconds"
        return [field.forbidden("spec.tolerations", why)]
    if errors := scheduling.gate_update_errors(spec, old):
        return errors
    before, after = _fixed_part(old), _fixed_part(spec)
    if old.get("schedulingGates"):
        before["nodeSelector"] = after.get("nodeSelector")
        after["nodeSelector"] = after.get("nodeSelector")
    return [] if before == after else [field.forbidden("spec", f"{UPDATES}\n{_difference(spec, old)}")]


def _difference(spec: Object, old: Object) -> str:
    """What has changed but what may."""
    munged: dict[str, Any] = copy(spec)
    for name in MAY_CHANGE:
        munged.pop(name, None)
        if name in old:
            munged[name] = old[name]
    for group in ("containers", "initContainers"):
        for container, before in zip(munged.get(group) or (), old.get(group) or (), strict=False):
            container["image"] = before["image"]
    return difference(POD_SPEC, internal(old), internal(munged))


def _only_adds(tolerations: list[Object], old: list[Object]) -> bool:
    """True if every old toleration is still there; its seconds may have changed."""
    kept = [_without_seconds(toleration) for toleration in tolerations]
    return all(_without_seconds(toleration) in kept for toleration in old)


def _without_seconds(toleration: Object) -> Object:
    return {name: value for name, value in toleration.items() if name != "tolerationSeconds"}


def _fixed_part(spec: Object) -> dict[str, Any]:
    """The spec without what may change."""
    fixed: dict[str, Any] = copy(spec)
    for name in MAY_CHANGE:
        fixed.pop(name, None)
    for container in (*fixed["containers"], *fixed.get("initContainers", ())):
        container.pop("image", None)
    return fixed


POD = Kind(
    "",
    "v1",
    "Pod",
    "pods",
    "pod",
    short_names=("po",),
    categories=("all",),
    subresources=(
        "attach",
        "binding",
        "ephemeralcontainers",
        "eviction",
        "exec",
        "log",
        "portforward",
        "proxy",
        "resize",
        "status",
    ),
    columns=COLUMNS,
    row_conditions=row_conditions,
    has_generation=True,
    status_leaves=("ownerReferences",),
    default=default,
    validate=validate,
    prepare=prepare,
    selectable_fields=(
        "metadata.name",
        "metadata.namespace",
        "spec.nodeName",
        "spec.restartPolicy",
        "spec.schedulerName",
        "spec.serviceAccountName",
        "spec.hostNetwork",
        "status.phase",
        "status.podIP",
        "status.podIPs",
        "status.nominatedNodeName",
    ),
)
