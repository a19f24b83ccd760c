"""Deletes what is in a namespace before the namespace goes.

1. A namespace that is being deleted is Terminating; everything in it is deleted.
2. It stays while anything is left in it, such as pods in their grace period, and says so in its conditions.
3. Then its finalizer is taken off.

Source: https://kubernetes.io/docs/tasks/administer-cluster/namespaces/#deleting-a-namespace
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from k8slab.objects import meta
from k8slab.objects.meta import Key, Object
from k8slab.objects.timestamps import rfc3339
from k8slab.sim import kinds
from k8slab.sim.kinds.kind import Kind
from k8slab.sim.reconcile import Controller, Interest, itself
from k8slab.sim.store import Change

FINALIZER = "kubernetes"
FINE = (
    ("NamespaceDeletionDiscoveryFailure", "ResourcesDiscovered", "All resources successfully discovered"),
    (
        "NamespaceDeletionGroupVersionParsingFailure",
        "ParsedGroupVersions",
        "All legacy kube types successfully parsed",
    ),
    (
        "NamespaceDeletionContentFailure",
        "ContentDeleted",
        "All content successfully deleted, may be waiting on finalization",
    ),
)


class NamespaceController(Controller):
    name = "namespace-controller"

    def interests(self) -> Mapping[Kind, Interest]:
        contents: dict[Kind, Interest] = {kind: _removed for kind in kinds.KINDS if kind.namespaced}
        return contents | {kinds.NAMESPACE: itself}

    def reconcile(self, key: Key) -> None:
        namespace = self.api.find(kinds.NAMESPACE, key[1])
        if namespace is None or not meta.is_terminating(namespace):
            return
        for kind, obj in self._contents(key[1]):
            if not meta.is_terminating(obj) and self.api.find(kind, meta.name(obj), key[1]) is not None:
                options = {"propagationPolicy": "Background"}
                self.api.delete(kind, meta.name(obj), key[1], options=options)
        left = self._contents(key[1])
        if left:
            self._report(namespace, left)
        else:
            self.api.modify(kinds.NAMESPACE, key[1], "", _finalize)

    def _contents(self, name: str) -> list[tuple[Kind, Object]]:
        every = [kind for kind in kinds.KINDS if kind.namespaced]
        return [(kind, obj) for kind in every for obj in self.api.list(kind, name)]

    def _report(self, namespace: Object, left: list[tuple[Kind, Object]]) -> None:
        now = rfc3339(self.api.now)

        def change(draft: Object) -> None:
            old = {each["type"]: each for each in draft["status"].get("conditions") or ()}
            draft["status"]["conditions"] = [_keep_time(each, old, now) for each in _conditions(left)]

        self.api.modify(kinds.NAMESPACE, meta.name(namespace), "", change, subresource="status")


def _removed(change: Change) -> Iterable[Key]:
    """Something is gone: the namespace may be empty now."""
    return [("", meta.namespace(change.object))] if change.type == "DELETED" else []


def _finalize(draft: Object) -> None:
    finalizers = draft["spec"].get("finalizers") or []
    draft["spec"]["finalizers"] = [each for each in finalizers if each != FINALIZER]


def _conditions(left: list[tuple[Kind, Object]]) -> list[Object]:
    held = sorted({name for _, obj in left for name in obj["metadata"].get("finalizers") or ()})
    return [
        *(_condition(kind, False, reason, message) for kind, reason, message in FINE),
        _remaining(left),
        _held(left, held),
    ]


def _remaining(left: list[tuple[Kind, Object]]) -> Object:
    counts: dict[str, int] = {}
    for kind, _ in left:
        name = f"{kind.plural}.{kind.group}" if kind.group else f"{kind.plural}."
        counts[name] = counts.get(name, 0) + 1
    parts = ", ".join(f"{name} has {count} resource instances" for name, count in sorted(counts.items()))
    message = f"Some resources are remaining: {parts}"
    return _condition("NamespaceContentRemaining", True, "SomeResourcesRemain", message)


def _held(left: list[tuple[Kind, Object]], finalizers: list[str]) -> Object:
    kind = "NamespaceFinalizersRemaining"
    if not finalizers:
        return _condition(kind, False, "ContentHasNoFinalizers", "All content-preserving finalizers finished")
    counts = [f"{name} in {_holding(left, name)} resource instances" for name in finalizers]
    message = f"Some content in the namespace has finalizers remaining: {', '.join(counts)}"
    return _condition(kind, True, "SomeFinalizersRemain", message)


def _holding(left: list[tuple[Kind, Object]], finalizer: str) -> int:
    return sum(finalizer in (obj["metadata"].get("finalizers") or ()) for _, obj in left)


def _condition(kind: str, true: bool, reason: str, message: str) -> Object:
    return {"type": kind, "status": "True" if true else "False", "reason": reason, "message": message}


def _keep_time(condition: Object, old: dict[str, Object], now: str) -> Object:
    before = old.get(condition["type"])
    same = before is not None and before["status"] == condition["status"]
    since = before["lastTransitionTime"] if before is not None and same else now
    return {"type": condition["type"], "status": condition["status"], "lastTransitionTime": since} | condition
