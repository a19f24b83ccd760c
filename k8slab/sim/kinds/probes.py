"""Probes and lifecycle hooks: defaults and validation.

Source: https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from k8slab.sim.kinds import field
from k8slab.sim.kinds.kind import FieldError

PROBES = ("livenessProbe", "readinessProbe", "startupProbe")
HOOKS = ("postStart", "preStop")
HANDLERS = ("exec", "httpGet", "tcpSocket", "grpc", "sleep")
DEFAULTS = {"timeoutSeconds": 1, "periodSeconds": 10, "successThreshold": 1, "failureThreshold": 3}
NUMBERS = ("initialDelaySeconds", *DEFAULTS)
SCHEMES = ("HTTP", "HTTPS")


def default_probes(container: dict[str, Any]) -> None:
    """Fill in how often and how long to probe."""
    for name in PROBES:
        probe = container.get(name)
        if probe is not None:
            _default_handler(probe)
            for number, value in DEFAULTS.items():
                if not probe.get(number):
                    probe[number] = value
    lifecycle = container.get("lifecycle") or {}
    for name in HOOKS:
        if lifecycle.get(name):
            _default_handler(lifecycle[name])


def _default_handler(handler: dict[str, Any]) -> None:
    request = handler.get("httpGet")
    if request is not None:
        request["path"] = request.get("path") or "/"
        request["scheme"] = request.get("scheme") or "HTTP"
    if handler.get("grpc") is not None:
        handler["grpc"].setdefault("service", "")


def probe_errors(container: Mapping[str, Any], path: str) -> list[FieldError]:
    """Errors of a container's probes and hooks."""
    errors: list[FieldError] = []
    lifecycle = container.get("lifecycle") or {}
    for name in HOOKS:
        if name in lifecycle:
            errors += _handler_errors(lifecycle[name], f"{path}.lifecycle.{name}")
    for name in PROBES:
        if container.get(name) is not None:
            errors += _probe_errors(name, container[name], f"{path}.{name}")
    return errors


def _probe_errors(name: str, probe: Mapping[str, Any], path: str) -> list[FieldError]:
    errors = _handler_errors(probe, path)
    for number in NUMBERS:
        errors += field.not_negative(f"{path}.{number}", probe.get(number))
    if name != "readinessProbe" and probe.get("successThreshold", 1) != 1:
        errors.append(field.invalid(f"{path}.successThreshold", probe["successThreshold"], "must be 1"))
    return errors


def _handler_errors(handler: Mapping[str, Any], path: str) -> list[FieldError]:
    given = [name for name in HANDLERS if handler.get(name) is not None]
    if not given:
        return [field.required(path, "must specify a handler type")]
    errors: list[FieldError] = []
    for name in given[1:]:
        errors.append(field.forbidden(f"{path}.{name}", "may not specify more than 1 handler type"))
    return errors + _action_errors(given[0], handler[given[0]], f"{path}.{given[0]}")


def _action_errors(name: str, action: Mapping[str, Any], path: str) -> list[FieldError]:
    if name == "exec":
        return [] if action.get("command") else [field.required(f"{path}.command")]
    if name == "tcpSocket":
        return field.port_or_name(f"{path}.port", action.get("port"))
    if name == "grpc":
        return field.port(f"{path}.port", action.get("port", 0))
    if name == "httpGet":
        errors = field.port_or_name(f"{path}.port", action.get("port"))
        return errors + field.one_of(f"{path}.scheme", action.get("scheme", "HTTP"), SCHEMES)
    return []
