"""StatefulSet: pods with a stable name and stable storage, made and changed in order.

Guarantees (https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/):

1. Pods are named ``<set>-<ordinal>`` and carry their name and index as labels; a pod that is made again has
   the same name.
2. Each pod has a claim of its own per volumeClaimTemplate. Claims outlive pods and the set, unless
   persistentVolumeClaimRetentionPolicy says otherwise; one that is missing is made again.
3. OrderedReady: pods are made in order, each after its predecessors are Running and Ready (available, with
   minReadySeconds), and taken away in reverse order, each after its successor is gone.
4. Parallel: pods are made and taken away without waiting. Updates are not affected.
5. RollingUpdate: pods are replaced one at a time, from the highest ordinal down to the partition, each after
   the one before it is Running and Ready. A pod below the partition that is made again has the old revision.
   With the feature gate MaxUnavailableStatefulSet up to maxUnavailable pods are replaced at a time.
6. OnDelete: a pod gets the new template when somebody deletes it.
7. Failed and succeeded pods are made again.
8. A set that is being deleted only counts its pods: their deletion is the garbage collector's, in no order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from k8slab.objects import meta, selectors
from k8slab.objects.meta import Key, Object
from k8slab.sim import kinds
from k8slab.sim.controllers.statefulset import identity
from k8slab.sim.controllers.statefulset.sync import Sync
from k8slab.sim.kinds.kind import Kind
from k8slab.sim.reconcile import Controller, Interest, controller_owner, itself
from k8slab.sim.store import Change


class StatefulSetController(Controller):
    name = "statefulset-controller"

    def interests(self) -> Mapping[Kind, Interest]:
        return {
            kinds.STATEFULSET: itself,
            kinds.POD: self._sets_of_pod,
            kinds.PERSISTENT_VOLUME_CLAIM: self._sets_of_claim,
        }

    def _sets_of_pod(self, change: Change) -> Iterable[Key]:
        """The set that controls the pod; for an orphan all sets that would adopt it."""
        owned = list(controller_owner(kinds.STATEFULSET)(change))
        if owned or meta.controller_of(change.object) is not None:
            return owned
        sets = self.api.list(kinds.STATEFULSET, meta.namespace(change.object))
        return [meta.key(item) for item in sets if _selects(item, change.object)]

    def _sets_of_claim(self, change: Change) -> Iterable[Key]:
        """The sets that miss a claim which is gone."""
        if change.type != "DELETED":
            return []
        name, namespace = meta.name(change.object), meta.namespace(change.object)
        sets = self.api.list(kinds.STATEFULSET, namespace)
        return [meta.key(item) for item in sets if identity.is_claim_name(item, name)]

    def reconcile(self, key: Key) -> None:
        namespace, name = key
        statefulset = self.api.find(kinds.STATEFULSET, name, namespace)
        if statefulset is not None:
            Sync(self, statefulset).run()


def _selects(statefulset: Object, pod: Object) -> bool:
    selector = selectors.from_manifest(statefulset["spec"]["selector"])
    return selector.matches(meta.labels(pod)) and identity.is_member(statefulset, pod)
