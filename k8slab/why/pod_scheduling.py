"""Why a pod has no node yet: the scheduler's verdict, node by node and plugin by plugin.

Source: https://kubernetes.io/docs/concepts/scheduling-eviction/kube-scheduler/
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from k8slab.backends.simulator import judge_placement
from k8slab.objects import meta, pods, volumes
from k8slab.objects.placement import KINDS, Judgement, Refused
from k8slab.translation import say
from k8slab.why import pages, refusals
from k8slab.why.evidence import Evidence, Object
from k8slab.why.inquiry import Inquiry
from k8slab.why.link import Link, Proof, about, condition_proof, condition_since, created, field_proof
from k8slab.why.resources import subject
from k8slab.why.words import listed, verb

SCHEDULER = "default-scheduler"
NO_NODES = "no nodes available to schedule pods"


def explain(pod: Object, inquiry: Inquiry) -> Link:
    if pod["spec"].get("schedulingGates"):
        return _gated(pod)
    if pod["spec"].get("schedulerName", SCHEDULER) != SCHEDULER:
        return _of_another_scheduler(pod)
    verdict = verdict_of(pod, inquiry.evidence)
    if not inquiry.evidence.can_read("Node"):
        return _by_its_condition(pod, inquiry)
    if verdict.feasible:
        return _soon_placed(pod, verdict, inquiry)
    if leaving := _making_room(pod, inquiry.evidence):
        return _after_others(pod, leaving, verdict, inquiry)
    says = say("is Pending: no node can take it")
    return _pending(pod, says, verdict, [*_obstacle(pod, verdict, inquiry), *_groups(pod, verdict, inquiry)])


def is_waiting(pod: Object) -> bool:
    """True for a pod that the scheduler has to find a node for."""
    spec = pod["spec"]
    free = not spec.get("nodeName") and not spec.get("schedulingGates") and pods.is_active(pod)
    return free and spec.get("schedulerName", SCHEDULER) == SCHEDULER


def verdict_of(pod: Object, evidence: Evidence) -> Judgement:
    """The scheduler's, about the cluster as the evidence shows it now."""
    objects = ((kind, obj) for kind in KINDS for obj in evidence.list(kind, _where(kind, pod)))
    return judge_placement(pod, objects)


def _where(kind: str, pod: Object) -> str | None:
    """Only pods, nodes and budgets of other namespaces play a part."""
    return meta.namespace(pod) if kind in ("PersistentVolumeClaim", "Service") else None


def _pending(pod: Object, says: str, verdict: Judgement, causes: list[Link]) -> Link:
    shown = pods.condition(pod, "PodScheduled") or {}
    changed = verdict.message and verdict.message != shown.get("message")
    return about(
        pod, says, condition_proof(pod, "PodScheduled"),
        Proof(say("the scheduler's verdict now"), verdict.message) if changed else None,
        since=condition_since(pod, "PodScheduled") or created(pod), page=pages.SCHEDULER, causes=causes,
    )  # fmt: skip


def _by_its_condition(pod: Object, inquiry: Inquiry) -> Link:
    """Without a look at the nodes there is only what the scheduler wrote down, and the pod's claims."""
    claims = [inquiry.of(claim) for claim in _unbound(pod, inquiry.evidence)]
    return about(
        pod, say("is Pending: it has no node; why, is what the scheduler says"),
        condition_proof(pod, "PodScheduled"),
        since=condition_since(pod, "PodScheduled") or created(pod), page=pages.SCHEDULER, causes=claims,
    )  # fmt: skip


def _gated(pod: Object) -> Link:
    gates = listed(gate["name"] for gate in pod["spec"]["schedulingGates"])
    return about(
        pod,
        say(
            "is Pending: the scheduler does not look at it before its scheduling gates are gone: {gates}",
            gates=gates,
        ),
        field_proof(pod, "spec.schedulingGates"),
        condition_proof(pod, "PodScheduled"),
        since=created(pod),
        page=pages.SCHEDULING_GATES,
        advice=say("whoever has put a gate there takes it away; you can, too, with kubectl edit"),
    )


def _of_another_scheduler(pod: Object) -> Link:
    name = pod["spec"]["schedulerName"]
    return about(
        pod,
        say(
            "is Pending: it waits for a scheduler named {name}, not for {scheduler}",
            name=name,
            scheduler=SCHEDULER,
        ),
        field_proof(pod, "spec.schedulerName"),
        condition_proof(pod, "PodScheduled"),
        since=created(pod),
        page=pages.SCHEDULER,
        advice=say("see whether that scheduler runs, or make the pod without spec.schedulerName"),
    )


