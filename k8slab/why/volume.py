"""Why a volume is free, bound, released, or cannot be used.

Source: https://kubernetes.io/docs/concepts/storage/persistent-volumes/#lifecycle-of-a-volume-and-claim
"""

from __future__ import annotations

from k8slab.objects import meta, volumes
from k8slab.translation import say
from k8slab.why import pages
from k8slab.why.deletion import terminating
from k8slab.why.evidence import Object
from k8slab.why.inquiry import Inquiry
from k8slab.why.link import Link, about, command, created, describe, field_proof
from k8slab.why.refusals import affinity_text
from k8slab.why.resources import subject

KEEP = "Retain"


def explain(volume: Object, inquiry: Inquiry) -> Link:
    if meta.is_terminating(volume):
        return terminating(volume, _holder(volume))
    phase = volumes.phase(volume)
    if phase == "Released":
        return _released(volume)
    if phase == "Failed":
        return _told(
            volume,
            say("has Failed: what was to be done with it after its claim went did not work"),
            fine=False,
        )
    if phase == "Bound":
        return _told(
            volume, say("is Bound to claim {claim}{where}", claim=_claim_name(volume), where=_where(volume))
        )
    if volume["spec"].get("claimRef"):
        return _told(
            volume, say("is kept for claim {claim}{where}", claim=_claim_name(volume), where=_where(volume))
        )
    return _told(
        volume,
        say(
            "is {phase}: no claim has it{where}",
            phase=phase or say("not known to the binder yet"),
            where=_where(volume),
        ),
    )


def _told(volume: Object, says: str, *, fine: bool = True) -> Link:
    return about(
        volume, says, field_proof(volume, "status.phase"), field_proof(volume, "status.message"),
        field_proof(volume, "spec.claimRef.name"), field_proof(volume, "spec.storageClassName"),
        field_proof(volume, "spec.persistentVolumeReclaimPolicy"),
        field_proof(volume, "spec.nodeAffinity"), since=created(volume), page=pages.BINDING, is_fine=fine,
    )  # fmt: skip


def _released(volume: Object) -> Link:
    """Its claim is gone: what happens now is the reclaim policy's affair."""
    policy = volume["spec"].get("persistentVolumeReclaimPolicy", KEEP)
    kept = policy == KEEP
    if kept:
        says = say(
            "is Released: its claim {claim} is gone, its data is kept, no other claim gets it",
            claim=_claim_name(volume),
        )
    else:
        says = say(
            "is Released: its claim {claim} is gone; policy {policy} has to be carried out",
            claim=_claim_name(volume),
            policy=policy,
        )
    free = command("patch", volume, "--type=json", """-p='[{"op":"remove","path":"/spec/claimRef"}]'""")
    return about(
        volume,
        says,
        field_proof(volume, "status.phase"),
        field_proof(volume, "spec.claimRef.name"),
        field_proof(volume, "spec.persistentVolumeReclaimPolicy"),
        page=pages.RECLAIMING,
        advice=say("save or delete the data, then take spec.claimRef away: it is Available again")
        if kept
        else "",
        next=free if kept else describe(volume),
    )


def _holder(volume: Object) -> list[Link]:
    """The claim for whose sake it is protected."""
    if volumes.phase(volume) != "Bound":
        return []
    reference = volume["spec"].get("claimRef") or {}
    name, namespace = reference.get("name", ""), reference.get("namespace", "")
    claim = {"kind": "PersistentVolumeClaim", "metadata": {"name": name, "namespace": namespace}}
    return [
        about(
            claim,
            say(
                "is bound to {volume}, which is kept as long as it is",
                volume=subject("PersistentVolume", meta.name(volume)),
            ),
            field_proof(volume, "spec.claimRef.name"),
            page=pages.PROTECTION,
            advice=say("delete the claim, if you mean to give its data up"),
        )
    ]


def _claim_name(volume: Object) -> str:
    reference = volume["spec"].get("claimRef") or {}
    return f"{reference.get('namespace', '')}/{reference.get('name', '')}"


def _where(volume: Object) -> str:
    return (
        say("; it can be used only where {affinity}", affinity=affinity_text(volume))
        if volumes.node_terms(volume)
        else ""
    )
