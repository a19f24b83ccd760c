"""On which nodes a DaemonSet runs and why not on others; what its pods and its update wait for.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/
"""

from __future__ import annotations

from collections.abc import Iterator

from k8slab.backends.simulator import daemon_tolerations, runs_daemon
from k8slab.objects import meta, node_selector, pods, taints
from k8slab.translation import message, say
from k8slab.why import pages, refusals
from k8slab.why.deletion import terminating
from k8slab.why.evidence import Object
from k8slab.why.inquiry import Inquiry
from k8slab.why.link import Link, Proof, about, command, field_proof
from k8slab.why.node_state import taint_text
from k8slab.why.resources import subject
from k8slab.why.words import counted, listed, verb
from k8slab.why.workload import (
    explained,
    is_observed,
    list_pods,
    own_pods,
    summed_up,
    unobserved,
    unready,
)
from k8slab.why.workload import (
    refusals as refused_creations,
)

CONTROLLER = message("DaemonSet controller")
GENERATION = "pod-template-generation"


def explain(daemonset: Object, inquiry: Inquiry) -> Link:
    if meta.is_terminating(daemonset):
        return terminating(daemonset, explained(own_pods(daemonset, inquiry), inquiry))
    if not is_observed(daemonset):
        return unobserved(daemonset, CONTROLLER)
    there = own_pods(daemonset, inquiry)
    eligible = [node for node in inquiry.evidence.list("Node") if runs_daemon(daemonset, node)]
    ready = sum(pods.is_healthy(pod) for pod in there)
    summary = say(
        "has {pods} Ready for {eligible_nodes}",
        pods=counted(ready, "pod"),
        eligible_nodes=counted(len(eligible), "eligible node"),
    )
    decisions = list(_decisions(daemonset, eligible, there, inquiry))
    facts = list(_facts(daemonset, there, inquiry)) if inquiry.is_asked(daemonset) else []
    return summed_up(
        daemonset,
        summary,
        decisions,
        facts,
        pages.DAEMONSETS,
        field_proof(daemonset, "status.desiredNumberScheduled", 0),
        field_proof(daemonset, "status.numberReady", 0),
    )


def _decisions(
    daemonset: Object, eligible: list[Object], there: list[Object], inquiry: Inquiry
) -> Iterator[Link]:
    taken = {target_node(pod) for pod in there}
    empty = [meta.name(node) for node in eligible if meta.name(node) not in taken]
    if empty:
        refused = list(refused_creations(daemonset, inquiry))
        yield about(
            daemonset,
            say("has still to make its pod for {empty}", empty=listed(empty)),
            page=pages.DAEMON_NODES,
            causes=refused,
            is_fine=not refused,
        )
    if troubled := unready(there):
        causes = explained(troubled, inquiry)
        names = listed(meta.name(pod) for pod in troubled)
        yield about(
            daemonset,
            say("has pods that are not Ready: {names}", names=names),
            since=causes[0].since,
            page=pages.DAEMONSETS,
            causes=causes,
            next=list_pods(daemonset),
            is_fine=all(cause.is_fine for cause in causes),
        )
    yield from _update(daemonset, there)


def target_node(pod: Object) -> str:
    """The node that a daemon pod is on or meant for."""
    terms = node_selector.required_terms(pod["spec"])
    named = node_selector.names(terms) if terms else None
    return str(pod["spec"].get("nodeName") or next(iter(sorted(named or ())), ""))


# Nodes


def _facts(daemonset: Object, there: list[Object], inquiry: Inquiry) -> Iterator[Link]:
    yield from _nodes(daemonset, inquiry)
    yield from _on_delete(daemonset, there)


def _nodes(daemonset: Object, inquiry: Inquiry) -> Iterator[Link]:
    """Every node: one that gets a pod, or what rules it out."""
    runs: list[Proof] = []
    skips: dict[str, list[Proof]] = {}
    for node in inquiry.evidence.list("Node"):
        plugin, why = _verdict(daemonset, node, inquiry)
        proof = Proof(subject("Node", meta.name(node)), why)
        (skips.setdefault(plugin, []) if plugin else runs).append(proof)
    for plugin, found in sorted(skips.items()):
        names = listed(proof.source.partition("/")[2] for proof in found)
        row = refusals.row(plugin)
        yield about(
            daemonset,
            say("skips {names}: {words}", names=names, words=say(WORDS[plugin])),
            *found,
            page=row.page,
            advice=say(row.advice),
            next="kubectl describe nodes",
            is_fine=True,
        )
    if runs:
        yield about(
            daemonset,
            say("runs on {nodes}", nodes=listed(proof.source.partition("/")[2] for proof in runs)),
            *runs,
            page=pages.DAEMON_TAINTS if _is_any_tainted(inquiry) else pages.DAEMON_NODES,
            is_fine=True,
            next=list_pods(daemonset),
        )


