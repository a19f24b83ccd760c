"""What a StatefulSet's controller waits for, or why it has nothing to do.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/
"""

from __future__ import annotations

from collections.abc import Iterator

from k8slab.objects import meta, pods
from k8slab.translation import message, say
from k8slab.why import pages
from k8slab.why.deletion import terminating
from k8slab.why.evidence import Object
from k8slab.why.inquiry import Inquiry
from k8slab.why.link import Link, about, field_proof, within
from k8slab.why.members import Members
from k8slab.why.text import time_text
from k8slab.why.update import forced_rollback, is_stuck, update_decisions, update_facts, waits_for_updated
from k8slab.why.words import counted, listed, verb
from k8slab.why.workload import explained, is_observed, list_pods, own_pods, refusals, summed_up, unobserved

CONTROLLER = message("StatefulSet controller")


def explain(statefulset: Object, inquiry: Inquiry) -> Link:
    if meta.is_terminating(statefulset):
        return terminating(statefulset, explained(own_pods(statefulset, inquiry), inquiry))
    if not is_observed(statefulset):
        return unobserved(statefulset, CONTROLLER)
    members = Members(statefulset, own_pods(statefulset, inquiry), inquiry.evidence.now)
    ready = sum(number in members.pods and pods.is_ready(members.pods[number]) for number in members.wanted)
    summary = say("has {ready} of {pods} Ready", ready=ready, pods=counted(len(members.wanted), "pod"))
    decisions = list(_decisions(members, inquiry))
    facts = list(_facts(members, inquiry)) if inquiry.is_asked(statefulset) else []
    return summed_up(
        statefulset, summary, decisions, facts, pages.STATEFULSETS,
        field_proof(statefulset, "spec.replicas", 1), field_proof(statefulset, "status.readyReplicas", 0),
    )  # fmt: skip


def _decisions(members: Members, inquiry: Inquiry) -> Iterator[Link]:
    """In the controller's order: the wanted pods, then those too many, then the update."""
    if members.unavailable and not (members.is_ordered and waits_for_updated(members)):
        yield from _ordered(members, inquiry) if members.is_ordered else _parallel(members, inquiry)
    if members.condemned:
        yield _scaling_down(members, inquiry)
    yield from update_decisions(members, inquiry)


# Pods that are missing or not Ready


def _ordered(members: Members, inquiry: Inquiry) -> Iterator[Link]:
    """OrderedReady goes on only when all before are Running and Ready."""
    first = members.unavailable[0]
    if first not in members.pods:
        yield _making([first], members, inquiry)
        return
    name = members.name(first)
    when = members.ripens_at(first)
    until = say("{name} to be Ready", name=name)
    if when is not None:
        until = say(
            "{name} to have been Ready for minReadySeconds ({seconds}), {when},",
            name=name,
            seconds=members.least_ready,
            when=time_text(when),
        )
    if is_stuck(first, members):
        yield forced_rollback(first, members, explained([members.pods[first]], inquiry))
        return
    others = [number for number in members.unavailable if number != first and number in members.pods]
    causes = [] if when is not None else explained([members.pods[n] for n in [first, *others]], inquiry)
    yield about(
        members.set,
        say(
            "waits for {until}{before}: podManagementPolicy is OrderedReady",
            until=until,
            before=_before(first, members),
        ),
        field_proof(members.set, "spec.podManagementPolicy", "OrderedReady"),
        field_proof(members.set, "spec.minReadySeconds") if when is not None else None,
        since=causes[0].since if causes else None,
        page=pages.MIN_READY if when is not None else pages.ORDER,
        causes=causes,
        is_fine=all(cause.is_fine for cause in causes),
        next=list_pods(members.set),
    )


def _before(first: int, members: Members) -> str:
    """What it does not do meanwhile."""
    if members.missing:
        return say(" before it makes {names}", names=listed(members.names(members.missing), 3))
    if members.condemned:
        return say(" before it deletes {name}", name=members.name(members.condemned[0]))
    if to_update := members.to_update:
        return say(" before it updates {name}", name=members.name(to_update[-1]))
    return ""


def _parallel(members: Members, inquiry: Inquiry) -> Iterator[Link]:
    """Parallel waits for nobody: each pod has its own reason."""
    if members.missing:
        yield _making(members.missing, members, inquiry)
    there = [number for number in members.unavailable if number in members.pods]
    troubled = [number for number in there if members.ripens_at(number) is None]
    ripening = [number for number in there if number not in troubled]
    if troubled:
        names = listed(members.names(troubled))
        causes = explained([members.pods[number] for number in troubled], inquiry)
        yield about(
            members.set,
            say(
                "has {names} not Ready; it waits for none of them: podManagementPolicy is Parallel",
                names=names,
            ),
            field_proof(members.set, "spec.podManagementPolicy"),
            since=causes[0].since,
            page=pages.POD_MANAGEMENT,
            causes=causes,
            next=list_pods(members.set),
            is_fine=all(cause.is_fine for cause in causes),
        )
    if ripening:
        yield _ripening(ripening, members)


