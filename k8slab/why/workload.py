"""What all workloads have in common: their pods, and creations that are refused.

Source: https://kubernetes.io/docs/concepts/workloads/
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from k8slab.objects import meta, pods
from k8slab.objects.selectors import from_manifest
from k8slab.translation import say
from k8slab.why import pages
from k8slab.why.evidence import Object, event_proof, last_seen
from k8slab.why.inquiry import Inquiry
from k8slab.why.link import Link, Proof, about, describe, field_proof, within
from k8slab.why.pages import Page

Shape = tuple[tuple[int, str], ...]
QUOTA = re.compile(r"exceeded quota: ([^\s,]+)")
MOST_TOLD = 5
"""Pods of one workload that are explained; the others are only counted."""


def own_pods(owner: Object, inquiry: Inquiry) -> list[Object]:
    """The pods that the object controls, by name."""
    selector = from_manifest(owner["spec"].get("selector"))
    return [
        pod
        for pod in inquiry.evidence.list("Pod", meta.namespace(owner), str(selector))
        if meta.is_controlled_by(pod, owner)
    ]


def is_observed(obj: Object) -> bool:
    """True if the controller has seen the newest spec."""
    seen = (obj.get("status") or {}).get("observedGeneration", 0)
    return bool(seen >= obj["metadata"].get("generation", 0))


def unobserved(obj: Object, controller: str) -> Link:
    """Nothing has been done yet about the newest spec."""
    return about(
        obj,
        say("has a newer spec than the {controller} has looked at", controller=say(controller)),
        field_proof(obj, "metadata.generation"),
        field_proof(obj, "status.observedGeneration", 0),
        page=pages.CONTROLLERS,
        is_fine=False,
        advice=say("wait a moment; if it stays so, the controller manager does not run"),
    )


def refusals(owner: Object, inquiry: Inquiry, reasons: Iterable[str] = ("FailedCreate",)) -> Iterator[Link]:
    """The newest event that says why no pod, or claim, could be made; a quota is explained."""
    wanted = tuple(reasons)
    found = [each for each in inquiry.evidence.events(owner) if each.get("reason") in wanted]
    if found:
        yield refusal(owner, found[-1], inquiry)


def refusal(owner: Object, event: Mapping[str, Any], inquiry: Inquiry) -> Link:
    message = str(event.get("message", ""))
    quota = QUOTA.search(message)
    causes = [inquiry.about("ResourceQuota", quota[1], meta.namespace(owner))] if quota else []
    return about(
        owner, say("is refused what it wants to make by the API server"), event_proof(event),
        since=last_seen(event), page=pages.QUOTAS if quota else pages.CONTROLLERS, causes=causes,
        next=describe(owner),
    )  # fmt: skip


def unready(found: Iterable[Object]) -> list[Object]:
    """The pods that are not Ready, or are going."""
    return [pod for pod in found if not pods.is_healthy(pod)]


def explained(found: list[Object], inquiry: Inquiry) -> list[Link]:
    """The first of the pods, each explained; one whose trouble is the same as another's only says so."""
    alike: dict[Shape, Link] = {}
    told = []
    for pod in found[:MOST_TOLD]:
        link = inquiry.of(pod)
        first = alike.setdefault(_shape(link, meta.name(pod)), link)
        told.append(link if first is link or link.is_fine else _like(link, first))
    return told


def _shape(link: Link, name: str) -> Shape:
    """What the chain says, whatever the pod is called."""
    return tuple(
        (step.depth, f"{step.link.subject} {step.link.says}".replace(name, "*")) for step in link.chain()
    )


def _like(link: Link, first: Link) -> Link:
    return replace(
        link,
        says=say("{says}, like {subject}", says=link.says, subject=first.subject),
        causes=(),
        is_told=True,
    )


def summed_up(
    obj: Object, summary: str, decisions: list[Link], facts: list[Link], page: Page, *proofs: Proof | None
) -> Link:
    """The workload's answer: what its controller decides; a single decision is told in the same breath."""
    held_up = any(not each.is_fine for each in decisions)
    since = next((each.since for each in decisions if each.since is not None), None)
    if len(decisions) != 1:
        more = "" if decisions else say("; nothing holds it up")
        return about(
            obj, summary + more, *proofs, since=since, page=page, causes=[*decisions, *facts],
            is_fine=not held_up,
        )  # fmt: skip
    (only,) = decisions
    told = tuple(proof for proof in proofs if proof is not None)
    return replace(
        only,
        says=say("{summary}: it {says}", summary=summary, says=only.says),
        proofs=tuple(dict.fromkeys((*told, *only.proofs))),
        causes=(*only.causes, *facts),
    )


def list_pods(owner: Object) -> str:
    """The command that lists the workload's pods."""
    selector = str(from_manifest(owner["spec"].get("selector")))
    quoted = f"'{selector}'" if "(" in selector or " " in selector else selector
    return " ".join(["kubectl get pods", *within(meta.namespace(owner)), "-l", quoted, "-o wide"])
