"""Where in the cluster pods of a certain kind are: counts by value of a node label.

Pod affinity and anti-affinity ask "does a node with the same value of this label run a pod like that?".
Each distinct question is counted once and kept up to date, so that an answer needs no look at any pod.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from k8slab.objects import meta
from k8slab.objects.meta import Object
from k8slab.objects.selectors import Selector, from_manifest


class Sort(NamedTuple):
    """A sort of pods: those that a label selector means, in these namespaces (None: in all)."""

    selector: str
    namespaces: tuple[str, ...] | None

    def means(self, pod: Mapping[str, Any]) -> bool:
        if self.namespaces is not None and meta.namespace(pod) not in self.namespaces:
            return False
        return _selector(self.selector).matches(meta.labels(pod))


class Term(NamedTuple):
    """Pods that are of all these sorts at once, by a label of their nodes."""

    sorts: tuple[Sort, ...]
    topology: str

    def means(self, pod: Mapping[str, Any]) -> bool:
        return all(sort.means(pod) for sort in self.sorts)


NamespacesOf = Callable[[Mapping[str, Any]], Iterable[str]]
"""The names of the namespaces whose labels match a label selector."""


def sort_of(pod: Mapping[str, Any], affinity: Mapping[str, Any], select: NamespacesOf) -> Sort:
    """Whom an affinity term of ``pod`` means; without namespaces of its own those in the pod's namespace."""
    selector = json.dumps(affinity.get("labelSelector"), sort_keys=True)
    return Sort(selector, _namespaces(pod, affinity, select))


def _namespaces(
    pod: Mapping[str, Any], affinity: Mapping[str, Any], select: NamespacesOf
) -> tuple[str, ...] | None:
    named, selected = affinity.get("namespaces") or (), affinity.get("namespaceSelector")
    if selected == {}:
        return None
    if selected is not None:
        return tuple(sorted({*named, *select(selected)}))
    return tuple(sorted(named)) or (meta.namespace(pod),)


@lru_cache(maxsize=1024)
def _selector(text: str) -> Selector:
    return from_manifest(json.loads(text))


class TopologyCounts:
    """Counts of pods by term and by the value of the term's node label."""

    def __init__(self) -> None:
        self._counts: dict[Term, Counter[str]] = {}

    def terms(self) -> Iterable[Term]:
        return self._counts

    def values(self, term: Term) -> Counter[str]:
        """How many pods there are by value; values without any may be there with 0."""
        counts = self._counts.get(term)
        if counts is None:
            counts = self._counts[term] = Counter()
        return counts

    def knows(self, term: Term) -> bool:
        return term in self._counts

    def count(self, term: Term, node: Object, by: int) -> None:
        value = meta.labels(node).get(term.topology)
        if value is not None:
            self.values(term)[value] += by

    def at(self, term: Term, node: Object) -> int:
        """The count in the node's part of the topology."""
        value = meta.labels(node).get(term.topology)
        return 0 if value is None else self.values(term)[value]

    def is_at(self, term: Term, node: Object) -> bool:
        return self.at(term, node) > 0

    def clear(self) -> None:
        self._counts.clear()
