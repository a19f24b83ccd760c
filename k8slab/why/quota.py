"""What a ResourceQuota allows, and what of it is used.

Source: https://kubernetes.io/docs/concepts/policy/resource-quotas/
"""

from __future__ import annotations

from k8slab.objects.quantity import parse
from k8slab.translation import say
from k8slab.why import pages
from k8slab.why.evidence import Object
from k8slab.why.inquiry import Inquiry
from k8slab.why.link import Link, Proof, about, created
from k8slab.why.words import listed


def explain(quota: Object, inquiry: Inquiry) -> Link:
    """Which of its limits are reached."""
    status = quota.get("status") or {}
    hard, used = status.get("hard") or quota["spec"].get("hard") or {}, status.get("used") or {}
    full = [name for name in sorted(hard) if _is_full(used.get(name), hard[name])]
    says = (
        say("is used up: {full}", full=listed(full))
        if full
        else say("has room, but not enough for all that is asked of it")
    )
    if inquiry.is_asked(quota) and not full:
        says = say("has room")
    return about(
        quota,
        says,
        *(
            Proof(name, say("{used} of {hard} used", used=used.get(name, "0"), hard=hard[name]))
            for name in sorted(hard)
        ),
        since=created(quota),
        page=pages.QUOTAS,
        advice=say("delete something, or raise spec.hard"),
        is_fine=inquiry.is_asked(quota) and not full,
    )


def _is_full(used: object, hard: object) -> bool:
    try:
        return parse(str(used or "0")) >= parse(str(hard))
    except ValueError:
        return False
