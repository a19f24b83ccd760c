"""How far a StatefulSet's update has come, and what it waits for.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#update-strategies
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from k8slab.objects import meta, pods
from k8slab.translation import say
from k8slab.why import pages
from k8slab.why.inquiry import Inquiry
from k8slab.why.link import Link, Proof, about, command, field_proof
from k8slab.why.members import Members
from k8slab.why.words import listed, verb
from k8slab.why.workload import explained, list_pods


def update_decisions(members: Members, inquiry: Inquiry) -> Iterator[Link]:
    """What the rolling update does next; with OrderedReady nothing, while older pods are not available."""
    if not members.to_update or (
        members.is_ordered and members.unavailable and not waits_for_updated(members)
    ):
        return
    next_one = members.name(members.to_update[-1])
    blockers = [number for number in members.unavailable if number > members.to_update[-1]]
    if blockers:
        yield _waiting(blockers, next_one, members, inquiry)
        return
    yield about(
        members.set,
        say("updates its pods from the highest ordinal down: {next_one} is next", next_one=next_one),
        *_revisions(members),
        page=pages.ROLLING_UPDATES,
        is_fine=True,
        next=list_pods(members.set),
    )


def waits_for_updated(members: Members) -> bool:
    """True if all that holds the set up are pods that it has updated: it would under any policy."""
    others_wait = bool(members.missing or members.condemned)
    return not others_wait and bool(members.to_update) and members.unavailable[0] > members.to_update[-1]


def is_stuck(number: int, members: Members) -> bool:
    """True if an update has to replace the pod, and waits for it to be Ready first, which it may never be."""
    pod = members.pods[number]
    return number in members.to_update and not pods.is_ready(pod) and not meta.is_terminating(pod)


def forced_rollback(number: int, members: Members, causes: list[Link]) -> Link:
    """OrderedReady waits for a pod to be Ready before it replaces it, even one that never will be."""
    pod, name = members.pods[number], members.name(number)
    link = about(
        members.set,
        say(
            "waits for {name} to be Ready before it replaces it, for podManagementPolicy is OrderedReady",
            name=name,
        ),
        *_revisions(members),
        Proof(f"pod/{name}", say("revision {revision}, not Ready", revision=members.revision(number))),
        page=pages.FORCED_ROLLBACK,
        advice=say("delete {name}: its successor gets the newest revision", name=name),
        next=command("delete", pod),
        causes=causes,
        since=causes[0].since,
    )
    fine = all(cause.is_fine for cause in causes)
    return replace(link, is_root=not fine, is_fine=fine)


def _waiting(blockers: list[int], next_one: str, members: Members, inquiry: Inquiry) -> Link:
    """Updated pods that are not available yet: the update goes on when they are."""
    there = [number for number in blockers if number in members.pods]
    ripening = [number for number in there if members.ripens_at(number) is not None]
    what = say("to have been Ready for minReadySeconds") if ripening else say("to be Ready")
    causes = [] if ripening else explained([members.pods[number] for number in there], inquiry)
    return about(
        members.set,
        say(
            "updates its pods one after the other: it waits for {names} {what} before it updates {next_one}",
            names=listed(members.names(blockers)),
            what=what,
            next_one=next_one,
        ),
        *_revisions(members),
        field_proof(members.set, "spec.minReadySeconds") if ripening else None,
        field_proof(members.set, "spec.updateStrategy.rollingUpdate.maxUnavailable"),
        page=pages.ROLLING_UPDATES,
        causes=causes,
        is_fine=all(cause.is_fine for cause in causes),
        since=causes[0].since if causes else None,
        next=list_pods(members.set),
    )


def update_facts(members: Members) -> Iterator[Link]:
    """Pods that keep their revision on purpose."""
    if members.strategy == "OnDelete" and members.outdated:
        yield _kept(
            members.outdated, members, say("updateStrategy is OnDelete: delete a pod to have it updated")
        )
    below = [number for number in members.outdated if number < members.partition]
    if members.strategy == "RollingUpdate" and below:
        partition = _partition(members)
        yield _kept(
            below,
            members,
            say("partition is {partition}: only ordinals from there on are updated", partition=partition),
        )


def _partition(members: Members) -> int:
    rolling = (members.set["spec"].get("updateStrategy") or {}).get("rollingUpdate") or {}
    return int(rolling.get("partition") or 0)


def _kept(numbers: list[int], members: Members, why: str) -> Link:
    revisions = listed(dict.fromkeys(members.revision(number) for number in numbers))
    verb_text = verb(len(numbers), "keeps", "keep")
    on_delete = members.strategy == "OnDelete"
    return about(
        members.set,
        say(
            "is updated in part: {names} {verb_text} revision {revisions}, for {why}",
            names=listed(members.names(numbers)),
            verb_text=verb_text,
            revisions=revisions,
            why=why,
        ),
        field_proof(members.set, "spec.updateStrategy"),
        *_revisions(members),
        page=pages.UPDATE_STRATEGIES if on_delete else pages.PARTITIONS,
        is_fine=True,
        next=command("delete", members.pods[numbers[-1]]) if on_delete else list_pods(members.set),
    )


def _revisions(members: Members) -> Iterator[Proof]:
    for field in ("currentRevision", "updateRevision"):
        proof = field_proof(members.set, f"status.{field}")
        if proof is not None:
            yield proof
