"""DaemonSet: one pod on every node that should have one.

Guarantees (https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/):

1. Every eligible node has exactly one pod, also nodes that join later. Eligible are the nodes that the
   template's nodeName, nodeSelector and required node affinity admit and whose taints the pods tolerate.
2. Each pod is meant for one node by a node affinity term of its own and is bound by the scheduler. It
   tolerates what the node's own state causes: not ready, unreachable, under pressure, cordoned.
3. A node that no longer is eligible loses its pod. A NoSchedule taint alone does not remove a running pod:
   it counts as misscheduled, from the next look at the set on.
4. A pod that is deleted, fails or succeeds is replaced as soon as its containers have stopped; failed ones
   after a pause that doubles each time.
5. RollingUpdate: old pods are replaced while at most maxUnavailable nodes are without an available pod.
   Old pods that are not available go at once.
6. RollingUpdate with maxSurge: a new pod is started beside the old one, which goes when the new one is
   available; at most maxSurge nodes have two pods.
7. OnDelete: a pod gets the new template when somebody deletes it.
8. Each template is kept as a revision. Numbers only rise: going back to an old template gives its revision
   the next number, and pods that have that revision already are left alone.
9. A set that is being deleted does nothing: its pods are the garbage collector's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from k8slab.objects import meta, selectors
from k8slab.objects.meta import Key, Object
from k8slab.sim import kinds
from k8slab.sim.api import Api
from k8slab.sim.clock import Clock
from k8slab.sim.controllers.daemonset import daemon_pod, eligibility
from k8slab.sim.controllers.daemonset.back_off import BackOff
from k8slab.sim.controllers.daemonset.sync import Sync
from k8slab.sim.kinds.kind import Kind
from k8slab.sim.reconcile import Controller, Interest, controller_owner, itself
from k8slab.sim.recorder import Recorder
from k8slab.sim.store import Change


class DaemonSetController(Controller):
    name = "daemonset-controller"

    def __init__(self, api: Api, clock: Clock, recorder: Recorder) -> None:
        self._back_off = BackOff()
        super().__init__(api, clock, recorder)

    def interests(self) -> Mapping[Kind, Interest]:
        return {
            kinds.DAEMONSET: itself,
            kinds.POD: self._sets_of,
            kinds.NODE: self._sets_for_node,
            kinds.CONTROLLER_REVISION: self._sets_of_revision,
        }

    def _sets_of(self, change: Change) -> Iterable[Key]:
        """The set that controls the pod; for an orphan all sets that would adopt it."""
        owned = list(controller_owner(kinds.DAEMONSET)(change))
        if owned or meta.controller_of(change.object) is not None:
            return owned
        labels = meta.labels(change.object)
        sets = self.api.list(kinds.DAEMONSET, meta.namespace(change.object))
        return [
            meta.key(each)
            for each in sets
            if selectors.from_manifest(each["spec"]["selector"]).matches(labels)
        ]

    def _sets_of_revision(self, change: Change) -> Iterable[Key]:
        """As for pods; but a revision that a set has just been given is no news."""
        is_given = change.type == "ADDED" and meta.controller_of(change.object) is not None
        return [] if is_given else self._sets_of(change)

    def _sets_for_node(self, change: Change) -> Iterable[Key]:
        """The sets for which the node's change makes a difference (1, 3); none when a node goes."""
        node, before = change.object, change.previous
        if change.type == "DELETED":
            return []
        if before is not None and eligibility.what_counts(node) == eligibility.what_counts(before):
            return []
        return [meta.key(each) for each in self.api.list(kinds.DAEMONSET) if self._is_affected(each, node)]

    def _is_affected(self, daemons: Object, node: Object) -> bool:
        """A NoSchedule taint on a node with a pod is noticed only while the set counts misscheduled pods."""
        verdict = eligibility.Eligibility(daemons["spec"]["template"]).verdict(node)
        if not self._has_pod(daemons, meta.name(node)):
            return verdict.should_run
        return not verdict.may_stay or daemons["status"].get("numberMisscheduled", 0) > 0

    def _has_pod(self, daemons: Object, node: str) -> bool:
        owned = self.api.store.owned_by(meta.uid(daemons))
        return any(kind is kinds.POD and daemon_pod.target_node(pod) == node for kind, pod in owned)

    def reconcile(self, key: Key) -> None:
        namespace, name = key
        daemons = self.api.find(kinds.DAEMONSET, name, namespace)
        if daemons is not None and not meta.is_terminating(daemons):
            Sync(self, self._back_off, daemons).run()
