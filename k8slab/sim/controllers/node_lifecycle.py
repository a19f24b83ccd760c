"""Watches over nodes: taints that follow from their state, and the pods of nodes that are gone.

1. A node that is not Ready, cordoned or under pressure carries the taint of that state, and loses it again.
2. NoExecute taints evict pods that do not tolerate them, those with tolerationSeconds after that time; also
   pods that somebody else is deleting already.
3. The pods of a node that was removed are failed and deleted after a minute.

Source: https://kubernetes.io/docs/concepts/architecture/nodes/#node-controller
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from k8slab.objects import meta, pods, taints
from k8slab.objects.meta import Key, Object
from k8slab.objects.timestamps import rfc3339, seconds
from k8slab.sim import kinds
from k8slab.sim.api import Api
from k8slab.sim.clock import Clock
from k8slab.sim.kinds.kind import Kind
from k8slab.sim.reconcile import Controller, Interest
from k8slab.sim.recorder import Recorder
from k8slab.sim.store import Change

MONITOR_SECONDS = 5.0
ORPHANED_SECONDS = 60.0
EVICTION = "taint-eviction-controller"
BY_CONDITION = (
    ("Ready", "False", "node.kubernetes.io/not-ready", ("NoSchedule", "NoExecute")),
    ("Ready", "Unknown", "node.kubernetes.io/unreachable", ("NoSchedule", "NoExecute")),
    ("MemoryPressure", "True", "node.kubernetes.io/memory-pressure", ("NoSchedule",)),
    ("DiskPressure", "True", "node.kubernetes.io/disk-pressure", ("NoSchedule",)),
    ("PIDPressure", "True", "node.kubernetes.io/pid-pressure", ("NoSchedule",)),
    ("NetworkUnavailable", "True", "node.kubernetes.io/network-unavailable", ("NoSchedule",)),
)
"""(condition, its status, taint, effects): a node that never was ready gets the first effect only."""
OWN_KEYS = frozenset({key for _, _, key, _ in BY_CONDITION} | {taints.UNSCHEDULABLE["key"]})


class NodeLifecycle(Controller):
    """Keys are nodes, with an empty namespace, or pods that must leave their node."""

    name = "node-controller"

    def __init__(self, api: Api, clock: Clock, recorder: Recorder) -> None:
        self._gone: dict[str, float] = {}
        self._taints_seen: dict[str, dict[tuple[str, str], float]] = {}
        self._leaving: set[Key] = set()
        super().__init__(api, clock, recorder)
        for node in api.list(kinds.NODE):
            self._remember_taints(node)

    def interests(self) -> Mapping[Kind, Interest]:
        return {kinds.NODE: self._node_changed, kinds.POD: self._pod_changed}

    def reconcile(self, key: Key) -> None:
        if key[0]:
            pod = self.api.find(kinds.POD, key[1], key[0])
            if pod is not None:
                self._sync_pod(pod)
            else:
                self._leaving.discard(key)
        else:
            node = self.api.find(kinds.NODE, key[1])
            if node is not None:
                self._sync_node(node)

    # Nodes (1)

    def _node_changed(self, change: Change) -> Iterable[Key]:
        node, name = change.object, meta.name(change.object)
        self._remember_taints(node)
        if change.type == "DELETED":
            self._gone[name] = self.clock.now
            self._tell_later(node, "RemovingNode", f"Node {name} event: Removing Node {name} from Controller")
            return self._pods_on(name)
        self._gone.pop(name, None)
        if change.type == "ADDED" and _is_new(node):
            self._tell_later(
                node, "RegisteredNode", f"Node {name} event: Registered Node {name} in Controller"
            )
        evicting = _evicting(node) != (_evicting(change.previous) if change.previous else [])
        return [meta.key(node), *(self._pods_on(name) if evicting else [])]

    def _remember_taints(self, node: Object) -> None:
        """Since when each NoExecute taint is there, for those that do not say so themselves."""
        seen = self._taints_seen.pop(meta.name(node), {})
        present = [(each["key"], each["effect"]) for each in _evicting(node)]
        if present:
            self._taints_seen[meta.name(node)] = {each: seen.get(each, self.clock.now) for each in present}

    def _tell_later(self, node: Object, reason: str, message: str) -> None:
        """The controller looks at the list of nodes every few seconds."""
        about = {**node, "metadata": {"name": meta.name(node), "uid": meta.uid(node)}}
        self.clock.call_later(MONITOR_SECONDS, lambda: self.event(about, "Normal", reason, message))

    def _pods_on(self, name: str) -> list[Key]:
        return [meta.key(pod) for pod in self.api.list(kinds.POD) if pod["spec"].get("nodeName") == name]

    def _sync_node(self, node: Object) -> None:
        present = taints.of_node(node)
        others = [each for each in present if each["key"] not in OWN_KEYS]
        wanted = [self._timed(each, present) for each in _implied(node)]
        if sorted(map(str, others + wanted)) == sorted(map(str, present)):
            return

        def change(draft: Object) -> None:
            draft["spec"].pop("taints", None)
            if others or wanted:
                draft["spec"]["taints"] = others + wanted

        self.api.modify(kinds.NODE, meta.name(node), "", change)

    def _timed(self, taint: Object, present: list[Object]) -> Object:
        """The taint as it stands on the node already, else with the present time."""
        for each in present:
            if (each["key"], each["effect"]) == (taint["key"], taint["effect"]):
                return each
        return {**taint, "timeAdded": rfc3339(self.api.now)}

    # Pods (2, 3)

    def _pod_changed(self, change: Change) -> Iterable[Key]:
        pod = change.object
        name = pod["spec"].get("nodeName")
        if change.type == "DELETED":
            return [meta.key(pod)] if meta.key(pod) in self._leaving else []
        if not name:
            return []
        node = self.api.find(kinds.NODE, name)
        if node is None or _evicting(node):
            return [meta.key(pod)]
        return []

    def _sync_pod(self, pod: Object) -> None:
        name = pod["spec"].get("nodeName")
        node = self.api.find(kinds.NODE, name) if name else None
        if name and node is None:
            self._collect(pod, name)
        elif node is not None and not pods.is_terminal(pod) and not _is_doomed(pod):
            self._evict(pod, node)
        else:
            self._leaving.discard(meta.key(pod))

    def _collect(self, pod: Object, node: str) -> None:
        """Remove a pod whose node is gone, once that has lasted (3)."""
        due = self._gone.setdefault(node, self.clock.now) + ORPHANED_SECONDS
        if self.clock.now < due:
            self.enqueue(meta.key(pod), due - self.clock.now)
            return
        namespace, name = meta.key(pod)
        if not pods.is_terminal(pod):
            doomed = _doomed(
                "DeletionByPodGC", "PodGC: node no longer exists", "Failed", rfc3339(self.api.now)
            )
            self.api.modify(kinds.POD, name, namespace, doomed, subresource="status")
        self.api.delete(kinds.POD, name, namespace, options={"gracePeriodSeconds": 0})

    def _evict(self, pod: Object, node: Object) -> None:
        """Delete the pod when its tolerance of the node's taints ends (2)."""
        key = meta.key(pod)
        due = _leaves_at(pod, node, self._taints_seen.get(meta.name(node), {}))
        if due is None:
            if key in self._leaving:
                self._leaving.discard(key)
                self._tell_eviction(pod, "Cancelling deletion of Pod")
        elif self.clock.now < due:
            self._leaving.add(key)
            self.enqueue(key, due - self.clock.now)
        else:
            self._leaving.discard(key)
            self._tell_eviction(pod, "Marking for deletion Pod")
            why = "Taint manager: deleting due to NoExecute taint"
            doomed = _doomed("DeletionByTaintManager", why, None, rfc3339(self.api.now))
            self.api.modify(kinds.POD, key[1], key[0], doomed, subresource="status")
            self.api.delete(kinds.POD, key[1], key[0])

    def _tell_eviction(self, pod: Object, what: str) -> None:
        namespace, name = meta.key(pod)
        about = {**pod, "metadata": {"name": name, "namespace": namespace}}
        message = f"{what} {namespace}/{name}"
        self.recorder.event(about, "Normal", "TaintManagerEviction", message, component=EVICTION)


