"""What a cluster holds before anybody uses it: its namespaces, the API server's own Service, maybe a class.

Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/#initial-namespaces and
https://kind.sigs.k8s.io/docs/user/quick-start/
"""

from __future__ import annotations

from k8slab.objects.meta import Object
from k8slab.sim import kinds
from k8slab.sim.api import Api
from k8slab.sim.kinds.storageclass import DEFAULT_CLASS

NAMESPACES = ("default", "kube-node-lease", "kube-public", "kube-system")


def create_namespaces(api: Api) -> None:
    for name in NAMESPACES:
        api.create(kinds.NAMESPACE, {"metadata": {"name": name}})


def create_kubernetes_service(api: Api) -> None:
    """The Service `kubernetes`; in the recorded control plane it has no Endpoints object."""
    api.create(kinds.SERVICE, _service(), "default")


def create_default_class(api: Api) -> None:
    """The class `standard` of a kind cluster: volumes on the node that the first pod comes to."""
    metadata = {"name": "standard", "annotations": {DEFAULT_CLASS: "true"}}
    body = {"provisioner": "rancher.io/local-path", "volumeBindingMode": "WaitForFirstConsumer"}
    api.create(kinds.STORAGE_CLASS, {"metadata": metadata, **body})


def _service() -> Object:
    return {
        "metadata": {"name": "kubernetes", "labels": {"component": "apiserver", "provider": "kubernetes"}},
        "spec": {
            "clusterIP": "10.96.0.1",
            "ports": [{"name": "https", "port": 443, "protocol": "TCP", "targetPort": 6443}],
        },
    }
