"""Which pods keep a pod away from a node, or are missed there: affinity, anti-affinity, spreading.

Source: https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#inter-pod-affinity-and-anti-affinity
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from k8slab.objects import meta, pods
from k8slab.objects.selectors import from_manifest
from k8slab.translation import say
from k8slab.why.evidence import Evidence, Object
from k8slab.why.words import listed

Term = Mapping[str, Any]


def met(pod: Object, node: Object, evidence: Evidence) -> str:
    """Whom the pod must not, or must, meet in the node's part of the cluster, in words."""
    return _unwanted(pod, node, evidence) or _refusing(pod, node, evidence) or _missed(pod, node, evidence)


def _unwanted(pod: Object, node: Object, evidence: Evidence) -> str:
    for term in _terms(pod, "podAntiAffinity"):
        sharing = _sharing(node, term, evidence)
        found = [meta.name(other) for other in sharing if _is_meant(term, pod, other, evidence)]
        if found:
            return say(
                "{place} has {found}; the pod must not be with {selected}",
                place=_place(node, term),
                found=listed(found),
                selected=selected(term),
            )
    return ""


def _is_meant(term: Term, pod: Object, other: Object, evidence: Evidence) -> bool:
    return meta.key(other) != meta.key(pod) and means(term, pod, other, evidence)


def _refusing(pod: Object, node: Object, evidence: Evidence) -> str:
    """A pod that is there already and does not want this one."""
    for other in evidence.list("Pod"):
        for term in _terms(other, "podAntiAffinity") if other["spec"].get("nodeName") else ():
            if means(term, other, pod, evidence) and _is_near(node, other, term, evidence):
                return say(
                    "{place} has {other}, which must not be with {selected}",
                    place=_place(node, term),
                    other=meta.name(other),
                    selected=selected(term),
                )
    return ""


def _missed(pod: Object, node: Object, evidence: Evidence) -> str:
    for term in _terms(pod, "podAffinity"):
        if not any(_is_meant(term, pod, other, evidence) for other in _sharing(node, term, evidence)):
            return say(
                "{place} has no pod with {selected}; the pod must be with one",
                place=_place(node, term),
                selected=selected(term),
            )
    return say("the pods there do not suit it")


def spread(pod: Object, node: Object, evidence: Evidence) -> str:
    """How many of the pod's like the node's part holds, against the emptiest part."""
    told = []
    for constraint in pod["spec"].get("topologySpreadConstraints") or ():
        if constraint.get("whenUnsatisfiable", "DoNotSchedule") != "DoNotSchedule":
            continue
        key = constraint["topologyKey"]
        if key not in meta.labels(node):
            told.append(say("has no label {key}", key=key))
            continue
        counts = _counts(pod, constraint, evidence)
        here, least = counts[meta.labels(node)[key]], min(counts.values())
        skew = constraint.get("maxSkew", 1)
        told.append(
            say(
                "{key}={value} has {here}, the emptiest part {least}, maxSkew is {skew}",
                key=key,
                value=meta.labels(node)[key],
                here=here,
                least=least,
                skew=skew,
            )
        )
    return "; ".join(told)


def _counts(pod: Object, constraint: Term, evidence: Evidence) -> dict[str, int]:
    key = constraint["topologyKey"]
    part = {meta.name(node): meta.labels(node).get(key) for node in evidence.list("Node")}
    counts = {value: 0 for value in part.values() if value is not None}
    selector = from_manifest(constraint.get("labelSelector"))
    for other in evidence.list("Pod", meta.namespace(pod)):
        value = part.get(other["spec"].get("nodeName", ""))
        if value is not None and pods.is_active(other) and selector.matches(meta.labels(other)):
            counts[value] += 1
    return counts


def selected(term: Term) -> str:
    """Whom a term means, as kubectl writes selectors."""
    return str(from_manifest(term.get("labelSelector"))) or say("any pod")


def means(term: Term, owner: Object, other: Object, evidence: Evidence) -> bool:
    """True if the term of ``owner`` means the other pod, by its labels and its namespace."""
    if meta.namespace(other) not in _namespaces(term, owner, evidence):
        return False
    return from_manifest(term.get("labelSelector")).matches(meta.labels(other))


def _namespaces(term: Term, owner: Object, evidence: Evidence) -> set[str]:
    named = set(term.get("namespaces") or ())
    if term.get("namespaceSelector") is None:
        return named or {meta.namespace(owner)}
    wanted = from_manifest(term["namespaceSelector"])
    return named | {
        meta.name(each) for each in evidence.list("Namespace") if wanted.matches(meta.labels(each))
    }


def _terms(pod: Object, which: str) -> list[Object]:
    affinity = (pod["spec"].get("affinity") or {}).get(which) or {}
    return affinity.get("requiredDuringSchedulingIgnoredDuringExecution") or []


def _sharing(node: Object, term: Term, evidence: Evidence) -> Iterator[Object]:
    """The pods in the node's part of the topology."""
    return (other for other in evidence.list("Pod") if _is_near(node, other, term, evidence))


def _is_near(node: Object, other: Object, term: Term, evidence: Evidence) -> bool:
    """True if the other pod is on a node with the same value of the term's label."""
    key, name = term.get("topologyKey", ""), other["spec"].get("nodeName")
    theirs = evidence.find("Node", name) if name and not pods.is_terminal(other) else None
    value = meta.labels(node).get(key)
    return theirs is not None and value is not None and meta.labels(theirs).get(key) == value


def _place(node: Object, term: Term) -> str:
    key = term.get("topologyKey", "")
    return f"{key}={meta.labels(node).get(key, '(none)')}"
