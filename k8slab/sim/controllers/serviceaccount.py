"""Every active namespace has a ServiceAccount named default; one that is deleted comes back.

Source: https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from k8slab.objects import meta
from k8slab.objects.meta import Key
from k8slab.sim import kinds
from k8slab.sim.kinds.kind import Kind
from k8slab.sim.reconcile import Controller, Interest, itself
from k8slab.sim.store import Change

DEFAULT = "default"


class ServiceAccountController(Controller):
    name = "serviceaccount-controller"

    def interests(self) -> Mapping[Kind, Interest]:
        return {kinds.NAMESPACE: itself, kinds.SERVICE_ACCOUNT: _namespace}

    def reconcile(self, key: Key) -> None:
        namespace = self.api.find(kinds.NAMESPACE, key[1])
        if namespace is None or meta.is_terminating(namespace):
            return
        if self.api.find(kinds.SERVICE_ACCOUNT, DEFAULT, key[1]) is None:
            self.api.create(kinds.SERVICE_ACCOUNT, {"metadata": {"name": DEFAULT}}, key[1])


def _namespace(change: Change) -> Iterable[Key]:
    return [("", meta.namespace(change.object))] if meta.name(change.object) == DEFAULT else []
