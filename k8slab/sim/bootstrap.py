"""What a cluster holds before anybody uses it: its namespaces, and the API server's own Service.

Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/#initial-namespaces
"""

from __future__ import annotations

from k8slab.objects.meta import Object
from k8slab.sim import kinds
from k8slab.sim.api import Api

NAMESPACES = ("default", "kube-node-lease", "kube-public", "kube-system")


def create_namespaces(api: Api) -> None:
    for name in NAMESPACES:
        api.create(kinds.NAMESPACE, {"metadata": {"name": name}})


def create_kubernetes_service(api: Api) -> None:
    """The Service `kubernetes`; in the recorded control plane it has no Endpoints object."""
    api.create(kinds.SERVICE, _service(), "default")


def _service() -> Object:
    return {
        "metadata": {"name": "kubernetes", "labels": {"component": "apiserver", "provider": "kubernetes"}},
        "spec": {
            "clusterIP": "10.96.0.1",
            "ports": [{"name": "https", "port": 443, "protocol": "TCP", "targetPort": 6443}],
        },
    }
