"""The pods of a DaemonSet, as checks ask about them: node by node."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from k8slab.checks.members import what_it_is
from k8slab.checks.state import State
from k8slab.checks.unmet import expect, history
from k8slab.objects import meta, node_selector
from k8slab.story import Interval, Moment, PodLife, Story
from k8slab.story.life import Object
from k8slab.story.pod_life import is_serving
from k8slab.translation import say


class Bare(NamedTuple):
    """The nodes that had no Ready daemon pod, and since when it was just these."""

    moment: Moment
    nodes: tuple[str, ...]


def meant_for(pod: Object) -> str:
    """The node that a daemon pod is on or waits for; empty for a pod that could be anywhere."""
    named = node_selector.names(node_selector.required_terms(pod["spec"]) or [])
    return str(pod["spec"].get("nodeName") or next(iter(sorted(named or ())), ""))


def daemons(state: State, namespace: str, owner: str) -> dict[str, Object]:
    """A set's pods by their nodes; where there are two, the Ready one."""
    found = state.list("pods", namespace, owner=f"DaemonSet/{owner}")
    return {meant_for(pod): pod for pod in sorted(found, key=is_serving)}


def ready_daemons(state: State, namespace: str, owner: str, nodes: Iterable[str]) -> list[Object]:
    """The set's pods on these nodes, all Ready; raises Unmet about the first node that has none."""
    state.get("daemonsets", owner, namespace)
    found = daemons(state, namespace, owner)
    for node in nodes:
        pod = found.get(node)
        expect(
            pod is not None and is_serving(pod),
            expected=say("a Ready pod of {owner} on {node}", owner=owner, node=node),
            found=what_it_is(pod),
            where=say("node {node}", node=node),
            next=f"kubectl describe po {meta.name(pod)} -n {namespace}"
            if pod
            else f"lab.why('ds/{owner}', namespace='{namespace}') says what keeps it off {node}.",
        )
    return [found[node] for node in nodes]


def only_on(state: State, namespace: str, owner: str, nodes: Sequence[str]) -> None:
    """Raise Unmet if one of the set's pods is on another node."""
    others = sorted(set(daemons(state, namespace, owner)) - set(nodes))
    expect(
        not others,
        expected=say("pods of {owner} on {nodes} only", owner=owner, nodes=", ".join(nodes)),
        found=say("one on {others} as well", others=", ".join(others)),
        where=say("DaemonSet {owner}, namespace {namespace}", owner=owner, namespace=namespace),
        next=f"kubectl get po -n {namespace} -o wide, and kubectl get nodes --show-labels",
    )


def rolled_out(state: State, namespace: str, owner: str) -> None:
    """Raise Unmet if not every node that should have a pod has an available one of the newest template."""
    status = state.get("daemonsets", owner, namespace).get("status", {})
    wanted, updated, available = (
        status.get(field, 0)
        for field in ("desiredNumberScheduled", "updatedNumberScheduled", "numberAvailable")
    )
    expect(
        wanted == updated == available,
        expected=say("all {wanted} pods up to date and available", wanted=wanted),
        found=say("{updated} up to date, {available} available", updated=updated, available=available),
        where=say("DaemonSet {owner}, namespace {namespace}", owner=owner, namespace=namespace),
        next=f"kubectl rollout status ds/{owner} -n {namespace} --watch=false",
    )


def daemon_lives(story: Story, namespace: str, owner: str, node: str) -> list[PodLife]:
    """All pods that the set ever had on a node."""
    return [life for life in story.pods(namespace, owner=f"DaemonSet/{owner}") if life.node == node]


def barest(story: Story, namespace: str, owner: str, nodes: Sequence[str], during: Interval) -> Bare:
    """When, in a stretch of time, most of these nodes were without a Ready pod of the set, and which."""
    served = {node: _served(story, namespace, owner, node) for node in nodes}
    ends = {interval.end for each in served.values() for interval in each if interval.end}
    moments = [during.start, *(end for end in sorted(ends) if during.includes(end))]
    found = [Bare(moment, _without(served, moment)) for moment in moments]
    return max(found, key=lambda bare: len(bare.nodes))


def _served(story: Story, namespace: str, owner: str, node: str) -> list[Interval]:
    return [when for life in daemon_lives(story, namespace, owner, node) for when in life.ready]


def _without(served: Mapping[str, Iterable[Interval]], moment: Moment) -> tuple[str, ...]:
    return tuple(node for node, times in served.items() if not any(when.includes(moment) for when in times))


def daemons_stayed(
    story: Story,
    namespace: str,
    owner: str,
    nodes: Iterable[str],
    during: Interval,
    *,
    next: str,  # noqa: A002
) -> None:
    """Raise Unmet if the pod on one of the nodes was replaced, or deleted, in a stretch of time."""
    for node in nodes:
        lives = daemon_lives(story, namespace, owner, node)
        expect(
            any(life.stayed(during.start, during.end) for life in lives),
            expected=say("the pod on {node} older than that, and there all the time", node=node),
            found=say("it replaced or deleted") if lives else say("none, ever"),
            where=history("DaemonSet", owner, namespace),
            at=during.start,
            next=next,
        )
