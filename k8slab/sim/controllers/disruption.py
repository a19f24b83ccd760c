"""The disruption controller: how many of a PodDisruptionBudget's pods may go just now.

Guarantees (https://kubernetes.io/docs/tasks/run-application/configure-pdb/):

1. ``maxUnavailable``, and ``minAvailable`` as a share, are counted from what the pods' controllers ask for;
   ``minAvailable`` as a number from the pods themselves. Shares are rounded up.
2. A pod is healthy when it is Ready and neither being deleted nor about to be evicted.
3. As many disruptions are allowed as there are healthy pods beyond the wanted ones; the condition
   DisruptionAllowed says whether there is any.
4. A budget without pods is told as an event. Pods without a controller are told, too, and do not count where
   controllers are asked.
5. Pods whose controller is gone or cannot be scaled make counting fail: nothing is allowed meanwhile.
6. A pod that was evicted and is not being deleted after two minutes counts again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from k8slab.errors import K8slabError
from k8slab.objects import budgets, meta, pods
from k8slab.objects.meta import Key, Object
from k8slab.objects.portion import portion
from k8slab.objects.selectors import from_manifest
from k8slab.objects.timestamps import seconds
from k8slab.sim import kinds
from k8slab.sim.api import Api, status
from k8slab.sim.clock import Clock
from k8slab.sim.kinds.kind import Kind
from k8slab.sim.reconcile import Controller, Interest, itself
from k8slab.sim.recorder import Recorder
from k8slab.sim.store import Change

DELETION_SECONDS = 120.0
UNMANAGED = (
    "Pods selected by this PodDisruptionBudget (selector: {}) were found to be unmanaged. As a result, "
    "the status of the PDB cannot be calculated correctly, which may result in undefined behavior. "
    'To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.'
)


class UncountableError(K8slabError):
    """Nobody can say how many pods there should be."""


class DisruptionController(Controller):
    name = "controllermanager"

    def __init__(self, api: Api, clock: Clock, recorder: Recorder) -> None:
        self._turns: dict[str, tuple[float, int]] = {}
        super().__init__(api, clock, recorder)

    def interests(self) -> Mapping[Kind, Interest]:
        return {kinds.POD_DISRUPTION_BUDGET: itself, kinds.POD: self._budgets_of}

    def _budgets_of(self, change: Change) -> Iterable[Key]:
        """The budgets that select the pod as it is or as it was."""
        versions = [version for version in (change.object, change.previous) if version is not None]
        for budget in self.api.list(kinds.POD_DISRUPTION_BUDGET, meta.namespace(change.object)):
            selector = from_manifest(budget["spec"].get("selector"))
            if any(selector.matches(meta.labels(version)) for version in versions):
                yield meta.key(budget)

    def reconcile(self, key: Key) -> None:
        namespace, name = key
        budget = self.api.find(kinds.POD_DISRUPTION_BUDGET, name, namespace)
        if budget is None:
            return
        try:
            self._count(budget)
        except UncountableError as error:
            self._write(budget, budgets.failed(budget["status"], str(error), self.api.now))
            raise status.failure(500, "InternalError", str(error)) from error

    def _count(self, budget: Object) -> None:
        selected = self.api.list(
            kinds.POD, meta.namespace(budget), from_manifest(budget["spec"].get("selector"))
        )
        if not selected:
            self.event(budget, "Normal", "NoPods", "No matching pods found")
        expected, wanted = self._wanted(budget, self._in_turn(budget, selected))
        disrupted = self._disrupted(budget, selected)
        healthy = sum(_is_healthy(pod) and meta.name(pod) not in disrupted for pod in selected)
        counts = {
            "disruptionsAllowed": max(healthy - wanted, 0) if expected > 0 else 0,
            "currentHealthy": healthy,
            "desiredHealthy": wanted,
            "expectedPods": expected,
            "observedGeneration": budget["metadata"]["generation"],
            "conditions": budget["status"].get("conditions", []),
        }
        noted = {"disruptedPods": disrupted} if disrupted else {}
        self._write(budget, budgets.with_condition({**counts, **noted}, self.api.now))

    def _write(self, budget: Object, found: Object) -> None:
        def change(draft: Object) -> None:
            draft["status"] = found

        name, namespace = meta.name(budget), meta.namespace(budget)
        self.api.modify(kinds.POD_DISRUPTION_BUDGET, name, namespace, change, subresource="status")

    def _in_turn(self, budget: Object, selected: list[Object]) -> list[Object]:
        """The pods, at each instant beginning with another one: which one is blamed for a failure is free."""
        time, turn = self._turns.get(meta.uid(budget), (self.api.now, 0))
        turn += time != self.api.now
        self._turns[meta.uid(budget)] = (self.api.now, turn)
        first = turn % max(len(selected), 1)
        return [*selected[first:], *selected[:first]]

    # Guarantees 1, 4 and 5

    def _wanted(self, budget: Object, selected: list[Object]) -> tuple[int, int]:
        """(how many pods there should be, how many of them healthy)."""
        spec = budget["spec"]
        if spec.get("maxUnavailable") is not None:
            expected = self._expected(budget, selected)
            return expected, max(expected - portion(spec["maxUnavailable"], expected, up=True), 0)
        least = spec.get("minAvailable")
        if isinstance(least, str):
            expected = self._expected(budget, selected)
            return expected, portion(least, expected, up=True)
        return (0, 0) if least is None else (len(selected), least)

    def _expected(self, budget: Object, selected: list[Object]) -> int:
        """How many pods the controllers of these ask for, each counted once."""
        try:
            scales = dict(self._scale_of(pod) for pod in selected if meta.controller_of(pod) is not None)
        except UncountableError as error:
            text = f"Failed to calculate the number of expected pods: {error}"
            self.event(budget, "Warning", "CalculateExpectedPodCountFailed", text)
            raise
        if any(meta.controller_of(pod) is None for pod in selected):
            text = UNMANAGED.format(_go_text(budget["spec"].get("selector") or {}))
            self.event(budget, "Warning", "UnmanagedPods", text)
        return sum(scales.values())

    def _scale_of(self, pod: Object) -> tuple[str, int]:
        """The uid and size of what scales the pod: a ReplicaSet's Deployment, if it has one."""
        owner = self._scaled_owner(pod)
        grandparent = None if owner is None else self._scaled_owner(owner, "Deployment")
        found = grandparent or owner
        if found is None:
            raise UncountableError(f'found no controllers for pod "{meta.name(pod)}"')
        return meta.uid(found), int(found["spec"].get("replicas", 1))

    def _scaled_owner(self, obj: Object, only: str = "") -> Object | None:
        """The object's controller, if it is there and has a scale."""
        reference = meta.controller_of(obj)
        if reference is None or (only and reference["kind"] != only):
            return None
        kind = kinds.by_kind(reference["apiVersion"], reference["kind"])
        if kind is None:
            what = f'no matches for kind "{reference["kind"]}" in version "{reference["apiVersion"]}"'
            raise UncountableError(what)
        if "scale" not in kind.subresources:
            raise UncountableError(f"{kind.qualified} does not implement the scale subresource")
        found = self.api.find(kind, reference["name"], meta.namespace(obj))
        return found if found is not None and meta.uid(found) == reference["uid"] else None

    # Guarantees 2 and 6

    def _disrupted(self, budget: Object, selected: list[Object]) -> dict[str, str]:
        """The evicted pods whose deletion is still to be seen, with the time of the eviction."""
        noted = budget["status"].get("disruptedPods") or {}
        waiting = [pod for pod in selected if meta.name(pod) in noted and not meta.is_terminating(pod)]
        ends = {meta.name(pod): seconds(noted[meta.name(pod)]) + DELETION_SECONDS for pod in waiting}
        for pod in waiting:
            if ends[meta.name(pod)] < self.api.now:
                where = "/".join(meta.key(budget))
                text = f"Pod was expected by PDB {where} to be deleted but it wasn't"
                self.event(pod, "Warning", "NotDeleted", text)
        current = {name: end for name, end in ends.items() if end >= self.api.now}
        if current:
            self.enqueue(meta.key(budget), min(current.values()) - self.api.now + 1.0, idle=True)
        return {name: noted[name] for name in current}


def _is_healthy(pod: Object) -> bool:
    return pods.is_ready(pod) and not meta.is_terminating(pod)


def _go_text(selector: Object) -> str:
    """The selector as Go prints it."""
    labels = "".join(f"{key}: {value}," for key, value in sorted((selector.get("matchLabels") or {}).items()))
    expressions = "".join(
        f"LabelSelectorRequirement{{Key:{each['key']},Operator:{each['operator']},"
        f"Values:[{' '.join(each.get('values') or ())}],}},"
        for each in selector.get("matchExpressions") or ()
    )
    return (
        f"&LabelSelector{{MatchLabels:map[string]string{{{labels}}},"
        f"MatchExpressions:[]LabelSelectorRequirement{{{expressions}}},}}"
    )
