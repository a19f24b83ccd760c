"""Node selectors: which nodes a pod, or a volume, may be used on.

Source: https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#node-affinity
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from k8slab.objects import meta

NAME_FIELD = "metadata.name"


def matches(terms: Sequence[Mapping[str, Any]], node: Mapping[str, Any]) -> bool:
    """True if one of the terms holds; a term without requirements never does."""
    return any(term_matches(term, node) for term in terms)


def term_matches(term: Mapping[str, Any], node: Mapping[str, Any]) -> bool:
    expressions, fields = term.get("matchExpressions") or (), term.get("matchFields") or ()
    if not expressions and not fields:
        return False
    labels = meta.labels(node)
    named = {NAME_FIELD: meta.name(node)}
    return all(_holds(each, labels) for each in expressions) and all(_holds(each, named) for each in fields)


def required_terms(pod_spec: Mapping[str, Any]) -> list[meta.Object] | None:
    """The terms that a pod's node must meet; None if it asks for none."""
    affinity = (pod_spec.get("affinity") or {}).get("nodeAffinity") or {}
    required = affinity.get("requiredDuringSchedulingIgnoredDuringExecution")
    return None if required is None else required.get("nodeSelectorTerms") or []


def admits(pod_spec: Mapping[str, Any], node: Mapping[str, Any]) -> bool:
    """True if the node is one that the pod's nodeSelector and required node affinity ask for."""
    labels = meta.labels(node)
    if any(labels.get(key) != value for key, value in (pod_spec.get("nodeSelector") or {}).items()):
        return False
    terms = required_terms(pod_spec)
    return terms is None or matches(terms, node)


def names(terms: Sequence[Mapping[str, Any]]) -> set[str] | None:
    """The only nodes these terms can allow, if each term names its nodes; else None."""
    allowed: set[str] = set()
    for term in terms:
        named = [field for field in term.get("matchFields") or () if _names_nodes(field)]
        if not named:
            return None
        allowed |= set.intersection(*(set(field["values"]) for field in named))
    return allowed


def _names_nodes(requirement: Mapping[str, Any]) -> bool:
    return (requirement["key"], requirement["operator"]) == (NAME_FIELD, "In")


def _holds(requirement: Mapping[str, Any], values: Mapping[str, str]) -> bool:
    operator, wanted = requirement["operator"], requirement.get("values") or []
    found = values.get(requirement["key"])
    if operator == "In":
        return found in wanted
    if operator == "NotIn":
        return found not in wanted
    if operator == "Exists":
        return found is not None
    if operator == "DoesNotExist":
        return found is None
    return _compares(operator, found, wanted)


def _compares(operator: str, found: str | None, wanted: Sequence[str]) -> bool:
    """Gt and Lt take one integer; what is no integer never holds."""
    try:
        value, bound = int(found or ""), int(wanted[0])
    except (ValueError, IndexError):
        return False
    return value > bound if operator == "Gt" else value < bound
