"""The scheduler's picture of the cluster, kept up to date from the store's changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from k8slab.objects import meta, pods
from k8slab.objects.meta import Key, Object
from k8slab.objects.selectors import from_manifest
from k8slab.objects.volumes import claim_names
from k8slab.sim import kinds
from k8slab.sim.api import Api
from k8slab.sim.scheduler.node_info import NodeInfo
from k8slab.sim.scheduler.topology import Term, TopologyCounts, sort_of


def takes_room(pod: Mapping[str, Any]) -> bool:
    """True if the pod is on a node and its containers may still run there."""
    return bool(pod["spec"].get("nodeName")) and not pods.is_terminal(pod)


def affinity_terms(pod: Mapping[str, Any], which: str) -> list[Object]:
    """The required terms of the pod's podAffinity or podAntiAffinity."""
    return _affinity(pod, which).get("requiredDuringSchedulingIgnoredDuringExecution") or []


def preferred_terms(pod: Mapping[str, Any], which: str) -> list[Object]:
    """The weighted terms."""
    return _affinity(pod, which).get("preferredDuringSchedulingIgnoredDuringExecution") or []


def _affinity(pod: Mapping[str, Any], which: str) -> Object:
    return (pod["spec"].get("affinity") or {}).get(which) or {}


class View:
    """Nodes with their pods, and where pods are by topology."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self.nodes: dict[str, NodeInfo] = {}
        self._waiting: dict[str, dict[str, Object]] = {}
        self._targets = TopologyCounts()
        self._refusals = TopologyCounts()
        self._wishes = TopologyCounts()
        self._users: Counter[Key] = Counter()
        self.images: Counter[str] = Counter()
        """On how many nodes an image is."""
        for node in api.list(kinds.NODE):
            self.put_node(node)
        for pod in api.list(kinds.POD):
            self.replace_pod(None, pod)

    # Changes

    def put_node(self, node: Object) -> None:
        name, known = meta.name(node), self.nodes.get(meta.name(node))
        if known is None:
            self.nodes[name] = NodeInfo(node)
            self.images.update(self.nodes[name].images.keys())
            for pod in self._waiting.pop(name, {}).values():
                self._add(pod)
            return
        moved = meta.labels(known.node) != meta.labels(node)
        self.images.subtract(known.images.keys())
        known.update(node)
        self.images.update(known.images.keys())
        if moved:
            self._recount()

    def remove_node(self, node: Object) -> None:
        info = self.nodes.pop(meta.name(node), None)
        if info is not None:
            self.images.subtract(info.images.keys())
        if info is not None and info.pods:
            self._waiting[info.name] = info.pods
            self._recount()

    def replace_pod(self, previous: Object | None, pod: Object | None) -> None:
        """Follow one change of a pod; None stands for a pod that is not there."""
        before = previous if previous is not None and takes_room(previous) else None
        after = pod if pod is not None and takes_room(pod) else None
        if before is not None and after is not None and _same_demand(before, after):
            return
        if before is not None:
            self._remove(before)
        if after is not None:
            self._add(after)

    def _add(self, pod: Object) -> None:
        info = self.nodes.get(pod["spec"]["nodeName"])
        if info is None:
            self._waiting.setdefault(pod["spec"]["nodeName"], {})[meta.uid(pod)] = pod
            return
        info.add(pod)
        self._use(pod, 1)
        self._count(pod, info.node, 1)

    def _remove(self, pod: Object) -> None:
        name = pod["spec"]["nodeName"]
        info = self.nodes.get(name)
        if info is None:
            self._waiting.get(name, {}).pop(meta.uid(pod), None)
        elif meta.uid(pod) in info.pods:
            info.remove(pod)
            self._use(pod, -1)
            self._count(pod, info.node, -1)

    # Trying out

    def take_out(self, pod: Object) -> None:
        """As if the pod were not there; `put_back` undoes it."""
        self._remove(pod)

    def put_back(self, pod: Object) -> None:
        if meta.uid(pod) not in self.nodes[pod["spec"]["nodeName"]].pods:
            self._add(pod)

    @contextmanager
    def without(self, many: Iterable[Object]) -> Iterator[None]:
        """As if those pods were not there."""
        for pod in many:
            self.take_out(pod)
        try:
            yield
        finally:
            for pod in many:
                self.put_back(pod)

    @contextmanager
    def assuming(self, pods_by_node: Mapping[str, Iterable[Object]]) -> Iterator[None]:
        """As if those pods were on their nodes already."""
        assumed = [
            {**pod, "spec": {**pod["spec"], "nodeName": node}}
            for node, many in pods_by_node.items()
            if node in self.nodes
            for pod in many
        ]
        for pod in assumed:
            self._add(pod)
        try:
            yield
        finally:
            for pod in assumed:
                self._remove(pod)

    # Claims

    def is_used(self, claim: Key) -> bool:
        """True if a pod that is on a node uses the claim."""
        return self._users[claim] > 0

    def _use(self, pod: Object, by: int) -> None:
        for name in claim_names(pod):
            key = meta.namespace(pod), name
            self._users[key] += by
            if not self._users[key]:
                del self._users[key]

    # Topology

    def runs_at(self, wanted: Term, node: Object) -> bool:
        """True if a pod that the term means runs in the node's part of the topology."""
        return self._counted(wanted).is_at(wanted, node)

    def many_at(self, wanted: Term, node: Object) -> int:
        """How many pods that the term means run there."""
        return self._counted(wanted).at(wanted, node)

    def runs_anywhere(self, wanted: Term) -> bool:
        return any(count > 0 for count in self._counted(wanted).values(wanted).values())

    def refusals(self, pod: Mapping[str, Any]) -> list[Term]:
        """The anti-affinity terms of running pods that mean ``pod``."""
        return [wanted for wanted in self._refusals.terms() if wanted.means(pod)]

    def refused_at(self, wanted: Term, node: Object) -> bool:
        return self._refusals.is_at(wanted, node)

    def wishes(self, pod: Mapping[str, Any]) -> list[Term]:
        """The terms by which running pods like, or dislike, to have ``pod`` near."""
        return [wanted for wanted in self._wishes.terms() if wanted.means(pod)]

    def wished_at(self, wanted: Term, node: Object) -> int:
        """The weights of those terms in the node's part of the topology."""
        return self._wishes.at(wanted, node)

    def company(self, pod: Mapping[str, Any]) -> list[Term]:
        """The pod's required affinity: only pods of all the sorts at once are company."""
        wanted = affinity_terms(pod, "podAffinity")
        sorts = tuple(sort_of(pod, each, self._select_namespaces) for each in wanted)
        return [Term(sorts, each["topologyKey"]) for each in wanted]

    def unwanted(self, pod: Mapping[str, Any]) -> list[Term]:
        """The pod's required anti-affinity: each sort by itself."""
        return [self.term(pod, each) for each in affinity_terms(pod, "podAntiAffinity")]

    def term(self, pod: Mapping[str, Any], affinity: Mapping[str, Any]) -> Term:
        return Term((sort_of(pod, affinity, self._select_namespaces),), affinity["topologyKey"])

    def _counted(self, wanted: Term) -> TopologyCounts:
        if not self._targets.knows(wanted):
            self._targets.values(wanted)
            for info, pod in self._placed():
                if wanted.means(pod):
                    self._targets.count(wanted, info.node, 1)
        return self._targets

    def _count(self, pod: Object, node: Object, by: int) -> None:
        for wanted in self._targets.terms():
            if wanted.means(pod):
                self._targets.count(wanted, node, by)
        for refused in self.unwanted(pod):
            self._refusals.count(refused, node, by)
        for each in affinity_terms(pod, "podAffinity"):
            self._wishes.count(self.term(pod, each), node, by)
        for which, sign in (("podAffinity", by), ("podAntiAffinity", -by)):
            for each in preferred_terms(pod, which):
                self._wishes.count(self.term(pod, each["podAffinityTerm"]), node, sign * each["weight"])

    def _recount(self) -> None:
        """Node labels have changed: count again where pods are."""
        self._targets.clear()
        self._refusals.clear()
        self._wishes.clear()
        for info, pod in self._placed():
            self._count(pod, info.node, 1)

    def _placed(self) -> Iterator[tuple[NodeInfo, Object]]:
        for info in self.nodes.values():
            for pod in info.pods.values():
                yield info, pod

    def services(self, namespace: str) -> Iterable[Object]:
        return self._api.list(kinds.SERVICE, namespace)

    def _select_namespaces(self, selector: Mapping[str, Any]) -> Iterable[str]:
        chosen = from_manifest(selector)
        return [meta.name(each) for each in self._api.list(kinds.NAMESPACE, selector=chosen)]


def _same_demand(one: Object, other: Object) -> bool:
    """True if the two versions of a pod count the same for the scheduler."""
    same_spec = one["spec"] is other["spec"] or one["spec"] == other["spec"]
    same_fate = meta.is_terminating(one) == meta.is_terminating(other)
    return same_spec and same_fate and meta.labels(one) == meta.labels(other)