def _soon_placed(pod: Object, verdict: Judgement, inquiry: Inquiry) -> Link:
    """A node can take it: its volumes are being made, its turn comes, or the scheduler sees it otherwise."""
    waiting = [inquiry.of(claim) for claim in _unbound(pod, inquiry.evidence)]
    nodes = listed(verdict.feasible)
    refused = (pods.condition(pod, "PodScheduled") or {}).get("reason") == "Unschedulable"
    if waiting:
        says = say("is Pending: it gets its node once its claims have volumes")
    elif refused:
        says = say(
            "is Pending: when the scheduler looked, no node could take it; as things are now, {nodes} could",
            nodes=nodes,
        )
    else:
        says = say("is Pending, but not for long: {nodes} can take it now", nodes=nodes)
    link = _pending(pod, says, verdict, waiting)
    page = pages.BINDING_MODE if waiting else pages.SCHEDULER
    return replace(link, page=page, is_fine=not waiting and not refused)


def _making_room(pod: Object, evidence: Evidence) -> list[Object]:
    """The pods that are leaving the node which is kept for this pod."""
    node = (pod.get("status") or {}).get("nominatedNodeName")
    return [other for other in evidence.pods_on(node) if meta.is_terminating(other)] if node else []


def _after_others(pod: Object, leaving: list[Object], verdict: Judgement, inquiry: Inquiry) -> Link:
    node = pod["status"]["nominatedNodeName"]
    names = listed(meta.name(other) for other in leaving)
    says = say(
        "is Pending: {node} is kept for it, and {names} {are} leaving that node",
        node=node,
        names=names,
        are=verb(len(leaving), "is", "are"),
    )
    causes = [inquiry.of(other) for other in leaving]
    link = _pending(pod, says, verdict, causes)
    fine = all(cause.is_fine for cause in causes)
    return replace(link, page=pages.PREEMPTION, is_fine=fine)


# What rules every node out


def _obstacle(pod: Object, verdict: Judgement, inquiry: Inquiry) -> Iterator[Link]:
    if verdict.message == NO_NODES:
        yield Link(
            say("nodes"),
            say("are missing: the cluster has none"),
            page=pages.SCHEDULER,
            next="kubectl get nodes",
        )
    if not verdict.obstacle:
        return
    claims = list(_unbound(pod, inquiry.evidence))
    for claim in claims:
        yield inquiry.of(claim)
    yield from _missing_claims(pod, inquiry)
    if not claims and not list(_missing_claims(pod, inquiry)):
        yield Link(
            subject("Pod", meta.name(pod)),
            say("cannot be placed: {obstacle}", obstacle=verdict.obstacle),
            meta.namespace(pod),
        )


def _unbound(pod: Object, evidence: Evidence) -> Iterator[Object]:
    """The pod's claims that have no volume, or cannot be used."""
    for name in volumes.claim_names(pod):
        claim = evidence.find("PersistentVolumeClaim", name, meta.namespace(pod))
        if claim is not None and (
            not volumes.is_bound_completely(claim)
            or volumes.phase(claim) == "Lost"
            or meta.is_terminating(claim)
        ):
            yield claim


def _missing_claims(pod: Object, inquiry: Inquiry) -> Iterator[Link]:
    for name in volumes.claim_names(pod):
        if inquiry.evidence.find("PersistentVolumeClaim", name, meta.namespace(pod)) is None:
            yield inquiry.about("PersistentVolumeClaim", name, meta.namespace(pod))


# What rules out single nodes


def _groups(pod: Object, verdict: Judgement, inquiry: Inquiry) -> Iterator[Link]:
    """The refused nodes by plugin and reason, most of them first."""
    groups: dict[tuple[str, tuple[str, ...]], list[Refused]] = {}
    for refused in verdict.refused:
        groups.setdefault((refused.plugin, refused.reasons), []).append(refused)
    for (plugin, reasons), members in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])):
        yield _group(pod, plugin, reasons, members, inquiry)


def _group(
    pod: Object, plugin: str, reasons: tuple[str, ...], members: list[Refused], inquiry: Inquiry
) -> Link:
    row = refusals.row(plugin)
    nodes = [inquiry.evidence.find("Node", each.node) for each in members]
    found = [node for node in nodes if node is not None]
    proofs = [_proof(pod, plugin, node, inquiry.evidence) for node in found]
    alone = len(members) == 1
    title = (
        subject("Node", members[0].node)
        if alone
        else say("nodes {names}", names=listed(each.node for each in members))
    )
    return Link(
        title,
        say(
            "{are} refused by {plugin}: {reasons}",
            are=verb(len(members), "is", "are"),
            plugin=plugin,
            reasons=", ".join(reasons),
        ),
        proofs=tuple(proofs),
        page=row.page,
        advice=say(row.advice, them=say("it") if alone else say("them")),
        next=row.command(pod, found),
        causes=tuple(row.causes(pod, found, inquiry)),
    )


def _proof(pod: Object, plugin: str, node: Object, evidence: Evidence) -> Proof:
    return Proof(subject("Node", meta.name(node)), refusals.row(plugin).detail(pod, node, evidence))
