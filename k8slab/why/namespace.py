"""Why a namespace is still there.

Source: https://kubernetes.io/docs/tasks/administer-cluster/namespaces/#deleting-a-namespace
"""

from __future__ import annotations

from k8slab.objects import meta
from k8slab.translation import say
from k8slab.why import pages
from k8slab.why.evidence import Object
from k8slab.why.inquiry import Inquiry
from k8slab.why.link import Link, Proof, about, created, field_proof

BLOCKERS = ("Pod", "PersistentVolumeClaim")


def explain(namespace: Object, inquiry: Inquiry) -> Link:
    if not meta.is_terminating(namespace):
        return about(
            namespace, say("is Active"), field_proof(namespace, "status.phase"), since=created(namespace),
            page=pages.NAMESPACES, is_fine=True,
        )  # fmt: skip
    left = [
        obj for kind in BLOCKERS for obj in inquiry.evidence.list(kind, meta.name(namespace))
    ]  # fmt: skip
    told = (namespace.get("status") or {}).get("conditions") or ()
    proofs = [
        Proof(say("condition {type}", type=each["type"]), str(each.get("message", "")))
        for each in told
        if each.get("status") == "True"
    ]
    return about(
        namespace, say("is Terminating: it goes once everything in it is gone"), *proofs,
        since=namespace["metadata"].get("deletionTimestamp"), page=pages.NAMESPACES,
        causes=[inquiry.of(obj) for obj in left[:5]], is_fine=not left and not proofs,
        next=f"kubectl get all,pvc -n {meta.name(namespace)}",
    )  # fmt: skip
