"""What a StorageClass does for claims, and why it makes no volume.

Source: https://kubernetes.io/docs/concepts/storage/storage-classes/
"""

from __future__ import annotations

from k8slab.objects import meta, volumes
from k8slab.translation import say
from k8slab.why import pages
from k8slab.why.evidence import Evidence, Object
from k8slab.why.inquiry import Inquiry
from k8slab.why.link import Link, about, created, field_proof

DEFAULT_MARKS = (
    "storageclass.kubernetes.io/is-default-class",
    "storageclass.beta.kubernetes.io/is-default-class",
)
DELAYED = "WaitForFirstConsumer"


def explain(storage_class: Object, inquiry: Inquiry) -> Link:
    provisioner = storage_class.get("provisioner", "")
    delayed = storage_class.get("volumeBindingMode") == DELAYED
    when = say("once a pod uses the claim") if delayed else say("at once")
    by_hand = provisioner in ("", volumes.NO_PROVISIONER)
    if by_hand:
        says = say("makes no volumes: its provisioner is kubernetes.io/no-provisioner, they are made by hand")
    else:
        says = say(
            "has its volumes made by {provisioner}, {when}; the claim waits until that has done so",
            provisioner=provisioner,
            when=when,
        )
    marked = say(" It is the default class.") if is_default(storage_class) else ""
    return about(
        storage_class,
        says + marked,
        field_proof(storage_class, "provisioner"),
        field_proof(storage_class, "volumeBindingMode", "Immediate"),
        field_proof(storage_class, "reclaimPolicy", "Delete"),
        field_proof(storage_class, "allowedTopologies"),
        since=created(storage_class),
        page=pages.PROVISIONER,
        is_fine=by_hand or inquiry.is_asked(storage_class),
        advice=""
        if by_hand
        else say(
            "if nothing comes, see whether {provisioner} runs: its pods, their logs", provisioner=provisioner
        ),
    )


def is_default(storage_class: Object) -> bool:
    marks = meta.annotations(storage_class)
    return any(marks.get(mark) == "true" for mark in DEFAULT_MARKS)


def default_classes(evidence: Evidence) -> list[str]:
    """The default classes by name, the newest first: that one counts."""
    found = [each for each in evidence.list("StorageClass") if is_default(each)]
    found.sort(key=lambda each: each["metadata"].get("creationTimestamp", ""), reverse=True)
    return [meta.name(each) for each in found]


def makes_volumes(claim: Object, evidence: Evidence) -> bool:
    """True if the claim's class is there and has a provisioner."""
    name = volumes.storage_class(claim)
    found = evidence.find("StorageClass", name) if name else None
    return found is not None and found.get("provisioner", "") not in ("", volumes.NO_PROVISIONER)


def is_delayed(claim: Object, evidence: Evidence) -> bool:
    """True if the claim's class waits for its first consumer."""
    name = volumes.storage_class(claim)
    found = evidence.find("StorageClass", name) if name else None
    return found is not None and found.get("volumeBindingMode") == DELAYED
