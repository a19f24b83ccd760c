"""What is wrong with a label selector of a manifest.

Source: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/label-selector/
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from k8slab.objects import names
from k8slab.objects.selectors import from_manifest
from k8slab.sim.kinds import field
from k8slab.sim.kinds.kind import FieldError

WITH_VALUES = ("In", "NotIn")
WITHOUT_VALUES = ("Exists", "DoesNotExist")
MISMATCH = "`selector` does not match template `labels`"


def selector_errors(selector: Mapping[str, Any] | None, path: str) -> list[FieldError]:
    """Errors of ``matchLabels`` and ``matchExpressions``; an absent selector has none."""
    if not selector:
        return []
    errors = field.labels(f"{path}.matchLabels", selector.get("matchLabels"))
    for index, expression in enumerate(selector.get("matchExpressions") or ()):
        errors += _expression_errors(expression, f"{path}.matchExpressions[{index}]")
    return errors


def _expression_errors(expression: Mapping[str, Any], path: str) -> list[FieldError]:
    errors: list[FieldError] = []
    key, operator, values = expression.get("key", ""), expression.get("operator"), expression.get("values")
    if operator in WITH_VALUES and not values:
        errors.append(
            field.required(f"{path}.values", "must be specified when `operator` is 'In' or 'NotIn'")
        )
    elif operator in WITHOUT_VALUES and values:
        why = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"
        errors.append(field.forbidden(f"{path}.values", why))
    elif operator not in (*WITH_VALUES, *WITHOUT_VALUES):
        errors.append(field.invalid(f"{path}.operator", operator or "", "not a valid selector operator"))
    errors += field.reasons(f"{path}.key", key, names.qualified_name(key))
    for index, value in enumerate(values or ()):
        errors += field.reasons(f"{path}.values[{index}]", value, names.label_value(value))
    return errors


def is_empty(selector: Mapping[str, Any] | None) -> bool:
    """True for a selector that is there and asks for nothing."""
    return selector is not None and not selector.get("matchLabels") and not selector.get("matchExpressions")


def selects(selector: Mapping[str, Any] | None, labels: Mapping[str, str] | None) -> bool:
    return from_manifest(selector).matches(labels or {})


def mismatch(template: Mapping[str, Any], path: str) -> FieldError:
    """The template's labels are not those that the selector asks for."""
    labels = (template.get("metadata") or {}).get("labels")
    return field.invalid(f"{path}.metadata.labels", labels, MISMATCH)
