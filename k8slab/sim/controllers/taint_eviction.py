"""Evicts pods from nodes whose NoExecute taints they do not tolerate, or not for longer.

1. A pod that does not tolerate a taint is deleted at once, after it was marked as the target of a disruption.
2. One that tolerates it for some seconds is deleted when they are over, counted from when it met the taint.
3. If the taint goes before, the pod stays, and an event says so.
4. Pods that somebody else is deleting already are marked and deleted all the same.

Source: https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/#taint-based-evictions
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

REASON = "DeletionByTaintManager"
MESSAGE = "Taint manager: deleting due to NoExecute taint"


class TaintEviction(Controller):
    """Its keys are pods."""

    name = "taint-eviction-controller"

    def __init__(self, api: Api, clock: Clock, recorder: Recorder) -> None:
        self._met: dict[Key, tuple[str, float]] = {}
        super().__init__(api, clock, recorder)

    def interests(self) -> Mapping[Kind, Interest]:
        return {kinds.NODE: self._node_changed, kinds.POD: self._pod_changed}

    def reconcile(self, key: Key) -> None:
        """Delete the pod, wait for its time, or call that off."""
        pod = self.api.find(kinds.POD, key[1], key[0])
        node = self._node_of(pod) if pod is not None else None
        if key in self._met and (pod is None or meta.uid(pod) != self._met[key][0]):
            del self._met[key]
        if pod is None or node is None or pods.is_terminal(pod) or _is_doomed(pod):
            self._met.pop(key, None)
            return
        patience = _patience(pod, node)
        if patience == 0:
            self._call_off(pod)
            self._evict(pod)
        elif patience is None:
            self._call_off(pod)
        else:
            self._wait(pod, patience)

    def _wait(self, pod: Object, patience: float) -> None:
        key = meta.key(pod)
        _, since = self._met.setdefault(key, (meta.uid(pod), self.clock.now))
        if self.clock.now < since + patience:
            self.enqueue(key, since + patience - self.clock.now)
        else:
            del self._met[key]
            self._evict(pod)

    def _evict(self, pod: Object) -> None:
        namespace, name = meta.key(pod)
        self._tell(pod, "Marking for deletion Pod")
        doomed = disruption.target(REASON, MESSAGE, rfc3339(self.api.now))
        self.api.modify(kinds.POD, name, namespace, doomed, subresource="status")
        self.api.delete(kinds.POD, name, namespace)

    def _call_off(self, pod: Object) -> None:
        if self._met.pop(meta.key(pod), None) is not None:
            self._tell(pod, "Cancelling deletion of Pod")

    def _tell(self, pod: Object, what: str) -> None:
        namespace, name = meta.key(pod)
        about = {**pod, "metadata": {"name": name, "namespace": namespace}}
        self.event(about, "Normal", "TaintManagerEviction", f"{what} {namespace}/{name}")

    def _node_of(self, pod: Object) -> Object | None:
        name = pod["spec"].get("nodeName")
        return self.api.find(kinds.NODE, name) if name else None

    def _node_changed(self, change: Change) -> Iterable[Key]:
        before = _evicting(change.previous) if change.previous else []
        if change.type == "DELETED" or _evicting(change.object) == before:
            return []
        name = meta.name(change.object)
        return [meta.key(pod) for pod in self.api.list(kinds.POD) if pod["spec"].get("nodeName") == name]

    def _pod_changed(self, change: Change) -> Iterable[Key]:
        key = meta.key(change.object)
        if key in self._met:
            return [key]
        node = self._node_of(change.object) if change.type != "DELETED" else None
        return [key] if node is not None and _evicting(node) else []


def _evicting(node: Object) -> list[Object]:
    return [each for each in taints.of_node(node) if each["effect"] == "NoExecute"]


def _patience(pod: Object, node: Object) -> float | None:
    """For how many seconds the pod tolerates the node's taints; None if forever."""
    limits: list[float] = []
    for taint in _evicting(node):
        matching = [each for each in taints.of_pod(pod) if taints.tolerates(each, taint)]
        if not matching:
            return 0.0
        limits += [
            max(each["tolerationSeconds"], 0.0)
            for each in matching
            if each.get("tolerationSeconds") is not None
        ]
    return min(limits, default=None)


def _is_doomed(pod: Object) -> bool:
    """True if the pod was evicted because of a taint before."""
    target = pods.condition(pod, disruption.TARGET)
    return target is not None and target["reason"] == REASON and meta.is_terminating(pod)
