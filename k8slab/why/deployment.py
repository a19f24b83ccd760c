"""How far a Deployment's rollout has come, and what it waits for.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/
"""

from __future__ import annotations

from collections.abc import Iterator

from k8slab.objects import meta, pods
from k8slab.objects.selectors import from_manifest
from k8slab.translation import message, say
from k8slab.why import pages
from k8slab.why.deletion import terminating
from k8slab.why.evidence import Object
from k8slab.why.inquiry import Inquiry
from k8slab.why.link import Link, about, command, condition_proof, condition_since, created, field_proof
from k8slab.why.words import counted
from k8slab.why.workload import is_observed, summed_up, unobserved

CONTROLLER = message("Deployment controller")
REVISION = "deployment.kubernetes.io/revision"


def explain(deployment: Object, inquiry: Inquiry) -> Link:
    sets = own_sets(deployment, inquiry)
    if meta.is_terminating(deployment):
        return terminating(deployment, [inquiry.of(each) for each in sets])
    if not is_observed(deployment):
        return unobserved(deployment, CONTROLLER)
    status = deployment.get("status") or {}
    wanted = deployment["spec"].get("replicas", 1)
    summary = say(
        "has {ready} of {pods} Ready", ready=status.get("readyReplicas", 0), pods=counted(wanted, "pod")
    )
    return summed_up(
        deployment,
        summary,
        list(_decisions(deployment, sets, inquiry)),
        [],
        pages.DEPLOYMENTS,
        field_proof(deployment, "spec.replicas", 1),
        field_proof(deployment, "status.updatedReplicas", 0),
        condition_proof(deployment, "Available"),
    )


def own_sets(deployment: Object, inquiry: Inquiry) -> list[Object]:
    """Its ReplicaSets, the newest revision first."""
    selector = str(from_manifest(deployment["spec"].get("selector")))
    found = [
        each
        for each in inquiry.evidence.list("ReplicaSet", meta.namespace(deployment), selector)
        if meta.is_controlled_by(each, deployment)
    ]
    return sorted(found, key=_revision, reverse=True)


def _revision(replicaset: Object) -> int:
    number = meta.annotations(replicaset).get(REVISION, "")
    return int(number) if number.isdecimal() else 0


def _decisions(deployment: Object, sets: list[Object], inquiry: Inquiry) -> Iterator[Link]:
    if deployment["spec"].get("paused"):
        yield _paused(deployment)
    late = pods.condition(deployment, "Progressing") or {}
    if late.get("reason") == "ProgressDeadlineExceeded":
        yield _late(deployment)
    short = [each for each in sets if not _is_complete(each)]
    old = [each for each in sets[1:] if _replicas(each)]
    if short or old:
        yield _rolling(deployment, sets, short, old, inquiry)


def _paused(deployment: Object) -> Link:
    return about(
        deployment, say("is paused: changes of its template are not rolled out until it is resumed"),
        field_proof(deployment, "spec.paused"), condition_proof(deployment, "Progressing"),
        since=condition_since(deployment, "Progressing"), page=pages.PAUSED,
        next=command("rollout resume", deployment),
    )  # fmt: skip


def _late(deployment: Object) -> Link:
    seconds = deployment["spec"].get("progressDeadlineSeconds", 600)
    return about(
        deployment,
        say(
            "has not come on for {seconds}s (progressDeadlineSeconds); the rollout counts as failed",
            seconds=seconds,
        ),
        condition_proof(deployment, "Progressing"),
        since=condition_since(deployment, "Progressing"),
        page=pages.FAILED_DEPLOYMENT,
        advice=say("mend the newest ReplicaSet's pods, or go back"),
        next=command("rollout undo", deployment),
        is_fine=True,
    )


def _rolling(
    deployment: Object, sets: list[Object], short: list[Object], old: list[Object], inquiry: Inquiry
) -> Link:
    """Old pods go as new ones get available; what holds up the new ones is told by their ReplicaSet."""
    strategy = deployment["spec"].get("strategy") or {}
    rolling = strategy.get("rollingUpdate") or {}
    says = say("waits for the pods of its ReplicaSet")
    if old:
        left = counted(sum(_replicas(each) for each in old), "pod")
        says = say(
            "is rolled out in part: {left} of older ReplicaSets stay until enough new ones are available",
            left=left,
        )
        if strategy.get("type", "RollingUpdate") == "RollingUpdate":
            unavailable, surge = (rolling.get(field, "25%") for field in ("maxUnavailable", "maxSurge"))
            says += f" (maxUnavailable {unavailable}, maxSurge {surge})"
    causes = [inquiry.of(each) for each in short]
    return about(
        deployment,
        says,
        field_proof(deployment, "spec.strategy"),
        condition_proof(deployment, "Progressing"),
        since=created(sets[0]) if old else condition_since(deployment, "Progressing"),
        page=pages.DEPLOYMENT_ROLLING if old else pages.DEPLOYMENTS,
        causes=causes,
        is_fine=all(cause.is_fine for cause in causes),
        next=command("rollout status", deployment),
    )


def _replicas(replicaset: Object) -> int:
    return int((replicaset.get("status") or {}).get("replicas", 0))


def _is_complete(replicaset: Object) -> bool:
    """All of its pods are Ready, or it is not to have any."""
    ready = int((replicaset.get("status") or {}).get("readyReplicas", 0))
    return ready >= int(replicaset["spec"].get("replicas", 1))
