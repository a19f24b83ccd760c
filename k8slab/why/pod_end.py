"""Why a pod is being deleted, and why it is still there.

Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from k8slab.objects import meta, pods
from k8slab.translation import say
from k8slab.why import pages
from k8slab.why.deletion import finalizers_link
from k8slab.why.evidence import Object
from k8slab.why.inquiry import Inquiry
from k8slab.why.link import (
    Link,
    Proof,
    about,
    condition_proof,
    field_proof,
    moment,
    within,
)
from k8slab.why.node_state import is_silent
from k8slab.why.text import time_text

KILLERS = ("Preempted", "TaintManagerEviction", "Evicted", "Killing", "DeletingNode", "NodeNotReady")


def explain(pod: Object, inquiry: Inquiry) -> Link:
    """What keeps it: its node, finalizers, or the time that its containers still have."""
    name = pod["spec"].get("nodeName", "")
    node = inquiry.evidence.find("Node", name) if name else None
    if name and node is None and inquiry.evidence.can_read("Node"):
        return _on_no_node(pod, inquiry)
    if node is not None and is_silent(node) and not pods.is_terminal(pod):
        return _on_silent_node(pod, inquiry)
    if pod["metadata"].get("finalizers") and _is_over(pod):
        return _terminating(
            pod, say("is Terminating: its containers have ended, its finalizers keep it"), inquiry,
            [finalizers_link(pod)],
        )  # fmt: skip
    return _in_grace(pod, inquiry)


def _is_over(pod: Object) -> bool:
    """No container runs, or none ever did."""
    statuses = (pod.get("status") or {}).get("containerStatuses") or ()
    return not any("running" in (each.get("state") or {}) for each in statuses)


def _terminating(
    pod: Object, says: str, inquiry: Inquiry, causes: list[Link], *, advice: str = "", next_command: str = ""
) -> Link:
    trouble = [cause for cause in causes if not cause.is_fine]
    return about(
        pod,
        says,
        field_proof(pod, "metadata.deletionTimestamp"),
        field_proof(pod, "metadata.deletionGracePeriodSeconds"),
        condition_proof(pod, "DisruptionTarget"),
        *_killers(pod, inquiry),
        since=_asked_at(pod),
        page=pages.TERMINATION,
        advice=advice,
        next=next_command,
        causes=causes,
        is_fine=not trouble,
    )


OUT_OF_SERVICE = "node.kubernetes.io/out-of-service=nodeshutdown:NoExecute"


def _asked_at(pod: Object) -> float | None:
    """When the deletion was asked for: the deletionTimestamp is the end of the grace period."""
    end = moment(pod["metadata"].get("deletionTimestamp"))
    return None if end is None else end - float(pod["metadata"].get("deletionGracePeriodSeconds") or 0)


def _killers(pod: Object, inquiry: Inquiry) -> Iterator[Proof]:
    """Who asked for its end, as far as events tell."""
    for event in inquiry.evidence.events(pod):
        if event.get("reason") in KILLERS:
            yield Proof(say("event {reason}", reason=event["reason"]), f'"{event.get("message", "")}"')


def _on_silent_node(pod: Object, inquiry: Inquiry) -> Link:
    name = pod["spec"]["nodeName"]
    says = say(
        "is Terminating because the kubelet on {name} does not answer: it alone can say that the pod ended",
        name=name,
    )
    link = _terminating(
        pod,
        says,
        inquiry,
        [inquiry.about("Node", name)],
        advice=say(
            "bring the node back; or, if you know that its machine is off, say so with a taint: that ends "
            "all of its pods and frees their volumes, while a deletion by force only frees the name of one"
        ),
        next_command=f"kubectl taint node {name} {OUT_OF_SERVICE}",
    )
    return replace(link, page=pages.FORCED_DELETION)


def _on_no_node(pod: Object, inquiry: Inquiry) -> Link:
    name = pod["spec"]["nodeName"]
    says = say(
        "is Terminating and its node {name} is gone: the pod garbage collector removes it soon", name=name
    )
    return _terminating(pod, says, inquiry, [])


def _in_grace(pod: Object, inquiry: Inquiry) -> Link:
    grace = pod["metadata"].get("deletionGracePeriodSeconds", 0)
    end = moment(pod["metadata"].get("deletionTimestamp"))
    until = "" if end is None else say(", until {time}", time=time_text(end).removeprefix("at "))
    says = say("is Terminating: its containers have {grace}s to end{until}", grace=grace, until=until)
    hooks = [
        c["name"] for c in pod["spec"].get("containers") or () if (c.get("lifecycle") or {}).get("preStop")
    ]
    if hooks:
        says += say("; the preStop hook of {hooks} runs first", hooks=", ".join(hooks))
    more = [finalizers_link(pod)] if pod["metadata"].get("finalizers") else []
    watch = " ".join(["kubectl get pod", meta.name(pod), *within(meta.namespace(pod)), "--watch"])
    return _terminating(pod, says, inquiry, more, next_command=watch)
