"""Why a pod's volumes are not there yet: attaching and mounting.

Source: https://kubernetes.io/docs/concepts/storage/volumes/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from k8slab.objects import meta, pods, volumes
from k8slab.translation import say
from k8slab.why import pages
from k8slab.why.container import parts
from k8slab.why.evidence import Object, event_proof, last_seen
from k8slab.why.inquiry import Inquiry
from k8slab.why.link import Link, about, field_proof

MOUNT_EVENTS = ("FailedMount", "FailedAttachVolume", "FailedMapVolume")


def mounts(pod: Object, inquiry: Inquiry) -> Iterator[Link]:
    """A volume that cannot be attached or mounted, by the kubelet's newest event."""
    failed = [each for each in inquiry.evidence.events(pod) if each.get("reason") in MOUNT_EVENTS]
    if not failed or any(part.state("running") for part in parts(pod)):
        return
    latest = failed[-1]
    claims = [
        claim
        for name in volumes.claim_names(pod)
        if (claim := inquiry.evidence.find("PersistentVolumeClaim", name, meta.namespace(pod))) is not None
    ]
    where = say("attached to its node") if latest["reason"] == "FailedAttachVolume" else say("mounted")
    says = say(
        "waits for a volume that cannot be {where}: {in_short}",
        where=where,
        in_short=_in_short(str(latest.get("message", ""))),
    )
    yield about(
        pod,
        says,
        event_proof(latest),
        since=last_seen(latest),
        page=pages.VOLUME_TYPES,
        advice=_mount_advice(latest),
        causes=[*_users_elsewhere(pod, claims, inquiry)],
    )


def _in_short(message: str) -> str:
    """The first line, and of a command's output the last one."""
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    return "; ".join(dict.fromkeys([*lines[:1], *lines[-1:]]))


def _mount_advice(event: Mapping[str, Any]) -> str:
    if event["reason"] == "FailedAttachVolume":
        return say("wait until the other node has let it go, or end the pod that uses it there")
    return say("make what the volume refers to: its server, path, ConfigMap, Secret or claim")


def _users_elsewhere(pod: Object, claims: list[Object], inquiry: Inquiry) -> Iterator[Link]:
    """Pods on other nodes that use a ReadWriteOnce claim of the pod."""
    for claim in claims:
        if not volumes.access_modes(claim) <= {"ReadWriteOnce", "ReadWriteOncePod"}:
            continue
        for other in inquiry.evidence.list("Pod", meta.namespace(pod)):
            node = other["spec"].get("nodeName")
            elsewhere = node and node != pod["spec"].get("nodeName") and not pods.is_terminal(other)
            if elsewhere and volumes.uses(other, claim):
                yield about(
                    other,
                    say(
                        "uses claim {claim} on {node}; ReadWriteOnce means one node at a time",
                        claim=meta.name(claim),
                        node=node,
                    ),
                    field_proof(claim, "spec.accessModes"),
                    field_proof(other, "spec.nodeName"),
                    page=pages.ACCESS_MODES,
                )
