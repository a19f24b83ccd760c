"""Deletes what is in a namespace before the namespace goes.

1. A namespace that is being deleted is Terminating; its pods are deleted, and once they are gone all the
   rest: nothing that pods rely on goes before them.
2. It stays while anything is left in it, such as pods in their grace period, and says so in its conditions.
3. Then its finalizer is taken off.
4. Pods that outlive their grace period, since nobody hears of their node, are a failure that it tells of.

Source: https://kubernetes.io/docs/tasks/administer-cluster/namespaces/#deleting-a-namespace
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from k8slab.objects import meta, pods
from k8slab.objects.meta import Key, Object
from k8slab.objects.timestamps import rfc3339, seconds
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
)
DELETED = (
    "NamespaceDeletionContentFailure",
    False,
    "ContentDeleted",
    "All content successfully deleted, may be waiting on finalization",
)
NAMESPACED = tuple(kind for kind in kinds.KINDS if kind.namespaced)


class NamespaceController(Controller):
    name = "namespace-controller"

    def interests(self) -> Mapping[Kind, Interest]:
        contents: dict[Kind, Interest] = dict.fromkeys(NAMESPACED, _removed)
        return contents | {kinds.NAMESPACE: itself}

    def reconcile(self, key: Key) -> None:
        namespace = self.api.find(kinds.NAMESPACE, key[1])
        if namespace is None or not meta.is_terminating(namespace):
            return
        left = self._empty(key[1], [kinds.POD]) or self._empty(key[1], NAMESPACED)
        if left:
            self._report(namespace, left)
        else:
            self.api.modify(kinds.NAMESPACE, key[1], "", _finalize)

    def _empty(self, name: str, which: Iterable[Kind]) -> list[tuple[Kind, Object]]:
        """Delete all objects of these kinds; those that are still there then."""
        for kind, obj in self._contents(name, which):
            if not meta.is_terminating(obj) and self.api.find(kind, meta.name(obj), name) is not None:
                options = {"propagationPolicy": "Background"}
                self.api.delete(kind, meta.name(obj), name, options=options)
        return self._contents(name, which)

    def _contents(self, name: str, which: Iterable[Kind]) -> list[tuple[Kind, Object]]:
        return [(kind, obj) for kind in which for obj in self.api.list(kind, name)]

    def _report(self, namespace: Object, left: list[tuple[Kind, Object]]) -> None:
        now, overdue = rfc3339(self.api.now), self._overdue(namespace, left)

        def change(draft: Object) -> None:
            old = {each["type"]: each for each in draft["status"].get("conditions") or ()}
            conditions = _conditions(meta.name(draft), left, overdue=overdue)
            draft["status"]["conditions"] = [_keep_time(each, old, now) for each in conditions]

        self.api.modify(kinds.NAMESPACE, meta.name(namespace), "", change, subresource="status")

    def _overdue(self, namespace: Object, left: list[tuple[Kind, Object]]) -> bool:
        """True if pods that nothing holds should be gone by now (4); else it is looked at again then."""
        waited_for = [obj for kind, obj in left if kind is kinds.POD]
        if not waited_for or any(obj["metadata"].get("finalizers") for obj in waited_for):
            return False
        longest = max((_grace(pod) for pod in waited_for if not pods.is_terminal(pod)), default=0.0)
        due = seconds(namespace["metadata"]["deletionTimestamp"]) + longest
        if self.clock.now < due:
            self.enqueue(("", meta.name(namespace)), due - self.clock.now, idle=True)
        return longest > 0 and self.clock.now >= due


def _grace(pod: Object) -> float:
    return float(pod["spec"].get("terminationGracePeriodSeconds", 30))


def _removed(change: Change) -> Iterable[Key]:
    """Something is gone: the namespace may be empty now."""
    return [("", meta.namespace(change.object))] if change.type == "DELETED" else []


def _finalize(draft: Object) -> None:
    finalizers = draft["spec"].get("finalizers") or []
    draft["spec"]["finalizers"] = [each for each in finalizers if each != FINALIZER]


def _conditions(name: str, left: list[tuple[Kind, Object]], *, overdue: bool) -> list[Object]:
    held = sorted({name for _, obj in left for name in obj["metadata"].get("finalizers") or ()})
    return [
        *(_condition(kind, False, reason, message) for kind, reason, message in FINE),
        _failure(name) if overdue else _condition(*DELETED),
        _remaining(left),
        _held(left, held),
    ]


def _failure(name: str) -> Object:
    why = f"unexpected items still remain in namespace: {name} for gvr: /v1, Resource=pods"
    message = f"Failed to delete all resource types, 1 remaining: {why}"
    return _condition("NamespaceDeletionContentFailure", True, "ContentDeletionFailed", message)


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
