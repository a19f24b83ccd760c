"""Why a pod is on its node, and where else it could be now.

Source: https://kubernetes.io/docs/concepts/scheduling-eviction/kube-scheduler/
"""

from __future__ import annotations

from k8slab.translation import say
from k8slab.why import pages
from k8slab.why.evidence import Object
from k8slab.why.inquiry import Inquiry
from k8slab.why.link import Link, Proof, about, condition_since, field_proof
from k8slab.why.pod_scheduling import verdict_of
from k8slab.why.resources import subject
from k8slab.why.words import listed


def explain(pod: Object, inquiry: Inquiry) -> Link:
    """What the scheduler would say of each node today, the pod aside."""
    node = pod["spec"]["nodeName"]
    verdict = verdict_of(pod, inquiry.evidence)
    if node not in verdict.feasible:
        says = say("was placed on {node}; as things are now it would not be placed there again", node=node)
    elif len(verdict.feasible) == 1:
        says = say("is on {node}, the only node that can take it", node=node)
    else:
        says = say(
            "was placed on {node}; now {feasible} could take it, the best first",
            node=node,
            feasible=listed(verdict.feasible),
        )
    obstacle = [Proof(say("the scheduler's verdict now"), verdict.message)] if verdict.message else []
    points = [
        Proof(subject("Node", name), say("{total} points", total=total))
        for name, total in verdict.points.items()
    ]
    refused = [
        Proof(subject("Node", each.node), f"{each.plugin}: {', '.join(each.reasons)}")
        for each in verdict.refused
    ]
    return about(
        pod,
        says,
        field_proof(pod, "spec.nodeName"),
        *obstacle,
        *points,
        *refused,
        since=condition_since(pod, "PodScheduled"),
        page=pages.SCHEDULER,
        is_fine=True,
        next="kubectl get nodes",
    )
