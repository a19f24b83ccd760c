"""Watches over nodes: whether they still answer, and the taints that follow from their state.

1. A node that is cordoned, not Ready or under pressure carries the NoSchedule taint of that state at once,
   and loses it again at once.
2. The NoExecute taint of a node that is not Ready comes and goes when the controller looks at all nodes,
   every five seconds; of several nodes that fail, one in ten seconds gets it.
3. A node from which no heartbeat has come for 50 seconds becomes Unknown, and its pods not Ready.
4. If no node answers any more, or most do not, the fault is likely the controller's own: nobody is evicted.

Source: https://kubernetes.io/docs/concepts/architecture/nodes/#node-controller
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from k8slab.objects import meta, pods, taints
from k8slab.objects.meta import Key, Object
from k8slab.objects.timestamps import rfc3339, seconds
from k8slab.sim import kinds
from k8slab.sim.api import Api
from k8slab.sim.clock import Clock
from k8slab.sim.kinds.kind import Kind
from k8slab.sim.kinds.lease import NODE_LEASES
from k8slab.sim.reconcile import Controller, Interest
from k8slab.sim.recorder import Recorder
from k8slab.sim.store import Change

MONITOR_SECONDS = 5.0
PASS_SECONDS = 0.1
"""From a look at all nodes to the taints that follow from it."""
GRACE_SECONDS = 50.0
EVICTION_SECONDS = 10.0
DISRUPTED_SHARE = 0.55
TOLERATED_FAILURES = 2
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
REPORTED = ("MemoryPressure", "DiskPressure", "PIDPressure", "Ready")
"""What a kubelet reports, and nobody knows any more once it is silent."""


class NodeLifecycle(Controller):
    """Its keys are nodes, with an empty namespace."""

    name = "node-controller"

    def __init__(self, api: Api, clock: Clock, recorder: Recorder) -> None:
        self._next_eviction = 0.0
        super().__init__(api, clock, recorder)

    def interests(self) -> Mapping[Kind, Interest]:
        return {kinds.NODE: self._node_changed, kinds.LEASE: _holder}

    def reconcile(self, key: Key) -> None:
        node = self.api.find(kinds.NODE, key[1])
        if node is None:
            return
        if self._is_lost(node):
            self._give_up(node)
        self._taint(key[1], "NoSchedule")
        self._taint_at_the_next_look(key)

    # Who answers (3)

    def _is_lost(self, node: Object) -> bool:
        """True if the grace period of a silent node is over; else it is looked at again then."""
        lease = self.api.find(kinds.LEASE, meta.name(node), NODE_LEASES)
        last = (lease.get("spec") or {}).get("renewTime") if lease is not None else None
        if last is None or _is_unknown(node):
            return False
        due = _next_look(seconds(last) + GRACE_SECONDS)
        if self.clock.now < due:
            self.enqueue(meta.key(node), due - self.clock.now)
        return self.clock.now >= due

    def _give_up(self, node: Object) -> None:
        name, now = meta.name(node), rfc3339(self.api.now)

        def change(draft: Object) -> None:
            for condition in draft["status"]["conditions"]:
                if condition["type"] in REPORTED:
                    message = "Kubelet stopped posting node status."
                    condition |= {"status": "Unknown", "reason": "NodeStatusUnknown", "message": message}
                    condition["lastTransitionTime"] = now

        self.api.modify(kinds.NODE, name, "", change, subresource="status")
        self.event(_bare(node), "Normal", "NodeNotReady", f"Node {name} status is now: NodeNotReady")
        for pod in self._pods_on(name):
            if pods.is_ready(pod):
                self._mark_not_ready(pod, now)

    def _mark_not_ready(self, pod: Object, now: str) -> None:
        def change(draft: Object) -> None:
            for condition in draft["status"]["conditions"]:
                if condition["type"] == "Ready":
                    condition |= {"status": "False", "lastTransitionTime": now}

        self.api.modify(kinds.POD, meta.name(pod), meta.namespace(pod), change, subresource="status")
        self.event(pod, "Warning", "NodeNotReady", "Node is not ready")

    def _pods_on(self, name: str) -> list[Object]:
        return [pod for pod in self.api.list(kinds.POD) if pod["spec"].get("nodeName") == name]

    # Taints (1, 2, 4)

    def _taint_at_the_next_look(self, key: Key) -> None:
        """Bring the NoExecute taints in line, if this is a moment when all nodes are looked at."""
        node = self.api.get(kinds.NODE, key[1])
        wanted, present = _implied(node, "NoExecute"), _own(node, "NoExecute")
        if _keys(wanted) == _keys(present):
            return
        now = self.clock.now
        due = _next_pass(now)
        if wanted:
            due = max(due, self._next_eviction)
        if due > now:
            self.enqueue(key, due - now)
        elif not wanted or not self._is_disrupted():
            self._next_eviction = now + EVICTION_SECONDS if wanted else self._next_eviction
            self._taint(key[1], "NoExecute")

    def _is_disrupted(self) -> bool:
        """True if so many nodes fail that it is better to do nothing (4)."""
        nodes = self.api.list(kinds.NODE)
        failing = sum(not pods.has_condition(node, "Ready") for node in nodes)
        most = failing > TOLERATED_FAILURES and failing / len(nodes) >= DISRUPTED_SHARE
        return failing == len(nodes) or most

    def _taint(self, name: str, effect: str) -> None:
        node = self.api.get(kinds.NODE, name)
        wanted, present = _implied(node, effect), _own(node, effect)
        if _keys(wanted) == _keys(present):
            return
        kept = [each for each in taints.of_node(node) if each not in present]
        kept += [each for each in present if each["key"] in _keys(wanted)]
        now = rfc3339(self.api.now)
        kept += [{**each, "timeAdded": now} for each in wanted if each["key"] not in _keys(present)]

        def change(draft: Object) -> None:
            draft["spec"].pop("taints", None)
            if kept:
                draft["spec"]["taints"] = kept

        self.api.modify(kinds.NODE, name, "", change)

    # Nodes that come and go

    def _node_changed(self, change: Change) -> Iterable[Key]:
        node, name = change.object, meta.name(change.object)
        if change.type == "DELETED":
            self._tell_later(node, "RemovingNode", f"Node {name} event: Removing Node {name} from Controller")
            return self._failing()
        if change.type == "ADDED" and _is_new(node):
            self._tell_later(
                node, "RegisteredNode", f"Node {name} event: Registered Node {name} in Controller"
            )
        recovered = change.previous is not None and _is_new(change.previous) and not _is_new(node)
        return [meta.key(node), *(self._failing() if recovered else [])]

    def _failing(self) -> list[Key]:
        """Nodes that are not Ready: whether pods are evicted from them depends on how many there are."""
        return [meta.key(node) for node in self.api.list(kinds.NODE) if _is_new(node)]

    def _tell_later(self, node: Object, reason: str, message: str) -> None:
        """The controller looks at the list of nodes every few seconds."""
        self.clock.call_later(MONITOR_SECONDS, lambda: self.event(_bare(node), "Normal", reason, message))


def _holder(change: Change) -> Iterable[Key]:
    """The node whose lease it is."""
    lease = change.object
    return [("", meta.name(lease))] if meta.namespace(lease) == NODE_LEASES else []


def _bare(node: Object) -> Object:
    return {**node, "metadata": {"name": meta.name(node), "uid": meta.uid(node)}}


def _last_look(now: float) -> float:
    return now // MONITOR_SECONDS * MONITOR_SECONDS


def _next_look(now: float) -> float:
    """The first moment after ``now`` at which the controller looks at all nodes."""
    return _last_look(now) + MONITOR_SECONDS


def _next_pass(now: float) -> float:
    """When taints follow from what the controller has seen: ``now`` if this is such a moment."""
    due = round(_last_look(now) + PASS_SECONDS, 6)
    return due if now <= due else round(due + MONITOR_SECONDS, 6)


def _is_unknown(node: Object) -> bool:
    ready = pods.condition(node, "Ready")
    return ready is not None and ready["status"] == "Unknown"


def _is_new(node: Object) -> bool:
    """True for a node that is not Ready: as one that joins a running cluster is at first."""
    return not pods.has_condition(node, "Ready")


def _own(node: Object, effect: str) -> list[Object]:
    """The controller's own taints with that effect, as they stand on the node."""
    return [each for each in taints.of_node(node) if each["key"] in OWN_KEYS and each["effect"] == effect]


def _keys(many: Iterable[Object]) -> set[str]:
    return {each["key"] for each in many}


def _implied(node: Object, effect: str) -> list[Object]:
    """The taints with that effect that the node's state asks for."""
    cordoned = effect == "NoSchedule" and node["spec"].get("unschedulable")
    found = [dict(taints.UNSCHEDULABLE)] if cordoned else []
    for kind, status, key, effects in BY_CONDITION:
        condition = pods.condition(node, kind)
        if condition is None or condition["status"] != status or effect not in effects:
            continue
        if effect == "NoSchedule" or not _just_registered(node, condition):
            found.append({"key": key, "effect": effect})
    return found


def _just_registered(node: Object, condition: Object) -> bool:
    fresh = condition["lastTransitionTime"] == node["metadata"]["creationTimestamp"]
    return bool(condition["reason"] == "KubeletNotReady" and fresh)
