"""Every active namespace has the ConfigMap kube-root-ca.crt; its pods trust the API server by it.

The certificate is a stand-in, the same for every cluster: nothing in a simulated pod reads it.

Source: https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/#bound-service-account-token-volume
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Mapping
from hashlib import sha512

from k8slab.objects import meta
from k8slab.objects.meta import Key, Object
from k8slab.sim import kinds
from k8slab.sim.kinds.kind import Kind
from k8slab.sim.reconcile import Controller, Interest, itself
from k8slab.sim.store import Change

NAME = "kube-root-ca.crt"
DESCRIPTION = (
    "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such "
    "as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions "
    "of Kubernetes clusters."
)
LINES = 17


class RootCertificatePublisher(Controller):
    name = "root-ca-certificate-publisher-controller"

    def interests(self) -> Mapping[Kind, Interest]:
        return {kinds.NAMESPACE: itself, kinds.CONFIG_MAP: _namespace}

    def reconcile(self, key: Key) -> None:
        namespace = self.api.find(kinds.NAMESPACE, key[1])
        if namespace is None or meta.is_terminating(namespace):
            return
        present = self.api.find(kinds.CONFIG_MAP, NAME, key[1])
        if present is None:
            metadata = {"name": NAME, "annotations": {"kubernetes.io/description": DESCRIPTION}}
            self.api.create(kinds.CONFIG_MAP, {"metadata": metadata, "data": _data()}, key[1])
        elif present.get("data") != _data():
            self.api.modify(kinds.CONFIG_MAP, NAME, key[1], lambda draft: draft.update(data=_data()))


def _data() -> Object:
    return {"ca.crt": CERTIFICATE}


def _certificate() -> str:
    """Looks like a certificate in PEM form."""
    lines = [b64encode(sha512(f"k8slab/{line}".encode()).digest()[:48]).decode() for line in range(LINES)]
    return "\n".join(["-----BEGIN CERTIFICATE-----", *lines, "-----END CERTIFICATE-----", ""])


CERTIFICATE = _certificate()


def _namespace(change: Change) -> Iterable[Key]:
    return [("", meta.namespace(change.object))] if meta.name(change.object) == NAME else []
