"""ReplicaSet: so many pods of one template, whichever they are.

Guarantees (https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/):

1. There are as many active pods as ``replicas`` asks for. A pod that has finished, or is being deleted, does
   not count: another takes its place at once; a finished one stays for whoever wants to look at it.
2. Pods are made in batches of 1, 2, 4, ...; the first failure ends the attempt, is told as an event and as
   the condition ReplicaFailure, and the attempt is repeated later and later.
3. Scaling down takes pods that matter least first: `ranking`.
4. A pod without an owner that the selector matches is adopted; one whose labels no longer match is released
   and replaced.
5. The status counts replicas, those that carry all labels of the template, ready, available and terminating
   ones, and tells which generation of the spec it speaks of.
6. A pod is available when it has been ready for ``minReadySeconds``.
7. A set that is being deleted only counts its pods: their deletion is the garbage collector's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from k8slab.errors import ApiError
from k8slab.objects import meta, pods, selectors
from k8slab.objects.meta import Key, Object
from k8slab.sim import kinds, ownership
from k8slab.sim.api.status import NAMESPACE_TERMINATING
from k8slab.sim.controllers.replicaset import ranking, status
from k8slab.sim.kinds.kind import Kind
from k8slab.sim.reconcile import Controller, Interest, controller_owner, itself
from k8slab.sim.slow_start import slow_start
from k8slab.sim.store import Change

MOST_AT_ONCE = 500
"""Pods made or deleted at one look."""


class ReplicaSetController(Controller):
    name = "replicaset-controller"

    def interests(self) -> Mapping[Kind, Interest]:
        return {kinds.REPLICASET: itself, kinds.POD: self._sets_of}

    def _sets_of(self, change: Change) -> Iterable[Key]:
        """The set that controls the pod; for an orphan all sets that would adopt it."""
        owned = controller_owner(kinds.REPLICASET)(change)
        if owned or meta.controller_of(change.object) is not None:
            return owned
        sets = self.api.list(kinds.REPLICASET, meta.namespace(change.object))
        return [meta.key(item) for item in sets if _selector(item).matches(meta.labels(change.object))]

    def reconcile(self, key: Key) -> None:
        namespace, name = key
        replicas = self.api.find(kinds.REPLICASET, name, namespace)
        if replicas is not None:
            Sync(self, replicas).run()


class Sync:
    """One look at one set: its pods, and how many there should be."""

    def __init__(self, controller: ReplicaSetController, replicas: Object) -> None:
        self.controller = controller
        self.api = controller.api
        self.set = replicas
        everyone = ownership.candidates(self.api, replicas, kinds.POD)
        candidates = [pod for pod in everyone if pods.is_active(pod)]
        self.active = ownership.claim(self.api, replicas, kinds.POD, candidates, _selector(replicas))
        self.terminating = [pod for pod in everyone if self._is_mine(pod) and pods.is_stopping(pod)]

    def _is_mine(self, pod: Object) -> bool:
        return meta.is_controlled_by(pod, self.set) and _selector(self.set).matches(meta.labels(pod))

    def run(self) -> None:
        failure = None if meta.is_terminating(self.set) else self._converge()
        self._write_status(failure)
        if failure is not None:
            raise failure
        self._wake_when_available()

    # Guarantees 1 to 3

    def _converge(self) -> ApiError | None:
        """Make the pods that are missing or delete those too many; the first error that came up."""
        surplus = len(self.active) - self.set["spec"]["replicas"]
        if surplus < 0:
            return slow_start(range(min(-surplus, MOST_AT_ONCE)), self._make)
        return self._drop(min(surplus, MOST_AT_ONCE))

    def _make(self, _number: int) -> ApiError | None:
        try:
            pod = self.api.create(kinds.POD, _new_pod(self.set))
        except ApiError as error:
            return self._failed("FailedCreate", f"Error creating: {error.message}", error)
        self._report("Normal", "SuccessfulCreate", f"Created pod: {meta.name(pod)}")
        return None

    def _failed(self, reason: str, message: str, error: ApiError) -> ApiError | None:
        """The error, once it has been told; None where nothing can be done about it."""
        if error.has_cause(NAMESPACE_TERMINATING):
            return None
        self._report("Warning", reason, message)
        return error

    def _drop(self, count: int) -> ApiError | None:
        if count < len(self.active):
            self.active = ranking.least_first(self.active, self._related_pods(), self.api.now)
        errors = [self._drop_one(pod) for pod in self.active[:count]]
        return next((error for error in errors if error is not None), None)

    def _drop_one(self, pod: Object) -> ApiError | None:
        try:
            self.api.delete(kinds.POD, meta.name(pod), meta.namespace(pod))
        except ApiError as error:
            if error.reason == "NotFound":
                return None
            return self._failed("FailedDelete", f"Error deleting: {error.message}", error)
        self._report("Normal", "SuccessfulDelete", f"Deleted pod: {meta.name(pod)}")
        return None

    def _related_pods(self) -> list[Object]:
        """The active pods of all sets with the same controller, such as a Deployment."""
        owner = meta.controller_of(self.set)
        owned = self.api.store.owned_by(owner["uid"]) if owner else [(kinds.REPLICASET, self.set)]
        sets = [meta.uid(item) for kind, item in owned if kind is kinds.REPLICASET]
        found = [pod for uid in sets for kind, pod in self.api.store.owned_by(uid) if kind is kinds.POD]
        return [pod for pod in found if pods.is_active(pod)]

    def _report(self, event_type: str, reason: str, message: str) -> None:
        self.controller.event(self.set, event_type, reason, message)

    # Guarantees 5 and 6

    def _write_status(self, failure: ApiError | None) -> None:
        """What was counted before this look changed anything: the change will cause another look."""
        counts = status.counted(self.set, self.active, self.terminating, self.api.now)
        shown = status.with_failure(self.set, counts, failure, len(self.active), self.api.now)

        def change(draft: Object) -> None:
            draft["status"] = shown

        name, namespace = meta.name(self.set), meta.namespace(self.set)
        self.api.modify(kinds.REPLICASET, name, namespace, change, subresource="status")

    def _wake_when_available(self) -> None:
        """Look again when the next ready pod has been ready for minReadySeconds."""
        least = self.set["spec"].get("minReadySeconds", 0)
        times = [pods.available_at(pod, least) for pod in self.active]
        waiting = [time for time in times if time is not None and time > self.api.now]
        if waiting:
            self.controller.enqueue(meta.key(self.set), min(waiting) - self.api.now)


def _selector(replicas: Object) -> selectors.Selector:
    return selectors.from_manifest(replicas["spec"]["selector"])


def _new_pod(replicas: Object) -> Object:
    """A pod as the set's template asks for it; the API server completes its name."""
    template = meta.copy(replicas["spec"]["template"])
    metadata = template.get("metadata") or {}
    kept = ("labels", "annotations", "finalizers")
    return {
        "metadata": {
            **{field: metadata[field] for field in kept if field in metadata},
            "generateName": f"{meta.name(replicas)}-",
            "namespace": meta.namespace(replicas),
            "ownerReferences": [meta.owner_reference(replicas)],
        },
        "spec": template["spec"],
    }
