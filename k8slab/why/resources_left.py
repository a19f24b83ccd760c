"""How much of a node is left, and how much a pod asks for.

Source: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
"""

from __future__ import annotations

from k8slab.objects import meta, pods
from k8slab.objects.resources import amount, requests
from k8slab.translation import say
from k8slab.why.evidence import Evidence, Object

BYTES = ("memory", "ephemeral-storage")


def lacking(pod: Object, node: Object, evidence: Evidence) -> str:
    """Of each resource that does not suffice: what is asked for, what is left, of how much."""
    offered = (node.get("status") or {}).get("allocatable") or {}
    others = [other for other in evidence.pods_on(meta.name(node)) if _counts(other, pod)]
    taken = [requests(other) for other in others]
    told = []
    for resource, wanted in sorted(requests(pod).items()):
        all_of_it = amount(resource, offered.get(resource, "0"))
        left = all_of_it - sum(each.get(resource, 0) for each in taken)
        if wanted > max(left, 0):
            told.append(
                say(
                    "{resource}: {wanted} asked for, {left} left of {whole}",
                    resource=resource,
                    wanted=_text(resource, wanted),
                    left=_text(resource, left),
                    whole=_text(resource, all_of_it),
                )
            )
    if len(others) >= amount("pods", offered.get("pods", "0")):
        told.append(
            say("pods: {number} run there, {most} may", number=len(others), most=offered.get("pods", "0"))
        )
    return "; ".join(told)


def _counts(other: Object, pod: Object) -> bool:
    return meta.key(other) != meta.key(pod) and not pods.is_terminal(other)


def _text(resource: str, value: int) -> str:
    """An amount as a quantity that people read."""
    if resource == "cpu":
        return f"{value}m"
    if resource in BYTES or resource.startswith("hugepages-"):
        return f"{value / (1 << 20):.0f}Mi"
    return str(value)
