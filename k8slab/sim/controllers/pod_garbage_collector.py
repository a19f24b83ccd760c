"""Removes pods that nobody else can remove, since their node does not answer any more.

1. The pods of a node that was removed are failed and deleted after a minute.
2. Terminating pods of a node that is not Ready and tainted out-of-service are failed and deleted.
3. So are terminating pods that were never put on a node: finalizers may hold them.

Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-garbage-collection and
https://kubernetes.io/docs/concepts/cluster-administration/node-shutdown/#non-graceful-node-shutdown
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from k8slab.objects import disruption, meta, pods, taints
from k8slab.objects.meta import Key, Object
from k8slab.objects.timestamps import rfc3339
from k8slab.sim import kinds
from k8slab.sim.api import Api
from k8slab.sim.clock import Clock
from k8slab.sim.kinds.kind import Kind
from k8slab.sim.reconcile import Controller, Interest
from k8slab.sim.recorder import Recorder
from k8slab.sim.store import Change

ORPHANED_SECONDS = 60.0
ROUND_SECONDS = 20.0
"""How often the collector looks for terminating pods."""
OUT_OF_SERVICE = "node.kubernetes.io/out-of-service"


class PodGarbageCollector(Controller):
    """Its keys are pods."""

    name = "pod-garbage-collector-controller"

    def __init__(self, api: Api, clock: Clock, recorder: Recorder) -> None:
        self._gone: dict[str, float] = {}
        self._rounds: dict[Key, float] = {}
        super().__init__(api, clock, recorder)

    def interests(self) -> Mapping[Kind, Interest]:
        return {kinds.NODE: self._node_changed, kinds.POD: self._pod_changed}

    def reconcile(self, key: Key) -> None:
        """Remove the pod when its time has come."""
        pod = self.api.find(kinds.POD, key[1], key[0])
        due = self._due(pod) if pod is not None else None
        if pod is None or due is None:
            self._rounds.pop(key, None)
        elif self.clock.now < due:
            self.enqueue(key, due - self.clock.now)
        else:
            self._collect(pod)

    def _due(self, pod: Object) -> float | None:
        """When the pod must go; None if its node still cares for it."""
        name = pod["spec"].get("nodeName")
        node = self.api.find(kinds.NODE, name) if name else None
        if name and node is None:
            return self._gone.setdefault(name, self.clock.now) + ORPHANED_SECONDS
        if not meta.is_terminating(pod) or not (node is None or _is_lost(node)) or _is_done(pod):
            return None
        next_round = (self.clock.now // ROUND_SECONDS + 1) * ROUND_SECONDS
        return self._rounds.setdefault(meta.key(pod), next_round)

    def _collect(self, pod: Object) -> None:
        """Fail the pod unless it has ended, then delete it without waiting for its node."""
        namespace, name = meta.key(pod)
        self._rounds.pop((namespace, name), None)
        if not pods.is_terminal(pod):
            name_of_node = pod["spec"].get("nodeName")
            orphaned = bool(name_of_node) and self.api.find(kinds.NODE, name_of_node) is None
            self.api.modify(kinds.POD, name, namespace, self._fail(orphaned), subresource="status")
        self.api.delete(kinds.POD, name, namespace, options={"gracePeriodSeconds": 0})

    def _fail(self, orphaned: bool) -> disruption.Draft:
        why = ("DeletionByPodGC", "PodGC: node no longer exists", rfc3339(self.api.now))

        def change(draft: Object) -> None:
            draft["status"]["phase"] = "Failed"
            if orphaned:
                disruption.target(*why)(draft)

        return change

    def _node_changed(self, change: Change) -> Iterable[Key]:
        name = meta.name(change.object)
        if change.type == "DELETED":
            self._gone[name] = self.clock.now
        else:
            self._gone.pop(name, None)
            if not _is_lost(change.object):
                return []
        return [meta.key(pod) for pod in self.api.list(kinds.POD) if pod["spec"].get("nodeName") == name]

    def _pod_changed(self, change: Change) -> Iterable[Key]:
        pod = change.object
        name = pod["spec"].get("nodeName")
        if change.type == "DELETED" or not (name or meta.is_terminating(pod)):
            return []
        node = self.api.find(kinds.NODE, name) if name else None
        return [meta.key(pod)] if node is None or _is_lost(node) else []


def _is_done(pod: Object) -> bool:
    """True if the collector can do nothing more: only finalizers hold the pod."""
    return pods.is_terminal(pod) and pod["metadata"].get("deletionGracePeriodSeconds") == 0


def _is_lost(node: Object) -> bool:
    """True for a node that does not answer and of which somebody has said that it is shut down."""
    tainted = any(taint["key"] == OUT_OF_SERVICE for taint in taints.of_node(node))
    return tainted and not pods.has_condition(node, "Ready")
