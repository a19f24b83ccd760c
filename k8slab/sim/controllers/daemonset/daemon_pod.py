"""A DaemonSet's pod: made from the template for one node.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/#how-daemon-pods-are-scheduled
"""

from __future__ import annotations

from k8slab.objects import meta, node_selector
from k8slab.objects.meta import Object
from k8slab.sim.kinds.daemonset import TEMPLATE_GENERATION

HASH_LABEL = "controller-revision-hash"
GENERATION_LABEL = "pod-template-generation"
TOLERATED = (
    ("node.kubernetes.io/not-ready", "NoExecute"),
    ("node.kubernetes.io/unreachable", "NoExecute"),
    ("node.kubernetes.io/disk-pressure", "NoSchedule"),
    ("node.kubernetes.io/memory-pressure", "NoSchedule"),
    ("node.kubernetes.io/pid-pressure", "NoSchedule"),
    ("node.kubernetes.io/unschedulable", "NoSchedule"),
)
TOLERATED_ON_HOST_NETWORK = ("node.kubernetes.io/network-unavailable", "NoSchedule")


def new_pod(daemons: Object, node: str, digest: str) -> Object:
    """The pod for that node; the API server completes its name."""
    template = meta.copy(daemons["spec"]["template"])
    metadata, spec = template.get("metadata") or {}, template["spec"]
    spec["tolerations"] = tolerations(spec)
    spec["affinity"] = bound_to(node, spec.get("affinity") or {})
    generation = template_generation(daemons)
    stamped = {GENERATION_LABEL: generation} if generation else {}
    return {
        "metadata": {
            **{field: metadata[field] for field in ("annotations", "finalizers") if field in metadata},
            "generateName": f"{meta.name(daemons)}-",
            "namespace": meta.namespace(daemons),
            "labels": {**(metadata.get("labels") or {}), **stamped, HASH_LABEL: digest},
            "ownerReferences": [meta.owner_reference(daemons)],
        },
        "spec": spec,
    }


def tolerations(spec: Object) -> list[Object]:
    """The template's tolerations and those that every daemon pod has.

    One of the template's with the same key, effect and operator gives way to the daemon pods' own, which
    knows no time limit.
    """
    found = list(spec.get("tolerations") or ())
    wanted = [*TOLERATED, *([TOLERATED_ON_HOST_NETWORK] if spec.get("hostNetwork") else ())]
    for key, effect in wanted:
        own: Object = {"key": key, "operator": "Exists", "effect": effect}
        alike = [each for each in found if _is_same(each, own)]
        found = [own if each in alike else each for each in found] if alike else [*found, own]
    return found


def _is_same(one: Object, other: Object) -> bool:
    fields = ("key", "effect", "operator", "value")
    return all((one.get(field) or "") == (other.get(field) or "") for field in fields)


def bound_to(node: str, affinity: Object) -> Object:
    """The affinity with that node as the only one; terms of the template's own are replaced."""
    named = {"key": node_selector.NAME_FIELD, "operator": "In", "values": [node]}
    required = {"nodeSelectorTerms": [{"matchFields": [named]}]}
    to_nodes = {
        **(affinity.get("nodeAffinity") or {}),
        "requiredDuringSchedulingIgnoredDuringExecution": required,
    }
    return {**affinity, "nodeAffinity": to_nodes}


def target_node(pod: Object) -> str | None:
    """The node that the pod is on or, until it is scheduled, meant for."""
    if bound := pod["spec"].get("nodeName"):
        return str(bound)
    terms = node_selector.required_terms(pod["spec"])
    names = node_selector.names(terms) if terms else None
    return names.pop() if names and len(names) == 1 else None


def template_generation(daemons: Object) -> str:
    """How often the template has changed, as the annotation tells; empty if it is no number."""
    generation = meta.annotations(daemons).get(TEMPLATE_GENERATION, "")
    return generation if generation.isdecimal() else ""


def is_updated(pod: Object, daemons: Object, digest: str) -> bool:
    """True if the pod was made from the present template, by its hash or by the template's generation."""
    labels, generation = meta.labels(pod), template_generation(daemons)
    by_generation = generation != "" and labels.get(GENERATION_LABEL) == generation
    return by_generation or labels.get(HASH_LABEL) == digest