WORDS = {
    "NodeAffinity": message("no match for the template's nodeSelector or node affinity"),
    "TaintToleration": message("a taint that the pods do not tolerate"),
    "NodeName": message("the template names another node"),
}


def _verdict(daemonset: Object, node: Object, inquiry: Inquiry) -> tuple[str, str]:
    """The plugin that rules the node out, if any, and what the node has to do with it."""
    spec = daemonset["spec"]["template"]["spec"]
    pod = {"metadata": {}, "spec": {**spec, "tolerations": daemon_tolerations(daemonset)}}
    if runs_daemon(daemonset, node):
        return "", _tolerated(node) or say("eligible")
    if spec.get("nodeName") not in (None, "", meta.name(node)):
        plugin = "NodeName"
    elif not node_selector.admits(spec, node):
        plugin = "NodeAffinity"
    else:
        plugin = "TaintToleration"
    return plugin, refusals.row(plugin).detail(pod, node, inquiry.evidence)


def _tolerated(node: Object) -> str:
    """Taints that daemon pods do not mind."""
    kept_out = [taint for taint in taints.of_node(node) if taint.get("effect") in taints.KEEPS_OUT]
    texts = [taint_text(taint) for taint in kept_out]
    return say("eligible: its pods tolerate the taint {texts}", texts=listed(texts)) if texts else ""


def _is_any_tainted(inquiry: Inquiry) -> bool:
    return any(taints.of_node(node) for node in inquiry.evidence.list("Node"))


# Updates


def _outdated(daemonset: Object, there: list[Object]) -> list[Object]:
    """Pods of an older template, by its generation."""
    newest = meta.annotations(daemonset).get("deprecated.daemonset.template.generation", "")
    return [pod for pod in there if newest and meta.labels(pod).get(GENERATION) not in (None, newest)]


def _update(daemonset: Object, there: list[Object]) -> Iterator[Link]:
    strategy = daemonset["spec"].get("updateStrategy") or {}
    outdated = _outdated(daemonset, there)
    if not outdated or strategy.get("type", "RollingUpdate") != "RollingUpdate":
        return
    rolling = strategy.get("rollingUpdate") or {}
    surge = rolling.get("maxSurge", 0)
    limit = (
        f"maxSurge {surge}"
        if surge not in (0, "0%")
        else f"maxUnavailable {rolling.get('maxUnavailable', 1)}"
    )
    names = listed(meta.name(pod) for pod in outdated)
    trouble = bool(unready(there))
    waits = say("; it goes on when the pods that are not Ready are") if trouble else ""
    yield about(
        daemonset,
        say("still has to update {names}, within {limit}{waits}", names=names, limit=limit, waits=waits),
        field_proof(daemonset, "spec.updateStrategy"),
        field_proof(daemonset, "status.updatedNumberScheduled", 0),
        field_proof(daemonset, "spec.minReadySeconds"),
        page=pages.DAEMON_UPDATE,
        is_fine=True,
        next=command("rollout status", daemonset),
    )


def _on_delete(daemonset: Object, there: list[Object]) -> Iterator[Link]:
    outdated = _outdated(daemonset, there)
    if outdated and (daemonset["spec"].get("updateStrategy") or {}).get("type") == "OnDelete":
        names = listed(meta.name(pod) for pod in outdated)
        keep = verb(len(outdated), "keeps", "keep")
        yield about(
            daemonset,
            say(
                "is updated in part: {names} {keep} the old template, for updateStrategy is OnDelete",
                names=names,
                keep=keep,
            ),
            field_proof(daemonset, "spec.updateStrategy.type"),
            page=pages.DAEMON_UPDATE,
            is_fine=True,
            advice=say("delete a pod to have it made anew"),
            next=command("delete", outdated[0]),
        )
