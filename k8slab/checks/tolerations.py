"""For how long pods tolerate a taint, as checks ask about it."""

from __future__ import annotations

from k8slab.checks.unmet import expect
from k8slab.objects import meta, taints
from k8slab.story.life import Object
from k8slab.translation import say

FOR_EVER = float("inf")


def patience_of(pod: Object, key: str) -> float:
    """The seconds for which a pod stays on a node with that NoExecute taint: of several, the fewest."""
    taint = {"key": key, "effect": "NoExecute"}
    found = [each for each in taints.of_pod(pod) if taints.tolerates(each, taint)]
    limits = [float(each["tolerationSeconds"]) for each in found if "tolerationSeconds" in each]
    return min(limits, default=FOR_EVER) if found else 0.0


def tolerates_for(pod: Object, key: str, seconds: float) -> None:
    """Raise Unmet if a pod stays on a node with that taint for another time."""
    found = patience_of(pod, key)
    expect(
        found == seconds,
        expected=say("{key} tolerated for {seconds} s", key=key, seconds=f"{seconds:g}"),
        found=say("it tolerated for ever")
        if found == FOR_EVER
        else say("it tolerated for {seconds} s", seconds=f"{found:g}"),
        where=say("pod {pod}, namespace {namespace}", pod=meta.name(pod), namespace=meta.namespace(pod)),
        next=say("The template of a workload says it for all its pods: spec.template.spec.tolerations."),
    )
