"""Eviction: a deletion that asks the pod's disruption budget first.

Guarantees (https://kubernetes.io/docs/concepts/scheduling-eviction/api-eviction/):

1. A pod without a budget, one that has finished, waits for its start or is being deleted anyway is deleted.
2. A pod that is not ready may go if that cannot disturb: as many others as are wanted are healthy, or the
   budget says AlwaysAllow.
3. Else the budget must allow a disruption, or the answer is 429; it is used up at once, not only when the
   disruption controller has counted again.
4. A pod with more than one budget cannot be evicted: the answer is 500.
5. The pod's condition DisruptionTarget says why it goes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from k8slab.errors import ApiError
from k8slab.objects import budgets, meta, pods
from k8slab.objects.meta import Object
from k8slab.objects.selectors import from_manifest
from k8slab.objects.timestamps import rfc3339
from k8slab.sim.api import deletion, status
from k8slab.sim.api.api import Api
from k8slab.sim.kinds import POD, POD_DISRUPTION_BUDGET

SEVERAL = "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support."
SECONDS_TO_COUNT = 10


def evict(api: Api, name: str, namespace: str, options: Mapping[str, Any], *, dry_run: bool = False) -> None:
    """Delete the pod as the eviction subresource does. Raises ApiError 404, 409, 429 or 500."""
    pod = api.get(POD, name, namespace)
    deletion.check_preconditions(POD, pod, options)
    if not _needs_no_leave(pod):
        _ask_budget(api, pod, dry_run)
    if not dry_run:
        api.modify(POD, name, namespace, _say_why(rfc3339(api.now)), subresource="status")
        # The pod has just changed by this very request: its version was looked at before.
        options = {field: value for field, value in options.items() if field != "preconditions"}
    api.delete(POD, name, namespace, options=options, dry_run=dry_run)


def _say_why(at: str) -> Callable[[Object], None]:
    condition = {
        "type": "DisruptionTarget",
        "status": "True",
        "lastProbeTime": None,
        "lastTransitionTime": at,
        "reason": "EvictionByEvictionAPI",
        "message": "Eviction API: evicting",
    }

    def change(draft: Object) -> None:
        conditions = draft["status"].get("conditions") or []
        kept = [present for present in conditions if present["type"] != "DisruptionTarget"]
        draft["status"]["conditions"] = [*kept, condition]

    return change


def _needs_no_leave(pod: Object) -> bool:
    return pods.is_terminal(pod) or pods.is_pending(pod) or meta.is_terminating(pod)


def _ask_budget(api: Api, pod: Object, dry_run: bool) -> None:
    found = [
        budget for budget in api.list(POD_DISRUPTION_BUDGET, meta.namespace(pod)) if _covers(budget, pod)
    ]
    if len(found) > 1:
        raise status.failure(500, "", SEVERAL)
    for budget in found:
        if not _is_no_loss(budget, pod):
            _check(budget)
            if not dry_run:
                _use_up(api, budget, pod)


def _covers(budget: Object, pod: Object) -> bool:
    return from_manifest(budget["spec"].get("selector")).matches(meta.labels(pod))


def _is_no_loss(budget: Object, pod: Object) -> bool:
    """True if the pod does not count as healthy, and those that do are enough (2)."""
    if pods.is_ready(pod):
        return False
    state = budget["status"]
    enough = state["currentHealthy"] >= state["desiredHealthy"] > 0
    return bool(enough or budget["spec"].get("unhealthyPodEvictionPolicy") == "AlwaysAllow")


def _check(budget: Object) -> None:
    state, name = budget["status"], meta.name(budget)
    if state.get("observedGeneration", 0) < budget["metadata"]["generation"]:
        text = f"The disruption budget {name} is still being processed by the server."
        raise status.too_many_requests(text, retry_after=SECONDS_TO_COUNT)
    if state["disruptionsAllowed"] < 1:
        raise _refusal(name, state)


def _refusal(name: str, state: Object) -> ApiError:
    found = budgets.condition(state)
    if found and found["reason"] == budgets.FAILED:
        why = f"does not allow evicting pods currently because it failed sync: {found['message']}"
    elif state["currentHealthy"] <= state["desiredHealthy"]:
        why = f"needs {state['desiredHealthy']} healthy pods and has {state['currentHealthy']} currently"
    else:
        why = "does not allow evicting pods currently"
    return status.too_many_requests(f"The disruption budget {name} {why}")


def _use_up(api: Api, budget: Object, pod: Object) -> None:
    """Take one from what is allowed, and note the pod, which does not count as healthy from now on (3)."""

    def change(draft: Object) -> None:
        state = draft["status"]
        state["disruptionsAllowed"] -= 1
        state["disruptedPods"] = {**state.get("disruptedPods", {}), meta.name(pod): rfc3339(api.now)}
        if not state["disruptionsAllowed"]:
            draft["status"] = budgets.with_condition(state, api.now)

    name, namespace = meta.name(budget), meta.namespace(budget)
    api.modify(POD_DISRUPTION_BUDGET, name, namespace, change, subresource="status")
