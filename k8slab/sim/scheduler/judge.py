"""The scheduler's verdict about one pod, asked of any objects: nothing is bound, nobody is told.

The pod is judged as if it had no node yet, by the same plugins as a scheduler's, on a scratch store.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from k8slab.objects import meta
from k8slab.objects.meta import Object
from k8slab.objects.placement import KINDS, Judgement, Refused
from k8slab.sim import kinds
from k8slab.sim.api import Api
from k8slab.sim.chance import Chance
from k8slab.sim.clock import Clock
from k8slab.sim.kinds.kind import Kind
from k8slab.sim.recorder import Recorder
from k8slab.sim.scheduler.diagnosis import Diagnosis
from k8slab.sim.scheduler.filtering import Filtering
from k8slab.sim.scheduler.node_info import NodeInfo
from k8slab.sim.scheduler.plugins.node_affinity import NAMED_OTHERS
from k8slab.sim.scheduler.preemption import Preemption, priority
from k8slab.sim.scheduler.score import totals
from k8slab.sim.scheduler.view import View
from k8slab.sim.store import Store

ASKED = {kind.kind: kind for kind in kinds.KINDS if kind.kind in KINDS}


def judge(pod: Mapping[str, Any], objects: Iterable[tuple[str, Object]]) -> Judgement:
    """Where the pod could go among these objects, each with the name of its kind; they stay as they are."""
    api = _scratch(pod, objects)
    view = View(api)
    filtering = Filtering(api, view)
    wanted = _unplaced(pod)
    diagnosis = Diagnosis(len(view.nodes))
    with view.assuming(_nominated(api, wanted)):
        feasible = filtering.feasible(wanted, diagnosis)
        points = totals(wanted, feasible, view) if len(feasible) > 1 else {}
        if not feasible:
            Preemption(api, Recorder(api), view, filtering.refusal).make_room(wanted, diagnosis)
    best = sorted(feasible, key=lambda info: (-points.get(info.name, 0), len(info.pods), info.name))
    return Judgement(
        "" if feasible else diagnosis.message(),
        diagnosis.obstacle,
        tuple(_refused(view.nodes.values(), diagnosis, feasible)),
        tuple(info.name for info in best),
        {info.name: points[info.name] for info in best if info.name in points},
    )


def _scratch(pod: Mapping[str, Any], objects: Iterable[tuple[str, Object]]) -> Api:
    clock = Clock()
    store = Store(lambda: clock.now)
    for name, obj in objects:
        kind = ASKED.get(name)
        if kind is not None and not _is_same(kind, obj, pod):
            store.put(kind, {**obj, "metadata": {**obj["metadata"]}, "spec": obj.get("spec") or {}})
    return Api(store, clock, Chance(0, lambda: store.revision), frozenset())


def _is_same(kind: Kind, obj: Object, pod: Mapping[str, Any]) -> bool:
    return kind is kinds.POD and meta.key(obj) == meta.key(pod)


def _unplaced(pod: Mapping[str, Any]) -> Object:
    return {**pod, "spec": {field: value for field, value in pod["spec"].items() if field != "nodeName"}}


def _nominated(api: Api, pod: Object) -> dict[str, list[Object]]:
    """By node the pods, no less important, for which others make room there."""
    found: dict[str, list[Object]] = {}
    for other in api.list(kinds.POD):
        node = (other.get("status") or {}).get("nominatedNodeName")
        if node and not other["spec"].get("nodeName") and priority(other) >= priority(pod):
            found.setdefault(node, []).append(other)
    return found


def _refused(nodes: Iterable[NodeInfo], diagnosis: Diagnosis, feasible: list[NodeInfo]) -> Iterable[Refused]:
    """A node that was not asked is one that the pod does not name."""
    if diagnosis.obstacle:
        return
    taken = {info.name for info in feasible}
    for info in nodes:
        if info.name not in taken:
            plugin, refusal = diagnosis.by_node.get(info.name, ("NodeAffinity", NAMED_OTHERS))
            yield Refused(info.name, plugin, refusal.reasons)
