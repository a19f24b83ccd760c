"""Why a ReplicaSet has fewer Ready pods than it should.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/
"""

from __future__ import annotations

from collections.abc import Iterator

from k8slab.objects import meta, pods
from k8slab.translation import message, say
from k8slab.why import pages
from k8slab.why.deletion import terminating
from k8slab.why.evidence import Object
from k8slab.why.inquiry import Inquiry
from k8slab.why.link import Link, about, condition_proof, field_proof
from k8slab.why.words import counted, listed
from k8slab.why.workload import (
    explained,
    is_observed,
    list_pods,
    own_pods,
    refusals,
    summed_up,
    unobserved,
    unready,
)

CONTROLLER = message("ReplicaSet controller")


def explain(replicaset: Object, inquiry: Inquiry) -> Link:
    there = [pod for pod in own_pods(replicaset, inquiry) if not pods.is_terminal(pod)]
    if meta.is_terminating(replicaset):
        return terminating(replicaset, explained(there, inquiry))
    if not is_observed(replicaset):
        return unobserved(replicaset, CONTROLLER)
    wanted = replicaset["spec"].get("replicas", 1)
    ready = sum(pods.is_healthy(pod) for pod in there)
    return summed_up(
        replicaset, say("has {ready} of {pods} Ready", ready=ready, pods=counted(wanted, "pod")),
        list(_decisions(replicaset, there, inquiry)), [], pages.REPLICASETS,
        field_proof(replicaset, "spec.replicas", 1), condition_proof(replicaset, "ReplicaFailure"),
    )  # fmt: skip


def _decisions(replicaset: Object, there: list[Object], inquiry: Inquiry) -> Iterator[Link]:
    missing = replicaset["spec"].get("replicas", 1) - sum(pods.is_active(pod) for pod in there)
    if missing > 0:
        refused = list(refusals(replicaset, inquiry))
        yield about(
            replicaset, say("has still to make {pods}", pods=counted(missing, "pod")),
            condition_proof(replicaset, "ReplicaFailure"), page=pages.REPLICASETS, causes=refused,
            is_fine=not refused,
        )  # fmt: skip
    if troubled := unready(there):
        causes = explained(troubled, inquiry)
        names = listed(meta.name(pod) for pod in troubled)
        yield about(
            replicaset, say("has pods that are not Ready: {names}", names=names), since=causes[0].since,
            page=pages.REPLICASETS, causes=causes, next=list_pods(replicaset),
            is_fine=all(cause.is_fine for cause in causes),
        )  # fmt: skip
