"""The scheduling cycle.

1. A pod without a node is looked at when it is created; unbound claims are found before any node is asked.
2. Nodes are filtered by plugins, the rest is ranked, the best one gets the pod: one write, one event.
3. A pod that fits nowhere gets PodScheduled=False and a FailedScheduling event that counts the reasons.
4. It is tried again when something happens that may help, and every five minutes in any case. No back-off is
   to be seen: a scheduler takes pods out of it as soon as it has nothing else to do.
5. A hundred nodes that could take the pod are enough to choose from; the next search starts behind them.
6. A pod for which others must go names the node that it waits for; less important pods leave it the place.
7. A pod whose volumes are being made keeps its place on the node; after ten minutes, or if the choice of the
   node is taken back, it is scheduled anew.

Source: https://kubernetes.io/docs/concepts/scheduling-eviction/kube-scheduler/
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from k8slab.objects import meta
from k8slab.objects.meta import Key, Object
from k8slab.objects.volumes import SELECTED_NODE, claim_names, is_bound_completely, phase, storage_class
from k8slab.sim import kinds
from k8slab.sim.api import Api
from k8slab.sim.clock import Clock
from k8slab.sim.kinds.kind import Kind
from k8slab.sim.reconcile import Controller, Interest
from k8slab.sim.recorder import Recorder
from k8slab.sim.scheduler import waiting
from k8slab.sim.scheduler.diagnosis import Diagnosis
from k8slab.sim.scheduler.filtering import Filtering
from k8slab.sim.scheduler.node_info import NodeInfo
from k8slab.sim.scheduler.plugins.volume_binding import VolumeBinding
from k8slab.sim.scheduler.preemption import Preemption, priority
from k8slab.sim.scheduler.report import ERROR, Report
from k8slab.sim.scheduler.score import best
from k8slab.sim.scheduler.view import View, takes_room
from k8slab.sim.scheduler.waiting import Waiting
from k8slab.sim.store import Change

PATIENCE = 300.0
"""Seconds after which an unschedulable pod is looked at again, whatever has happened."""
BINDING_SECONDS = 600.0
ERROR_BACKOFF = 1.0
PRE_BIND = 'running PreBind plugin "VolumeBinding": binding volumes: '
GONE = 'node "{}" not found'
TIMEOUT = "context deadline exceeded"


class Scheduler(Controller):
    """Binds pods to nodes."""

    name = "default-scheduler"

    def __init__(self, api: Api, clock: Clock, recorder: Recorder) -> None:
        self._view = View(api)
        self._waiting = Waiting()
        self._filtering = Filtering(api, self._view)
        self._volumes = VolumeBinding(api)
        self._promised: dict[Key, tuple[str, float]] = {}
        self._nominated: dict[Key, str] = {}
        self._preemption = Preemption(api, recorder, self._view, self._filtering.refusal)
        self._report = Report(api, recorder)
        super().__init__(api, clock, recorder)
        for pod in api.list(kinds.POD):
            if self._is_mine(pod):
                self.enqueue(meta.key(pod))

    def interests(self) -> Mapping[Kind, Interest]:
        return {
            kinds.POD: self._pod_changed,
            kinds.NODE: self._node_changed,
            kinds.PERSISTENT_VOLUME_CLAIM: self._claim_changed,
            kinds.PERSISTENT_VOLUME: self._volume_changed,
            kinds.STORAGE_CLASS: self._class_changed,
        }

    def reconcile(self, key: Key) -> None:
        """Place the pod with that key, if it still waits for a node."""
        pod = self.api.find(kinds.POD, key[1], key[0])
        self._waiting.drop(key)
        if pod is None or not self._is_mine(pod):
            return
        if key in self._promised and not self._keeps_promise(pod):
            return
        diagnosis = Diagnosis(len(self._view.nodes))
        with self._view.assuming(self._expected(pod)):
            feasible = self._filtering.feasible(pod, diagnosis)
        if feasible:
            self._bind(pod, self._choose(pod, feasible))
        else:
            self._reject(pod, diagnosis)

    def _is_mine(self, pod: Object) -> bool:
        spec = pod["spec"]
        free = not spec.get("nodeName") and not spec.get("schedulingGates") and not meta.is_terminating(pod)
        return free and spec.get("schedulerName", self.name) == self.name

    def _expected(self, pod: Object) -> dict[str, list[Object]]:
        """By node the pods that wait for volumes (7) or, if no less important, for others to go (6)."""
        expected: dict[str, list[Object]] = {}
        places = self._nominated | {key: node for key, (node, _) in self._promised.items()}
        for key, node in places.items():
            other = self.api.find(kinds.POD, key[1], key[0]) if key != meta.key(pod) else None
            if other is not None and (key in self._promised or priority(other) >= priority(pod)):
                expected.setdefault(node, []).append(other)
        return expected

    # Outcomes

    def _choose(self, pod: Object, feasible: list[NodeInfo]) -> NodeInfo:
        """The node where volumes are being made, or others were made to go, already; else the best one."""
        key = meta.key(pod)
        promised = self._promised[key][0] if key in self._promised else self._nominated.get(key)
        kept = next((info for info in feasible if info.name == promised), None)
        return kept or best(pod, feasible, self._view)

    def _bind(self, pod: Object, info: NodeInfo) -> None:
        namespace, name = key = meta.key(pod)
        if not self._volumes.bind(pod, info.node):
            self._wait_for_volumes(pod, info.name)
            return
        self._promised.pop(key, None)
        self._nominated.pop(key, None)
        self.api.bind(name, namespace, info.name, kinds.POD)
        self._report.placed(pod, info.name)

    def _wait_for_volumes(self, pod: Object, node: str) -> None:
        """The pod is as good as on the node (7)."""
        namespace, _ = key = meta.key(pod)
        _, until = self._promised.setdefault(key, (node, self.clock.now + BINDING_SECONDS))
        self._waiting.put(key, (), [(namespace, claim) for claim in claim_names(pod)])
        self.enqueue(key, until - self.clock.now, idle=True)

    def _keeps_promise(self, pod: Object) -> bool:
        """False, and said so, if the pod's volumes come too late or not at all (7)."""
        key = meta.key(pod)
        node, until = self._promised[key]
        there = node in self._view.nodes
        why = (
            self._volumes.failure(pod, node) if there else f'failed to get node "{node}": {GONE.format(node)}'
        )
        if not why and self.clock.now >= until:
            why = TIMEOUT
        if not why:
            return True
        del self._promised[key]
        self._report.failed(pod, PRE_BIND + why, ERROR)
        self.enqueue(key, ERROR_BACKOFF)
        return False

    def _reject(self, pod: Object, diagnosis: Diagnosis) -> None:
        namespace, _ = key = meta.key(pod)
        candidate = self._preemption.make_room(pod, diagnosis)
        if candidate is not None:
            self._nominated[key] = candidate.node
        message = diagnosis.message()
        self._waiting.put(key, diagnosis.plugins, [(namespace, claim) for claim in claim_names(pod)])
        self._report.failed(pod, message, nominated=candidate.node if candidate is not None else "")
        self.enqueue(key, PATIENCE, idle=True)
        if candidate is not None:
            self._preemption.carry_out(pod, candidate)

    # What may help a waiting pod

    def _pod_changed(self, change: Change) -> Iterator[Key]:
        previous, pod = change.previous, change.object if change.type != "DELETED" else None
        self._view.replace_pod(previous, pod)
        had_room = previous is not None and takes_room(previous)
        has_room = pod is not None and takes_room(pod)
        if pod is not None and not pod["spec"].get("nodeName"):
            yield from self._unplaced_changed(previous, pod)
        elif pod is None:
            self._waiting.drop(meta.key(change.object))
            self._promised.pop(meta.key(change.object), None)
            self._nominated.pop(meta.key(change.object), None)
        if had_room and not has_room:
            yield from self._important_first(waiting.ROOM)
        elif has_room and (not had_room or _relabelled(previous, pod)):
            yield from self._important_first(waiting.COMPANY)

    def _unplaced_changed(self, previous: Object | None, pod: Object) -> Iterator[Key]:
        """A new pod, or one whose labels, gates or tolerations were changed."""
        if not self._is_mine(pod):
            return
        if previous is None or _relabelled(previous, pod) or previous["spec"] != pod["spec"]:
            yield meta.key(pod)

    def _node_changed(self, change: Change) -> Iterator[Key]:
        if change.type == "DELETED":
            self._view.remove_node(change.object)
            yield from self._important_first(waiting.FEWER_NODES)
            name = meta.name(change.object)
            yield from [key for key, (node, _) in self._promised.items() if node == name]
            return
        self._view.put_node(change.object)
        if change.previous is None or _offer(change.previous) != _offer(change.object):
            yield from self._important_first(waiting.NODE)

    def _important_first(self, plugins: Iterable[str]) -> list[Key]:
        """The pods that one of the plugins keeps waiting; of equal ones the longest waiting first."""
        found = [self.api.find(kinds.POD, key[1], key[0]) for key in self._waiting.held_by(plugins)]
        waiting_pods = [pod for pod in found if pod is not None]
        return [meta.key(pod) for pod in sorted(waiting_pods, key=priority, reverse=True)]

    def _claim_changed(self, change: Change) -> Iterable[Key]:
        is_news = (
            change.type != "MODIFIED"
            or _became_bound(change)
            or _is_taken_back(change)
            or _got_a_class(change)
            or _is_found_again(change)
        )
        return self._waiting.on_claim(meta.key(change.object)) if is_news else ()

    def _volume_changed(self, change: Change) -> Iterable[Key]:
        if change.previous is None:
            return self._waiting.held_by({"VolumeBinding"})
        became_free = phase(change.previous) != phase(change.object) == "Available"
        return self._waiting.held_by({"VolumeBindingOnNode"}) if became_free else ()

    def _class_changed(self, change: Change) -> Iterable[Key]:
        return self._waiting.held_by({"VolumeBinding", "VolumeBindingOnNode"})


def _became_bound(change: Change) -> bool:
    before = change.previous is not None and is_bound_completely(change.previous)
    return not before and is_bound_completely(change.object)


def _is_taken_back(change: Change) -> bool:
    """True if the claim's volume is no longer to be made on the node that was chosen."""
    before = meta.annotations(change.previous).get(SELECTED_NODE) if change.previous is not None else None
    return before is not None and meta.annotations(change.object).get(SELECTED_NODE) != before


def _got_a_class(change: Change) -> bool:
    """True for a claim that gets the default class long after its creation: it may wait for a pod now."""
    return change.previous is not None and storage_class(change.previous) != storage_class(change.object)


def _is_found_again(change: Change) -> bool:
    """True for a claim whose lost volume is there again."""
    return change.previous is not None and phase(change.previous) == "Lost" != phase(change.object)


def _relabelled(previous: Object | None, pod: Object | None) -> bool:
    return previous is not None and pod is not None and meta.labels(previous) != meta.labels(pod)


def _offer(node: Object) -> tuple[object, ...]:
    """What of a node decides whether pods may go there."""
    spec, status = node["spec"], node.get("status") or {}
    return spec.get("taints"), spec.get("unschedulable"), meta.labels(node), status.get("allocatable")
