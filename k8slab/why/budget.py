"""Why a PodDisruptionBudget allows no eviction.

Source: https://kubernetes.io/docs/concepts/workloads/pods/disruptions/#pod-disruption-budgets
"""

from __future__ import annotations

from k8slab.objects import meta, pods
from k8slab.objects.budgets import allowed_evictions
from k8slab.objects.selectors import from_manifest
from k8slab.translation import say
from k8slab.why import pages
from k8slab.why.evidence import Object
from k8slab.why.inquiry import Inquiry
from k8slab.why.link import Link, about, condition_proof, condition_since, created, field_proof
from k8slab.why.words import counted
from k8slab.why.workload import explained, unready


def explain(budget: Object, inquiry: Inquiry) -> Link:
    status = budget.get("status") or {}
    expected, healthy = status.get("expectedPods", 0), status.get("currentHealthy", 0)
    wanted = status.get("desiredHealthy", 0)
    guarded = _guarded(budget, inquiry)
    counts = say(
        "{healthy} of {expected} pods are healthy, {wanted} have to be",
        healthy=healthy,
        expected=expected,
        wanted=wanted,
    )
    advice = ""
    causes: list[Link] = []
    if allowed_evictions(budget):
        says = say(
            "allows {evictions} now: {counts}",
            evictions=counted(allowed_evictions(budget), "eviction"),
            counts=counts,
        )
    elif not guarded:
        says = say("guards no pod: its selector matches none")
        advice = say("compare spec.selector with the pods' labels")
    elif wanted >= expected:
        says = say(
            "never allows an eviction: all {expected} of its pods have to be healthy", expected=expected
        )
        advice = say("add a replica, or lower minAvailable (raise maxUnavailable)")
    else:
        says = say("allows no eviction now: {counts}", counts=counts)
        causes = explained(unready(guarded), inquiry)
    return about(
        budget,
        says,
        field_proof(budget, "spec.minAvailable"),
        field_proof(budget, "spec.maxUnavailable"),
        field_proof(budget, "status.disruptionsAllowed"),
        condition_proof(budget, "DisruptionAllowed"),
        since=condition_since(budget, "DisruptionAllowed") or created(budget),
        page=pages.DISRUPTIONS,
        advice=advice,
        causes=causes,
        is_fine=bool(allowed_evictions(budget)),
    )


def _guarded(budget: Object, inquiry: Inquiry) -> list[Object]:
    selector = from_manifest(budget["spec"].get("selector"))
    found = inquiry.evidence.list("Pod", meta.namespace(budget))
    return [pod for pod in found if selector.matches(meta.labels(pod)) and not pods.is_terminal(pod)]
