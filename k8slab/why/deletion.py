"""What keeps an object that is to be deleted: its finalizers.

Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/finalizers/
"""

from __future__ import annotations

from k8slab.translation import message, say
from k8slab.why import pages
from k8slab.why.evidence import Object
from k8slab.why.link import Link, about, describe, field_proof
from k8slab.why.words import listed

KNOWN = {
    "kubernetes.io/pvc-protection": message("it goes once no pod uses the claim"),
    "kubernetes.io/pv-protection": message("it goes once no claim is bound to the volume"),
    "foregroundDeletion": message("it goes once everything that the object owns is gone"),
    "orphan": message("it goes once the garbage collector has released what the object owns"),
    "batch.kubernetes.io/job-tracking": message("it goes once the Job controller has counted the pod"),
    "external-provisioner.volume.kubernetes.io/finalizer": message(
        "it goes once the storage itself is deleted"
    ),
    "kubernetes.io/pv-controller": message("it goes once the storage itself is deleted"),
    "service.kubernetes.io/load-balancer-cleanup": message("it goes once the load balancer is removed"),
}


def finalizers_link(obj: Object) -> Link:
    """Which finalizers are there, and who takes them away."""
    found = [*(obj["metadata"].get("finalizers") or ()), *((obj.get("spec") or {}).get("finalizers") or ())]
    known = [f"{name}: {say(KNOWN[name])}" for name in found if name in KNOWN]
    unknown = [name for name in found if name not in KNOWN]
    advice = "; ".join(known)
    if unknown:
        whose = say(
            "{unknown}: only the controller that has put it there should take it away",
            unknown=listed(unknown),
        )
        advice = "; ".join(filter(None, [advice, whose]))
    return about(
        obj,
        say("is kept by its finalizers: {found}", found=listed(found)),
        field_proof(obj, "metadata.finalizers"),
        field_proof(obj, "metadata.deletionTimestamp"),
        since=obj["metadata"].get("deletionTimestamp"),
        page=pages.FINALIZERS,
        advice=advice,
        next=describe(obj),
    )


def terminating(obj: Object, causes: list[Link]) -> Link:
    """An object that waits to go. Causes say more about its finalizers than their names."""
    kept_by = causes or _kept(obj)
    return about(
        obj, say("is Terminating"), field_proof(obj, "metadata.deletionTimestamp"),
        field_proof(obj, "metadata.finalizers"), since=obj["metadata"].get("deletionTimestamp"),
        page=pages.FINALIZERS, causes=kept_by, is_fine=all(cause.is_fine for cause in kept_by),
    )  # fmt: skip


def _kept(obj: Object) -> list[Link]:
    return [finalizers_link(obj)] if obj["metadata"].get("finalizers") else []
