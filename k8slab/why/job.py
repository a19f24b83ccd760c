"""Why a Job is not complete.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/job/
"""

from __future__ import annotations

from k8slab.objects import meta, pods
from k8slab.translation import say
from k8slab.why import pages
from k8slab.why.deletion import terminating
from k8slab.why.evidence import Object
from k8slab.why.inquiry import Inquiry
from k8slab.why.link import Link, about, command, condition_proof, condition_since, created, field_proof
from k8slab.why.workload import explained, own_pods, refusals


def explain(job: Object, inquiry: Inquiry) -> Link:
    there = own_pods(job, inquiry)
    if meta.is_terminating(job):
        return terminating(job, explained(there, inquiry))
    status = job.get("status") or {}
    if pods.has_condition(job, "Complete"):
        return _told(
            job,
            say("is complete: {succeeded} pods have Succeeded", succeeded=status.get("succeeded", 0)),
            "Complete",
            [],
        )
    if pods.has_condition(job, "Failed"):
        failed = [pod for pod in there if pods.is_failed(pod)]
        return _told(
            job, say("has Failed and makes no more pods"), "Failed", explained(failed, inquiry), fine=False
        )
    if job["spec"].get("suspend"):
        return about(
            job, say("is suspended: it makes no pods until spec.suspend is false"),
            field_proof(job, "spec.suspend"), since=condition_since(job, "Suspended"), page=pages.JOBS,
            next=command("patch", job, """-p '{"spec":{"suspend":false}}'"""),
        )  # fmt: skip
    waiting = [pod for pod in there if not pods.is_terminal(pod) and not pods.is_ready(pod)]
    failed = [pod for pod in there if pods.is_failed(pod)]
    causes = [*refusals(job, inquiry), *explained([*waiting, *failed], inquiry)]
    done, wanted = status.get("succeeded", 0), job["spec"].get("completions", 1)
    return _told(
        job,
        say("is at work: {done} of {wanted} completions", done=done, wanted=wanted),
        "Complete",
        causes,
        fine=not _wrong(causes),
    )


def _wrong(causes: list[Link]) -> bool:
    return any(not cause.is_fine for cause in causes)


def _told(job: Object, says: str, condition: str, causes: list[Link], *, fine: bool = True) -> Link:
    return about(
        job, says, condition_proof(job, condition), field_proof(job, "spec.backoffLimit", 6),
        field_proof(job, "status.failed", 0), since=condition_since(job, condition) or created(job),
        page=pages.JOBS if fine else pages.JOB_BACKOFF, causes=causes, is_fine=fine,
    )  # fmt: skip
