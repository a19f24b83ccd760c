"""Why a node is not Ready, takes no pods, or still has some.

Source: https://kubernetes.io/docs/concepts/architecture/nodes/
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from k8slab.objects import meta, pods, taints
from k8slab.objects.budgets import allowed_evictions
from k8slab.objects.selectors import from_manifest
from k8slab.translation import say
from k8slab.why import pages
from k8slab.why.evidence import Object, event_proof, is_about
from k8slab.why.inquiry import Inquiry
from k8slab.why.link import Link, Proof, about, condition_proof, condition_since, field_proof
from k8slab.why.node_state import is_silent, taint_text, taints_proof
from k8slab.why.pod_scheduling import is_waiting, verdict_of
from k8slab.why.resources import subject
from k8slab.why.words import counted, listed, verb

UNSCHEDULABLE = taints.UNSCHEDULABLE["key"]
PRESSURES = ("MemoryPressure", "DiskPressure", "PIDPressure", "NetworkUnavailable")
DAEMONS = "DaemonSet"
EVICTIONS = ("TaintManagerEviction", "Evicted")
MOST_PODS = 20
MOST_WAITING = 5


def explain(node: Object, inquiry: Inquiry) -> Link:
    """Ready or not; asked for by itself, with its taints and pods."""
    more = list(_in_full(node, inquiry)) if inquiry.is_asked(node) else []
    if is_silent(node):
        return _silent(node, more)
    if not pods.has_condition(node, "Ready"):
        return _not_ready(node, more)
    says = say("is Ready")
    if node["spec"].get("unschedulable"):
        says += say(" and cordoned: what runs there stays, new pods go elsewhere")
    kept_out = [taint for taint in taints.of_node(node) if taint.get("effect") in taints.KEEPS_OUT]
    strange = [taint for taint in kept_out if taint["key"] != UNSCHEDULABLE]
    if strange:
        says += say(
            "; pods that do not tolerate {taint_text} are kept out",
            taint_text=listed(map(taint_text, strange)),
        )
    return about(
        node,
        says,
        condition_proof(node, "Ready"),
        field_proof(node, "spec.unschedulable"),
        taints_proof(node),
        *_pressures(node),
        since=condition_since(node, "Ready"),
        page=pages.NODE_CONDITIONS,
        causes=more,
        is_fine=not any(not link.is_fine for link in more),
    )


def _silent(node: Object, more: list[Link]) -> Link:
    name = meta.name(node)
    link = about(
        node,
        say("is NotReady: its kubelet does not answer"),
        condition_proof(node, "Ready"),
        taints_proof(node),
        since=condition_since(node, "Ready"),
        page=pages.NODE_CONTROLLER,
        advice=say("see whether the machine {name} runs, its kubelet is up and its network works", name=name),
        causes=more,
    )
    return replace(link, is_root=True)


def _not_ready(node: Object, more: list[Link]) -> Link:
    found = pods.condition(node, "Ready")
    says = (
        say("is NotReady: its kubelet says so")
        if found
        else say("is NotReady: its kubelet has not reported yet")
    )
    link = about(
        node, says, condition_proof(node, "Ready"), taints_proof(node), *_pressures(node),
        since=condition_since(node, "Ready"), page=pages.NODE_CONDITIONS, causes=more,
    )  # fmt: skip
    return replace(link, is_root=True)


def _pressures(node: Object) -> Iterator[Proof]:
    for kind in PRESSURES:
        proof = condition_proof(node, kind) if pods.has_condition(node, kind) else None
        if proof is not None:
            yield proof


# The node's pods


def _in_full(node: Object, inquiry: Inquiry) -> Iterator[Link]:
    there = inquiry.evidence.pods_on(meta.name(node))
    leaving = [pod for pod in there if meta.is_terminating(pod)]
    yield from (inquiry.of(pod) for pod in leaving[:MOST_PODS])
    staying = [pod for pod in there if not meta.is_terminating(pod) and not pods.is_terminal(pod)]
    if node["spec"].get("unschedulable"):
        yield from _guarded(staying, inquiry)
    yield from _summary(node, staying) if staying else ()
    yield from _evicted(node, inquiry)
    yield from _turned_away(node, inquiry)


def _guarded(staying: list[Object], inquiry: Inquiry) -> Iterator[Link]:
    """Budgets that keep pods from being evicted, as a drain would."""
    budgets = {
        meta.key(budget): budget
        for pod in staying
        for budget in budgets_of(pod, inquiry)
        if not allowed_evictions(budget)
    }
    yield from (inquiry.of(budget) for budget in budgets.values())


def budgets_of(pod: Object, inquiry: Inquiry) -> list[Object]:
    """The PodDisruptionBudgets that guard a pod."""
    found = inquiry.evidence.list("PodDisruptionBudget", meta.namespace(pod))
    return [each for each in found if from_manifest(each["spec"].get("selector")).matches(meta.labels(pod))]


def _summary(node: Object, staying: list[Object]) -> Iterator[Link]:
    daemons = [pod for pod in staying if (meta.controller_of(pod) or {}).get("kind") == DAEMONS]
    others = [pod for pod in staying if pod not in daemons]
    says = say(
        "has {pods}: {names}",
        pods=counted(len(staying), "pod"),
        names=listed(meta.name(pod) for pod in [*others, *daemons]),
    )
    if daemons and node["spec"].get("unschedulable"):
        says += say("; {pods} of DaemonSets stay, for a drain leaves them", pods=counted(len(daemons), "pod"))
    unready = [pod for pod in staying if not pods.is_ready(pod)]
    yield about(
        node,
        says,
        *(Proof(f"pod/{meta.name(pod)}", say("not Ready")) for pod in unready),
        page=pages.DRAINING,
        is_fine=True,
        next=f"kubectl get pods -A -o wide --field-selector spec.nodeName={meta.name(node)}",
    )


def _evicted(node: Object, inquiry: Inquiry) -> Iterator[Link]:
    """Whom the taints of the node have driven out, as events tell; only where there are such taints."""
    if not any(taint.get("effect") == "NoExecute" for taint in taints.of_node(node)):
        return
    there = inquiry.evidence.pods_on(meta.name(node))
    events = [
        event
        for event in inquiry.evidence.list("Event")
        if event.get("reason") in EVICTIONS and any(is_about(event, pod) for pod in there)
    ]
    if events:
        names = dict.fromkeys(event["involvedObject"].get("name", "") for event in events)
        yield about(
            node, say("has NoExecute taints, which drive out {names}", names=listed(names)),
            *(event_proof(event) for event in events), page=pages.TAINT_EVICTION, is_fine=True,
        )  # fmt: skip


def _turned_away(node: Object, inquiry: Inquiry) -> Iterator[Link]:
    """Pods that wait for a node and cannot have this one; only the first few are asked about."""
    waiting = [pod for pod in inquiry.evidence.list("Pod") if is_waiting(pod)]
    told = []
    for pod in waiting[:MOST_WAITING]:
        refused = {each.node: each for each in verdict_of(pod, inquiry.evidence).refused}
        why = refused.get(meta.name(node))
        if why is not None:
            text = f"{why.plugin}: {', '.join(why.reasons)}"
            told.append((meta.name(pod), Proof(subject("Pod", meta.name(pod)), text)))
    if told:
        names, wait = listed(name for name, _ in told), verb(len(told), "waits", "wait")
        yield about(
            node, say("cannot take {names}, which {wait} for a node", names=names, wait=wait),
            *(proof for _, proof in told), page=pages.SCHEDULER, is_fine=True,
            next="kubectl get pods -A --field-selector spec.nodeName=",
        )  # fmt: skip
