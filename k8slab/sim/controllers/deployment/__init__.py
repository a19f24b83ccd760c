"""Deployment: ReplicaSets, one per pod template, of which the newest takes over from the others.

Guarantees (https://kubernetes.io/docs/concepts/workloads/controllers/deployment/):

1. There is one ReplicaSet per template, named ``<deployment>-<pod-template-hash>``; the hash is a label of
   the set and its pods and part of its selector. Sets are adopted and released by labels, as pods are.
2. RollingUpdate: never more than ``maxSurge`` pods beyond the wanted number, and never fewer than
   ``maxUnavailable`` below it are available (25 % each unless told otherwise).
3. Recreate: the new set gets pods when the last pod of the old ones has stopped.
4. Each template has a revision number; a template that comes back is its old ReplicaSet with a new number.
5. ``revisionHistoryLimit`` old ReplicaSets are kept once a rollout is complete.
6. A paused Deployment is scaled, but a new template is not rolled out.
7. Scaling amid a rollout changes all sets in proportion.
8. A rollout in which nothing moves for ``progressDeadlineSeconds`` is reported as stuck, no more.
9. The status sums up that of the sets; Available says that at most ``maxUnavailable`` pods are missing,
   Progressing how far the rollout is, ReplicaFailure that pods cannot be made.
10. A Deployment that is being deleted only counts: its sets are the garbage collector's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from k8slab.errors import ApiError
from k8slab.objects import meta, pods, selectors
from k8slab.objects.meta import Key, Object
from k8slab.sim import kinds
from k8slab.sim.api.status import NAMESPACE_TERMINATING
from k8slab.sim.controllers.deployment import conditions, notes, rolling, scaling, status
from k8slab.sim.controllers.deployment.conditions import PROGRESSING
from k8slab.sim.controllers.deployment.family import Family
from k8slab.sim.controllers.deployment.limits import is_rolling
from k8slab.sim.kinds.kind import Kind
from k8slab.sim.reconcile import Controller, Interest, controller_owner, itself
from k8slab.sim.store import Change

PAUSED = "DeploymentPaused"


class DeploymentController(Controller):
    name = "deployment-controller"

    def interests(self) -> Mapping[Kind, Interest]:
        return {kinds.DEPLOYMENT: itself, kinds.REPLICASET: self._deployments_of}

    def _deployments_of(self, change: Change) -> Iterable[Key]:
        """The Deployment that controls the set; for an orphan all that would adopt it."""
        owned = controller_owner(kinds.DEPLOYMENT)(change)
        if owned or meta.controller_of(change.object) is not None:
            return owned
        found = self.api.list(kinds.DEPLOYMENT, meta.namespace(change.object))
        return [meta.key(item) for item in found if _selects(item, change.object)]

    def reconcile(self, key: Key) -> None:
        namespace, name = key
        deployment = self.api.find(kinds.DEPLOYMENT, name, namespace)
        if deployment is not None:
            Sync(self, deployment).run()


class Sync:
    """One look at one Deployment, which takes one step."""

    def __init__(self, controller: DeploymentController, deployment: Object) -> None:
        self.controller = controller
        self.api = controller.api
        self.deployment = deployment
        self.family = Family(self.api, deployment, self._report_scaling)

    def run(self) -> None:
        if meta.is_terminating(self.deployment):
            self._write_counts()
        elif not self._note_pause() and not self._number_revision():
            self._converge()

    def _converge(self) -> None:
        paused = self.deployment["spec"].get("paused", False)
        if paused or scaling.is_due(self.family):
            scaling.scale(self.family)
            if paused:
                self._truncate_history()
            self._write_counts()
        elif is_rolling(self.deployment):
            self._roll()
        else:
            self._recreate()

    # Guarantee 6

    def _note_pause(self) -> bool:
        """Say that the rollout is paused or goes on, so that the time does not count; True if it was said."""
        reason = conditions.reason(self._conditions, PROGRESSING)
        paused = self.deployment["spec"].get("paused", False)
        if not status.has_deadline(self.deployment) or reason == status.TIMED_OUT:
            return False
        if paused == (reason == PAUSED):
            return False
        new = ("DeploymentPaused", "is paused") if paused else ("DeploymentResumed", "is resumed")
        return self._put_condition("Unknown", new[0], f"Deployment {new[1]}")

    # Guarantee 4

    def _number_revision(self) -> bool:
        """Make the present template's set the newest revision; True if something was to be written."""
        if self.family.new is None:
            return False
        return self.family.annotate_new() or self._copy_number(self.family.new)

    def _copy_number(self, new: Object) -> bool:
        number = meta.annotations(new)[notes.REVISION]
        if status.has_deadline(self.deployment) and not conditions.find(self._conditions, PROGRESSING):
            text = f'Found new replica set "{meta.name(new)}"'
            return self._put_condition("True", "FoundNewReplicaSet", text, number)
        if meta.annotations(self.deployment).get(notes.REVISION) == number:
            return False
        self._write(self._conditions, number)
        return True

    # Guarantees 1 to 3 and 5

    def _roll(self) -> None:
        if self.family.new is None:
            self._create_new()
        else:
            rolling.roll(self.family)
            self._finish_step()

    def _recreate(self) -> None:
        stopped = [self.family.resize(each, 0) for each in self.family.active_old]
        if any(stopped) or self._old_pods_run():
            self._finish_step()
        elif self.family.new is None:
            self._create_new()
        else:
            self.family.resize(self.family.new, self.deployment["spec"]["replicas"])
            self._finish_step()

    def _old_pods_run(self) -> bool:
        if any(each["status"].get("replicas", 0) for each in self.family.old):
            return True
        owned = [item for each in self.family.old for item in self.api.store.owned_by(meta.uid(each))]
        return any(kind is kinds.POD and not pods.is_terminal(obj) for kind, obj in owned)

    def _create_new(self) -> None:
        collisions = (self.deployment.get("status") or {}).get("collisionCount", 0)
        draft = self.family.draft_new(collisions)
        try:
            new = self.family.create_new(draft)
        except ApiError as error:
            if error.reason == "AlreadyExists":
                self._count_collision(collisions)
                return
            if error.has_cause(NAMESPACE_TERMINATING):
                raise
            self._report_failure(f'Failed to create new replica set "{meta.name(draft)}": {error.message}')
            raise
        number = meta.annotations(new)[notes.REVISION]
        if status.has_deadline(self.deployment):
            text = f'Created new replica set "{meta.name(new)}"'
            self._put_condition("True", "NewReplicaSetCreated", text, number)
        else:
            self._write(self._conditions, number)

    def _count_collision(self, collisions: int) -> None:
        """The name is taken by a set of another template: the next attempt's hash will be another."""

        def change(draft: Object) -> None:
            draft["status"]["collisionCount"] = collisions + 1

        self._modify_status(change)

    def _report_failure(self, text: str) -> None:
        reason = "ReplicaSetCreateError"
        if status.has_deadline(self.deployment):
            self._put_condition("False", reason, text)
        self.controller.event(self.deployment, "Warning", reason, text)

    def _truncate_history(self) -> None:
        self.family.truncate(self.deployment["spec"]["revisionHistoryLimit"])

    def _report_scaling(self, text: str) -> None:
        self.controller.event(self.deployment, "Normal", "ScalingReplicaSet", text)

    # Guarantees 8 and 9

    def _finish_step(self) -> None:
        """Write down where the rollout is and look again when it might turn out to be stuck."""
        if status.is_complete(self.deployment, self.deployment.get("status") or {}):
            self._truncate_history()
        found = status.with_progress(self.family, status.counted(self.family, self.api.now), self.api.now)
        self._write_status(found)
        later = status.next_look(self.deployment, found, self.api.now)
        if later is not None:
            self.controller.enqueue(meta.key(self.deployment), later)

    def _write_counts(self) -> None:
        self._write_status(status.counted(self.family, self.api.now))

    def _write_status(self, found: Object) -> None:
        def change(draft: Object) -> None:
            draft["status"] = status.shown(found)

        self._modify_status(change)

    @property
    def _conditions(self) -> conditions.Conditions:
        return status.present_conditions(self.deployment)

    def _put_condition(self, state: str, reason: str, text: str, number: str | None = None) -> bool:
        new = conditions.condition(PROGRESSING, state, reason, text, self.api.now)
        self._write(conditions.put(self._conditions, new), number)
        return True

    def _write(self, found: conditions.Conditions, number: str | None = None) -> None:
        """Write conditions and, in the same request, the revision's number."""

        def change(draft: Object) -> None:
            if found:
                draft["status"]["conditions"] = found
            if number is not None:
                noted = {**meta.annotations(draft), notes.REVISION: number}
                draft["metadata"]["annotations"] = noted

        self._modify_status(change)

    def _modify_status(self, change: Callable[[Object], None]) -> None:
        name, namespace = meta.name(self.deployment), meta.namespace(self.deployment)
        self.api.modify(kinds.DEPLOYMENT, name, namespace, change, subresource="status")


def _selects(deployment: Object, replicas: Object) -> bool:
    selector = selectors.from_manifest(deployment["spec"]["selector"])
    return selector.matches(meta.labels(replicas))