def _is_new(node: Object) -> bool:
    """True for a node that joins a running cluster: it is not ready at first."""
    ready = pods.condition(node, "Ready")
    return ready is None or ready["status"] != "True"


def _implied(node: Object) -> list[Object]:
    """The taints that the node's state asks for."""
    found = [dict(taints.UNSCHEDULABLE)] if node["spec"].get("unschedulable") else []
    for kind, status, key, effects in BY_CONDITION:
        condition = pods.condition(node, kind)
        if condition is not None and condition["status"] == status:
            fresh = condition["reason"] == "KubeletNotReady" and _just_registered(node, condition)
            found += [{"key": key, "effect": effect} for effect in (effects[:1] if fresh else effects)]
    return found


def _just_registered(node: Object, condition: Object) -> bool:
    return bool(condition["lastTransitionTime"] == node["metadata"]["creationTimestamp"])


def _evicting(node: Object) -> list[Object]:
    return [each for each in taints.of_node(node) if each["effect"] == "NoExecute"]


def _leaves_at(pod: Object, node: Object, seen: Mapping[tuple[str, str], float]) -> float | None:
    """When the pod must leave: at once if it does not tolerate a taint, None if it may stay."""
    times = []
    for taint in _evicting(node):
        since = seen.get((taint["key"], taint["effect"]), 0.0)
        since = seconds(taint["timeAdded"]) if taint.get("timeAdded") else since
        matching = [each for each in taints.of_pod(pod) if taints.tolerates(each, taint)]
        if not matching:
            return since
        limits = [each["tolerationSeconds"] for each in matching if each.get("tolerationSeconds") is not None]
        if limits:
            times.append(since + max(min(limits), 0))
    return min(times, default=None)


def _is_doomed(pod: Object) -> bool:
    """True if the pod was evicted because of a taint before."""
    target = pods.condition(pod, "DisruptionTarget")
    return target is not None and target["reason"] == "DeletionByTaintManager"


def _doomed(reason: str, message: str, phase: str | None, now: str) -> Callable[[Object], None]:
    """A change that marks a pod as the target of a disruption."""

    def change(draft: Object) -> None:
        status = draft["status"]
        condition = {
            "type": "DisruptionTarget",
            "observedGeneration": draft["metadata"].get("generation", 1),
            "status": "True",
            "lastProbeTime": None,
            "lastTransitionTime": now,
            "reason": reason,
            "message": message,
        }
        others = [each for each in status.get("conditions") or () if each["type"] != "DisruptionTarget"]
        status["conditions"] = [*others, condition]
        if phase is not None:
            status["phase"] = phase

    return change
