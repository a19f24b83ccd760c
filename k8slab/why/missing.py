"""Objects that are asked for and are not there, though something would make them.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#ordinal-index
"""

from __future__ import annotations

import re

from k8slab.objects import meta
from k8slab.translation import say
from k8slab.why import pages
from k8slab.why.evidence import Evidence, Object
from k8slab.why.link import Link, field_proof
from k8slab.why.members import Members
from k8slab.why.resources import Target, subject

POD_NAME = re.compile(r"(.+)-(\d+)")


def owner_of(evidence: Evidence, wanted: Target, namespace: str) -> Object | None:
    """The StatefulSet that is to make the pod, or a pod's claim; None if there is none."""
    found = POD_NAME.fullmatch(wanted.name)
    if found is None or wanted.resource.kind not in ("Pod", "PersistentVolumeClaim"):
        return None
    base, number = found[1], int(found[2])
    for statefulset in evidence.list("StatefulSet", namespace):
        if base in _bases(statefulset, wanted) and number in Members(statefulset, (), None).wanted:
            return statefulset
    return None


def _bases(statefulset: Object, wanted: Target) -> list[str]:
    """What the names of its pods, or of their claims, begin with."""
    name = meta.name(statefulset)
    if wanted.resource.kind == "Pod":
        return [name]
    return [f"{meta.name(each)}-{name}" for each in statefulset["spec"].get("volumeClaimTemplates") or ()]


def link(wanted: Target, namespace: str, owner: Object, cause: Link) -> Link:
    """It does not exist yet, and this is why."""
    title = subject(owner["kind"], meta.name(owner))
    proofs = tuple(filter(None, [field_proof(owner, "spec.replicas", 1)]))
    return Link(
        subject(wanted.resource.kind, wanted.name),
        say("does not exist yet: {title} is to make it", title=title),
        namespace,
        proofs,
        None,
        pages.ORDER,
        next=cause.next,
        causes=(cause,),
        is_fine=cause.is_fine,
    )
