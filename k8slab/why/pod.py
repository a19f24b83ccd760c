"""Why a pod is Pending, not Ready, Terminating, or well.

Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/
"""

from __future__ import annotations

from k8slab.objects import meta, pods
from k8slab.translation import say
from k8slab.why import pages, pod_containers, pod_end, pod_placement, pod_scheduling
from k8slab.why.container import logs
from k8slab.why.evidence import Object
from k8slab.why.inquiry import Inquiry
from k8slab.why.link import (
    Link,
    about,
    condition_proof,
    condition_since,
    describe,
    field_proof,
)
from k8slab.why.node_state import is_silent

REVISION = "controller-revision-hash"


def explain(pod: Object, inquiry: Inquiry) -> Link:
    """The first of these that holds is what the pod waits for."""
    if meta.is_terminating(pod):
        return pod_end.explain(pod, inquiry)
    if pods.is_terminal(pod):
        return _finished(pod, inquiry)
    if not pod["spec"].get("nodeName"):
        return pod_scheduling.explain(pod, inquiry)
    if pods.is_ready(pod):
        return _ready(pod, inquiry)
    return _on_silent_node(pod, inquiry) or pod_containers.explain(pod, inquiry)


def _ready(pod: Object, inquiry: Inquiry) -> Link:
    node = pod["spec"]["nodeName"]
    full = inquiry.is_asked(pod)
    restarted = pod_containers.restarts(pod, inquiry) if full else []
    placed = [pod_placement.explain(pod, inquiry)] if full else []
    return about(
        pod, say("is Running and Ready on {node}; nothing holds it up", node=node),
        condition_proof(pod, "Ready"),
        since=condition_since(pod, "Ready"), page=pages.POD_CONDITIONS,
        causes=[*restarted, *placed], is_fine=True,
    )  # fmt: skip


def _on_silent_node(pod: Object, inquiry: Inquiry) -> Link | None:
    """A pod is not Ready by the node controller's word when its kubelet is not heard."""
    name = pod["spec"]["nodeName"]
    node = inquiry.evidence.find("Node", name)
    if node is None and not inquiry.evidence.can_read("Node"):
        return None
    if node is not None and not is_silent(node):
        return None
    says = say(
        "is not Ready: the kubelet on {name} does not answer, so nobody knows how its containers are",
        name=name,
    )
    return about(
        pod,
        says,
        condition_proof(pod, "Ready"),
        field_proof(pod, "spec.nodeName"),
        since=condition_since(pod, "Ready"),
        page=pages.NODE_CONTROLLER,
        causes=[inquiry.about("Node", name)],
    )


def _finished(pod: Object, inquiry: Inquiry) -> Link:
    """Succeeded or Failed: no container will run again."""
    reason = (pod.get("status") or {}).get("reason", "")
    phase = pods.phase(pod)
    target = condition_proof(pod, "DisruptionTarget")
    if phase == "Succeeded":
        says = say("has Succeeded: all its containers ended with exit code 0 and are not started again")
    else:
        says = say(
            "has Failed{why}: its containers will not be started again", why=f" ({reason})" if reason else ""
        )
    return about(
        pod,
        says,
        field_proof(pod, "status.phase"),
        field_proof(pod, "status.message"),
        field_proof(pod, "spec.restartPolicy"),
        target,
        since=condition_since(pod, "Ready"),
        page=pages.POD_PHASE,
        causes=pod_containers.ends(pod, inquiry),
        is_fine=phase == "Succeeded",
        next=logs(pod) if pod["spec"].get("nodeName") else describe(pod),
    )
