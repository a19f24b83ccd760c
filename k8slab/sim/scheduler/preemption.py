"""Preemption: which pods must go so that a more important one finds room.

1. Only pods of lower priority go, as few as possible, and only if that helps; the most important stay first.
2. Of several nodes the one is taken where the fewest budgets are broken, then where the least important, then
   the fewest, then the youngest pods go.
3. The victims are marked as targets of a disruption and deleted with their grace period; meanwhile the pod's
   status names the node that it waits for, and no less important pod takes the place.
4. A pod that waits for its victims to end, or whose policy is Never, preempts nobody.

Source: https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from k8slab.objects import disruption, meta, pods
from k8slab.objects.meta import Object
from k8slab.objects.selectors import from_manifest
from k8slab.objects.timestamps import rfc3339, seconds
from k8slab.sim import kinds
from k8slab.sim.api import Api
from k8slab.sim.recorder import Recorder
from k8slab.sim.scheduler.diagnosis import Diagnosis
from k8slab.sim.scheduler.node_info import NodeInfo
from k8slab.sim.scheduler.plugins.plugin import Refusal, final
from k8slab.sim.scheduler.view import View

SCHEDULER = "default-scheduler"
NO_VICTIMS = final("No preemption victims found for incoming pod")
REASON = "PreemptionByScheduler"
MESSAGE = f"{SCHEDULER}: preempting to accommodate a higher priority pod"
NEVER = "not eligible due to preemptionPolicy=Never."
WAITS = "not eligible due to a terminating pod on the nominated node."

Filter = Callable[[Object, NodeInfo], Refusal | None]
"""Whether the pod may go to the node as the view is now."""


@dataclass(frozen=True)
class Candidate:
    """A node, and who must go there."""

    node: str
    victims: tuple[Object, ...]
    broken_budgets: int

    def cost(self) -> tuple[float, ...]:
        priorities = [priority(each) for each in self.victims]
        oldest = min(_started(each) for each in self.victims if priority(each) == max(priorities))
        return self.broken_budgets, max(priorities), sum(priorities), len(priorities), -oldest


class Preemption:
    """Finds victims by trying out the scheduler's own filters on a view without them."""

    def __init__(self, api: Api, recorder: Recorder, view: View, refusal: Filter) -> None:
        self._api = api
        self._recorder = recorder
        self._view = view
        self._refusal = refusal

    def ineligible(self, pod: Object) -> str:
        """Why the pod may not preempt anybody at present; empty if it may (4)."""
        if pod["spec"].get("preemptionPolicy") == "Never":
            return NEVER
        info = self._view.nodes.get((pod.get("status") or {}).get("nominatedNodeName", ""))
        leaving = [each for each in info.pods.values() if _is_preempted(each)] if info is not None else []
        return WAITS if any(priority(each) < priority(pod) for each in leaving) else ""

    def make_room(self, pod: Object, diagnosis: Diagnosis) -> Candidate | None:
        """Look for pods that could go instead; ``diagnosis`` learns how that went."""
        if not diagnosis.refusals:
            return None
        diagnosis.ineligible = self.ineligible(pod)
        if diagnosis.ineligible or not diagnosis.passing:
            return None
        candidate, diagnosis.tried = self.attempt(pod, diagnosis.passing)
        if candidate is not None:
            diagnosis.nominated = candidate.node
        return candidate

    def attempt(self, pod: Object, nodes: Iterable[NodeInfo]) -> tuple[Candidate | None, list[Refusal]]:
        """The best candidate among the nodes (2), or why each of them is none."""
        refusals: list[Refusal] = []
        candidates: list[Candidate] = []
        for info in nodes:
            found = self._candidate(pod, info)
            if isinstance(found, Candidate):
                candidates.append(found)
            else:
                refusals.append(found)
        return min(candidates, key=Candidate.cost, default=None), refusals

    def _candidate(self, pod: Object, info: NodeInfo) -> Candidate | Refusal:
        lower = [each for each in info.pods.values() if priority(each) < priority(pod)]
        if not lower:
            return NO_VICTIMS
        with self._view.without(lower):
            refusal = self._refusal(pod, info)
            if refusal is not None:
                return refusal
            victims, broken = self._spare(pod, info, lower)
        return Candidate(info.name, tuple(victims), broken)

    def _spare(self, pod: Object, info: NodeInfo, lower: list[Object]) -> tuple[list[Object], int]:
        """Put back whom the pod leaves room for: those whose budget would break first, then the important."""
        victims, broken = [], 0
        guarded = {meta.uid(each) for each in self._over_budget(lower)}
        order = sorted(
            lower, key=lambda each: (meta.uid(each) not in guarded, -priority(each), _started(each))
        )
        for each in order:
            self._view.put_back(each)
            if self._refusal(pod, info) is not None:
                self._view.take_out(each)
                victims.append(each)
                broken += meta.uid(each) in guarded
        return victims, broken

    def _over_budget(self, many: list[Object]) -> list[Object]:
        """Those whose eviction a PodDisruptionBudget does not allow any more."""
        over = []
        for budget in self._api.list(kinds.POD_DISRUPTION_BUDGET):
            if not any((budget["spec"].get("selector") or {}).values()):
                continue  # Unlike for evictions, one that selects everything protects nobody here.
            selector = from_manifest(budget["spec"].get("selector"))
            meant = [
                each
                for each in many
                if meta.namespace(each) == meta.namespace(budget) and selector.matches(meta.labels(each))
            ]
            over += meant[(budget.get("status") or {}).get("disruptionsAllowed", 0) :]
        return over

    def carry_out(self, pod: Object, candidate: Candidate) -> None:
        """Mark and delete the victims (3)."""
        message = f"Preempted by pod {meta.uid(pod)} on node {candidate.node}"
        for victim in candidate.victims:
            namespace, name = meta.key(victim)
            if meta.is_terminating(self._api.get(kinds.POD, name, namespace)):
                continue
            doomed = disruption.target(REASON, MESSAGE, rfc3339(self._api.now))
            self._api.modify(kinds.POD, name, namespace, doomed, subresource="status")
            self._api.delete(kinds.POD, name, namespace)
            self._recorder.series(
                victim, "Normal", "Preempted", message, action="Preempting", component=SCHEDULER
            )


def priority(pod: Object) -> int:
    return int(pod["spec"].get("priority") or 0)


def _is_preempted(pod: Object) -> bool:
    target = pods.condition(pod, disruption.TARGET)
    return meta.is_terminating(pod) and target is not None and target["reason"] == REASON


def _started(pod: Object) -> float:
    started = (pod.get("status") or {}).get("startTime") or pod["metadata"]["creationTimestamp"]
    return seconds(started)