def _ripening(numbers: list[int], members: Members) -> Link:
    last = max(members.ripens_at(number) or 0.0 for number in numbers)
    return about(
        members.set,
        say(
            "counts {names} as available when Ready for minReadySeconds, {last}",
            names=listed(members.names(numbers)),
            last=time_text(last),
        ),
        field_proof(members.set, "spec.minReadySeconds"),
        page=pages.MIN_READY,
        is_fine=True,
    )


def _making(numbers: list[int], members: Members, inquiry: Inquiry) -> Link:
    """Pods that are not there: refused, waiting for a claim that is going, or about to come."""
    refused = list(refusals(members.set, inquiry))
    going = [link for number in numbers for link in _claims_going(number, members, inquiry)]
    names = listed(members.names(numbers), 3)
    causes = [*going, *refused]
    return about(
        members.set,
        say("makes {names}", names=names) if not causes else say("cannot make {names}", names=names),
        field_proof(members.set, "spec.replicas", 1),
        field_proof(members.set, "status.replicas", 0),
        page=pages.ORDER,
        causes=causes,
        is_fine=not causes,
        since=causes[0].since if causes else None,
    )


def _claims_going(number: int, members: Members, inquiry: Inquiry) -> Iterator[Link]:
    """Claims of the pod to be made that are still being deleted."""
    for template in members.set["spec"].get("volumeClaimTemplates") or ():
        name = f"{meta.name(template)}-{members.name(number)}"
        claim = inquiry.evidence.find("PersistentVolumeClaim", name, meta.namespace(members.set))
        if claim is not None and meta.is_terminating(claim):
            yield inquiry.of(claim)


# Pods that are too many


def _scaling_down(members: Members, inquiry: Inquiry) -> Link:
    numbers = members.condemned
    going = [number for number in numbers if meta.is_terminating(members.pods[number])]
    names = listed(members.names(numbers))
    causes = explained([members.pods[number] for number in going], inquiry)
    if going:
        says = say(
            "scales down: {names} {are} too many; the highest goes first",
            names=names,
            are=verb(len(numbers), "is", "are"),
        )
    elif members.is_ordered and members.unavailable:
        have = verb(len(numbers), "has", "have")
        says = say(
            "does not scale down yet: {names} {have} to go, but all before must be Ready",
            names=names,
            have=have,
        )
    else:
        says = say("is about to delete {names}", names=names)
    return about(
        members.set,
        says,
        field_proof(members.set, "spec.replicas", 1),
        field_proof(members.set, "status.replicas", 0),
        page=pages.ORDER,
        causes=causes,
        since=causes[0].since if causes else None,
        is_fine=not any(not cause.is_fine for cause in causes),
    )


# What is as it is


def _facts(members: Members, inquiry: Inquiry) -> Iterator[Link]:
    yield from update_facts(members)
    yield from _governing_service(members, inquiry)
    yield from _kept_claims(members, inquiry)


def _governing_service(members: Members, inquiry: Inquiry) -> Iterator[Link]:
    name = members.set["spec"].get("serviceName")
    if name and inquiry.evidence.find("Service", name, meta.namespace(members.set)) is None:
        yield about(
            members.set,
            say("names Service {name}, which does not exist: its pods run, but have no DNS names", name=name),
            field_proof(members.set, "spec.serviceName"),
            page=pages.STABLE_NETWORK,
            advice=say("make a headless Service {name} that selects the pods", name=name),
        )


def _kept_claims(members: Members, inquiry: Inquiry) -> Iterator[Link]:
    """What becomes of the claims when the set is scaled down or deleted."""
    if not members.set["spec"].get("volumeClaimTemplates"):
        return
    policy = members.set["spec"].get("persistentVolumeClaimRetentionPolicy") or {}
    deleted, scaled = policy.get("whenDeleted", "Retain"), policy.get("whenScaled", "Retain")
    words = {"Retain": say("stay"), "Delete": say("go")}
    yield about(
        members.set,
        say(
            "has claims, which {when_scaled} when it is scaled down and {when_deleted} when it is deleted",
            when_scaled=words.get(scaled, scaled),
            when_deleted=words.get(deleted, deleted),
        ),
        field_proof(members.set, "spec.persistentVolumeClaimRetentionPolicy", policy or "Retain"),
        page=pages.CLAIM_RETENTION,
        is_fine=True,
        next=" ".join(["kubectl get pvc", *within(meta.namespace(members.set))]),
    )
