"""What pods and pod templates share: defaults and validation of a pod's spec.

Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#PodSpec
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from k8slab.sim.kinds import field
from k8slab.sim.kinds.amounts import store_canonically
from k8slab.sim.kinds.containers import container_errors, default_container
from k8slab.sim.kinds.kind import FieldError
from k8slab.sim.kinds.placement import affinity_errors, spread_errors, toleration_errors
from k8slab.sim.kinds.volumes import default_volume, volume_errors

RESTART_POLICIES = ("Always", "OnFailure", "Never")
DNS_POLICIES = ("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None")
GRACE_SECONDS = 30
OF_HOST = "must match `containerPort` when `hostNetwork` is true"
MOST_SECONDS = 2**31 - 1


def default_spec(spec: dict[str, Any]) -> None:
    """Fill in what a pod's spec leaves open."""
    spec.setdefault("restartPolicy", "Always")
    spec.setdefault("terminationGracePeriodSeconds", GRACE_SECONDS)
    spec.setdefault("dnsPolicy", "ClusterFirst")
    spec.setdefault("securityContext", {})
    spec.setdefault("schedulerName", "default-scheduler")
    _default_account(spec)
    for container in all_containers(spec):
        default_container(container)
    for volume in spec.get("volumes") or ():
        default_volume(volume)
    if "overhead" in spec:
        store_canonically(spec, "overhead")
    if "resources" in spec:
        store_canonically(spec["resources"], "limits", "requests")


def all_containers(spec: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [*(spec.get("containers") or ()), *(spec.get("initContainers") or ())]


def _default_account(spec: dict[str, Any]) -> None:
    """The service account stands in the spec under its present and its former name."""
    account = spec.get("serviceAccountName") or spec.get("serviceAccount")
    if account:
        spec["serviceAccountName"] = spec["serviceAccount"] = account


def default_template(template: dict[str, Any]) -> None:
    default_spec(template.setdefault("spec", {}))
    template.setdefault("metadata", {})


def template_errors(
    template: Mapping[str, Any], path: str, *, claims: Iterable[str] = ()
) -> list[FieldError]:
    """Errors of a pod template; ``claims`` are volumes that its pods get from elsewhere."""
    metadata = template.get("metadata") or {}
    errors = field.labels(f"{path}.metadata.labels", metadata.get("labels"))
    errors += field.annotation_keys(f"{path}.metadata.annotations", metadata.get("annotations"))
    return errors + spec_errors(template.get("spec") or {}, f"{path}.spec", claims=claims)


def always_running_errors(template: Mapping[str, Any], path: str, owner: str) -> list[FieldError]:
    """The pods of a controller run for ever: they are restarted, and have no deadline."""
    spec = template.get("spec") or {}
    errors: list[FieldError] = []
    policy = spec.get("restartPolicy", "Always")
    if policy != "Always":
        errors.append(field.unsupported(f"{path}.spec.restartPolicy", policy, ("Always",)))
    if spec.get("activeDeadlineSeconds") is not None:
        why = f"activeDeadlineSeconds in {owner} is not Supported"
        errors.append(field.forbidden(f"{path}.spec.activeDeadlineSeconds", why))
    return errors


def spec_errors(
    spec: Mapping[str, Any], path: str, *, claims: Iterable[str] = (), of_pod: bool = False
) -> list[FieldError]:
    """Errors of the spec of a pod or a template, in the order in which the API server finds them."""
    volumes = spec.get("volumes") or ()
    mountable = {volume.get("name", "") for volume in volumes} | set(claims)
    errors = volume_errors(volumes, f"{path}.volumes") if volumes else []
    errors += container_errors(spec.get("containers") or (), mountable, f"{path}.containers")
    if first := spec.get("initContainers"):
        errors += container_errors(first, mountable, f"{path}.initContainers", init=True)
    errors += _host_port_errors(spec, path, of_pod=of_pod)
    errors += field.one_of(f"{path}.restartPolicy", spec.get("restartPolicy"), RESTART_POLICIES)
    errors += field.one_of(f"{path}.dnsPolicy", spec.get("dnsPolicy"), DNS_POLICIES)
    errors += _placement_errors(spec, path)
    errors += _name_errors(spec, path)
    deadline = spec.get("activeDeadlineSeconds")
    if deadline is not None and not 1 <= deadline <= MOST_SECONDS:
        why = f"must be between 1 and {MOST_SECONDS}, inclusive"
        errors.append(field.invalid(f"{path}.activeDeadlineSeconds", deadline, why))
    return errors


def _host_port_errors(spec: Mapping[str, Any], path: str, *, of_pod: bool) -> list[FieldError]:
    """In the host's network a port is the host's; a template may leave that open, its pods get it."""
    if not spec.get("hostNetwork"):
        return []
    return [
        field.invalid(f"{path}.containers[{index}].ports[{at}].hostPort", port.get("hostPort", 0), OF_HOST)
        for index, container in enumerate(spec.get("containers") or ())
        for at, port in enumerate(container.get("ports") or ())
        if (of_pod or port.get("hostPort")) and port.get("hostPort", 0) != port.get("containerPort")
    ]


def _placement_errors(spec: Mapping[str, Any], path: str) -> list[FieldError]:
    errors = field.labels(f"{path}.nodeSelector", spec.get("nodeSelector"))
    errors += affinity_errors(spec.get("affinity"), f"{path}.affinity")
    errors += spread_errors(spec.get("topologySpreadConstraints") or (), f"{path}.topologySpreadConstraints")
    return errors + toleration_errors(spec.get("tolerations") or (), f"{path}.tolerations")


def _name_errors(spec: Mapping[str, Any], path: str) -> list[FieldError]:
    errors: list[FieldError] = []
    for name in ("serviceAccountName", "nodeName"):
        if spec.get(name):
            errors += field.subdomain(f"{path}.{name}", spec[name])
    for name in ("hostname", "subdomain"):
        if spec.get(name):
            errors += field.label(f"{path}.{name}", spec[name])
    return errors
