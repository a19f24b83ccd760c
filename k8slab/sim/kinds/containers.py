"""Containers of a pod: defaults and validation.

Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#Container
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from k8slab.objects import names
from k8slab.sim.kinds import field
from k8slab.sim.kinds.amounts import requirement_errors, store_canonically
from k8slab.sim.kinds.kind import FieldError
from k8slab.sim.kinds.probes import default_probes, probe_errors

PULL_POLICIES = ("Always", "IfNotPresent", "Never")
MESSAGE_POLICIES = ("FallbackToLogsOnError", "File")
PROTOCOLS = ("SCTP", "TCP", "UDP")
SOURCES = ("fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef")
VARIABLE = re.compile(r"[ -<>-~]+")
BAD_VARIABLE = (
    "a valid environment variable name must consist only of printable ASCII characters other than '='"
)

Container = dict[str, Any]


def pull_policy(image: str) -> str:
    """``Always`` for images without a tag or with the tag latest, else ``IfNotPresent``."""
    if "@" in image:
        return "IfNotPresent"
    tag = image.rpartition("/")[2].partition(":")[2]
    return "Always" if tag in ("", "latest") else "IfNotPresent"


def default_container(container: Container) -> None:
    """Fill in what a container leaves open."""
    container.setdefault("terminationMessagePath", "/dev/termination-log")
    container.setdefault("terminationMessagePolicy", "File")
    if not container.get("imagePullPolicy"):
        container["imagePullPolicy"] = pull_policy(container.get("image", ""))
    resources = container.setdefault("resources", {})
    if resources:
        store_canonically(resources, "limits", "requests")
    for port in container.get("ports") or ():
        port.setdefault("protocol", "TCP")
    for variable in container.get("env") or ():
        _default_variable(variable)
    default_probes(container)


def _default_variable(variable: dict[str, Any]) -> None:
    source = variable.get("valueFrom") or {}
    if source.get("fieldRef") is not None:
        source["fieldRef"].setdefault("apiVersion", "v1")
    if source.get("resourceFieldRef") is not None:
        source["resourceFieldRef"].setdefault("divisor", "0")


def container_errors(
    containers: Sequence[Container], volumes: Collection[str], path: str, *, init: bool = False
) -> list[FieldError]:
    """Errors of the containers; ``volumes`` are the names that they may mount."""
    if not containers:
        return [] if init else [field.required(path)]
    errors: list[FieldError] = []
    seen: set[str] = set()
    for index, container in enumerate(containers):
        here = f"{path}[{index}]"
        errors += _errors_of(container, volumes, here)
        name = container.get("name", "")
        if name in seen:
            errors.append(field.duplicate(f"{here}.name", name))
        seen.add(name)
        errors += probe_errors(container, here)
    return errors


def _errors_of(container: Container, volumes: Collection[str], path: str) -> list[FieldError]:
    name, image = container.get("name", ""), container.get("image", "")
    errors = field.label(f"{path}.name", name) if name else [field.required(f"{path}.name")]
    if not image:
        errors.append(field.required(f"{path}.image"))
    elif image != image.strip():
        why = "must not have leading or trailing whitespace"
        errors.append(field.invalid(f"{path}.image", image, why))
    policy = container.get("terminationMessagePolicy", "File")
    errors += field.one_of(f"{path}.terminationMessagePolicy", policy, MESSAGE_POLICIES)
    errors += _port_errors(container.get("ports") or (), f"{path}.ports")
    errors += _environment_errors(container.get("env") or (), f"{path}.env")
    errors += _mount_errors(container.get("volumeMounts") or (), volumes, f"{path}.volumeMounts")
    policy = container.get("imagePullPolicy", "Always")
    errors += field.one_of(f"{path}.imagePullPolicy", policy, PULL_POLICIES)
    return errors + requirement_errors(container.get("resources"), f"{path}.resources")


def _port_errors(ports: Sequence[Mapping[str, Any]], path: str) -> list[FieldError]:
    errors: list[FieldError] = []
    seen: set[str] = set()
    for index, port in enumerate(ports):
        here = f"{path}[{index}]"
        name, number = port.get("name", ""), port.get("containerPort", 0)
        if name:
            errors += field.reasons(f"{here}.name", name, names.port_name(name))
            if name in seen:
                errors.append(field.duplicate(f"{here}.name", name))
            seen.add(name)
        errors += (
            field.port(f"{here}.containerPort", number)
            if number
            else [field.required(f"{here}.containerPort")]
        )
        if port.get("hostPort"):
            errors += field.port(f"{here}.hostPort", port["hostPort"])
        errors += field.one_of(f"{here}.protocol", port.get("protocol", "TCP"), PROTOCOLS)
    return errors


def _environment_errors(variables: Sequence[Mapping[str, Any]], path: str) -> list[FieldError]:
    errors: list[FieldError] = []
    for index, variable in enumerate(variables):
        name, here = variable.get("name", ""), f"{path}[{index}]"
        if not name:
            errors.append(field.required(f"{here}.name"))
        elif not VARIABLE.fullmatch(name):
            errors.append(field.invalid(f"{here}.name", name, BAD_VARIABLE))
        if variable.get("valueFrom") is not None:
            errors += _source_errors(variable, f"{here}.valueFrom")
    return errors


def _source_errors(variable: Mapping[str, Any], path: str) -> list[FieldError]:
    given = [name for name in SOURCES if variable["valueFrom"].get(name) is not None]
    if not given:
        kinds = "`fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`"
        return [field.invalid(path, "", f"must specify one of: {kinds}")]
    if variable.get("value"):
        return [field.invalid(path, "", "may not be specified when `value` is not empty")]
    if len(given) > 1:
        return [field.invalid(path, "", "may not have more than one field specified at a time")]
    return []


def _mount_errors(
    mounts: Sequence[Mapping[str, Any]], volumes: Collection[str], path: str
) -> list[FieldError]:
    errors: list[FieldError] = []
    seen: set[str] = set()
    for index, mount in enumerate(mounts):
        here = f"{path}[{index}]"
        name, target = mount.get("name", ""), mount.get("mountPath", "")
        if not name:
            errors.append(field.required(f"{here}.name"))
        if name not in volumes:
            errors.append(field.not_found(f"{here}.name", name))
        if not target:
            errors.append(field.required(f"{here}.mountPath"))
        if target in seen:
            errors.append(field.invalid(f"{here}.mountPath", target, "must be unique"))
        seen.add(target)
    return errors
