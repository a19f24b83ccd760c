"""Where a pod may run: validation of affinity, tolerations and spreading.

Source: https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/
and https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from k8slab.objects import names
from k8slab.sim.kinds import field
from k8slab.sim.kinds.kind import FieldError
from k8slab.sim.kinds.label_selector import selector_errors

REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"
EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")
LISTS, BARE, NUMBERS = ("In", "NotIn"), ("Exists", "DoesNotExist"), ("Gt", "Lt")
EVERY_KEY = 'operator must be Exists when `key` is empty, which means "match all values and all keys"'
BAD_WEIGHT = "must be in the range 1-100"
UNSATISFIABLE = ("DoNotSchedule", "ScheduleAnyway")


def toleration_errors(tolerations: Iterable[Mapping[str, Any]], path: str) -> list[FieldError]:
    errors: list[FieldError] = []
    for index, toleration in enumerate(tolerations):
        errors += _toleration_errors(toleration, f"{path}[{index}]")
    return errors


def _toleration_errors(toleration: Mapping[str, Any], path: str) -> list[FieldError]:
    key, operator = toleration.get("key", ""), toleration.get("operator", "")
    value, effect = toleration.get("value", ""), toleration.get("effect", "")
    errors = field.reasons(f"{path}.key", key, names.qualified_name(key)) if key else []
    if not key and operator != "Exists":
        errors.append(field.invalid(f"{path}.operator", operator, EVERY_KEY))
    if toleration.get("tolerationSeconds") is not None and effect != "NoExecute":
        why = "effect must be 'NoExecute' when `tolerationSeconds` is set"
        errors.append(field.invalid(f"{path}.effect", effect, why))
    if operator in ("", "Equal"):
        errors += field.reasons(f"{path}.operator", value, names.label_value(value)[:1])
    elif operator != "Exists":
        errors.append(field.unsupported(f"{path}.operator", operator, ("Equal", "Exists")))
    elif value:
        why = "value must be empty when `operator` is 'Exists'"
        errors.append(field.invalid(f"{path}.operator", dict(toleration), why))
    return errors + field.one_of(f"{path}.effect", effect, EFFECTS, optional=True)


def affinity_errors(affinity: Mapping[str, Any] | None, path: str) -> list[FieldError]:
    if not affinity:
        return []
    errors: list[FieldError] = []
    if nodes := affinity.get("nodeAffinity"):
        errors += _node_affinity_errors(nodes, f"{path}.nodeAffinity")
    for kind in ("podAffinity", "podAntiAffinity"):
        if affinity.get(kind):
            errors += _pod_affinity_errors(affinity[kind], f"{path}.{kind}")
    return errors


def _node_affinity_errors(affinity: Mapping[str, Any], path: str) -> list[FieldError]:
    errors: list[FieldError] = []
    if (needed := affinity.get(REQUIRED)) is not None:
        errors += node_selector_errors(needed, f"{path}.{REQUIRED}")
    for index, term in enumerate(affinity.get(PREFERRED) or ()):
        here = f"{path}.{PREFERRED}[{index}]"
        errors += _weight_errors(term, here)
        errors += _node_term_errors(term.get("preference") or {}, f"{here}.preference")
    return errors


def node_selector_errors(selector: Mapping[str, Any], path: str) -> list[FieldError]:
    """Errors of a node selector, of a pod or of a PersistentVolume."""
    terms = selector.get("nodeSelectorTerms")
    if not terms:
        return [field.required(f"{path}.nodeSelectorTerms", "must have at least one node selector term")]
    errors: list[FieldError] = []
    for index, term in enumerate(terms):
        errors += _node_term_errors(term, f"{path}.nodeSelectorTerms[{index}]")
    return errors


def _node_term_errors(term: Mapping[str, Any], path: str) -> list[FieldError]:
    errors: list[FieldError] = []
    for part in ("matchExpressions", "matchFields"):
        for index, expression in enumerate(term.get(part) or ()):
            errors += _expression_errors(expression, f"{path}.{part}[{index}]")
    return errors


def _expression_errors(expression: Mapping[str, Any], path: str) -> list[FieldError]:
    key, operator, values = (
        expression.get("key", ""),
        expression.get("operator", ""),
        expression.get("values"),
    )
    errors: list[FieldError] = []
    if operator in LISTS and not values:
        why = "must be specified when `operator` is 'In' or 'NotIn'"
        errors.append(field.required(f"{path}.values", why))
    elif operator in BARE and values:
        why = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"
        errors.append(field.forbidden(f"{path}.values", why))
    elif operator in NUMBERS and len(values or ()) != 1:
        why = "must be specified single value when `operator` is 'Lt' or 'Gt'"
        errors.append(field.required(f"{path}.values", why))
    elif operator not in (*LISTS, *BARE, *NUMBERS):
        errors.append(field.invalid(f"{path}.operator", operator, "not a valid selector operator"))
    return errors + field.reasons(f"{path}.key", key, names.qualified_name(key))


def _pod_affinity_errors(affinity: Mapping[str, Any], path: str) -> list[FieldError]:
    errors: list[FieldError] = []
    for index, term in enumerate(affinity.get(REQUIRED) or ()):
        errors += _pod_term_errors(term, f"{path}.{REQUIRED}[{index}]")
    for index, term in enumerate(affinity.get(PREFERRED) or ()):
        here = f"{path}.{PREFERRED}[{index}]"
        errors += _weight_errors(term, here)
        errors += _pod_term_errors(term.get("podAffinityTerm") or {}, f"{here}.podAffinityTerm")
    return errors


def _weight_errors(term: Mapping[str, Any], path: str) -> list[FieldError]:
    weight = term.get("weight", 0)
    return [] if 1 <= weight <= 100 else [field.invalid(f"{path}.weight", weight, BAD_WEIGHT)]


def _pod_term_errors(term: Mapping[str, Any], path: str) -> list[FieldError]:
    errors = selector_errors(term.get("labelSelector"), f"{path}.labelSelector")
    return errors + _topology_errors(term, path)


def _topology_errors(term: Mapping[str, Any], path: str) -> list[FieldError]:
    key = term.get("topologyKey", "")
    if not key:
        return [field.required(f"{path}.topologyKey", "can not be empty")]
    return field.reasons(f"{path}.topologyKey", key, names.qualified_name(key))


def spread_errors(constraints: Sequence[Mapping[str, Any]], path: str) -> list[FieldError]:
    errors: list[FieldError] = []
    for index, constraint in enumerate(constraints):
        here = f"{path}[{index}]"
        skew, otherwise = constraint.get("maxSkew", 0), constraint.get("whenUnsatisfiable")
        if skew <= 0:
            errors.append(field.invalid(f"{here}.maxSkew", skew, "must be greater than zero"))
        errors += _topology_errors(constraint, here)
        errors += field.one_of(f"{here}.whenUnsatisfiable", otherwise, UNSATISFIABLE)
        errors += selector_errors(constraint.get("labelSelector"), f"{here}.labelSelector")
    return errors
