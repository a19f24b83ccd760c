"""Whether the API server reaches the kubelet that a request about containers goes on to."""

from __future__ import annotations

from k8slab.objects import meta
from k8slab.objects.meta import Object
from k8slab.sim.api import status
from k8slab.sim.cluster import Cluster

PORT = 10250


def check_dial(cluster: Cluster, pod: Object) -> None:
    """For commands and forwarded ports. Raises ApiError 500 if no kubelet answers on the pod's node."""
    _check(cluster, pod, "error dialing backend: ")


def check_log(cluster: Cluster, pod: Object, container: str) -> None:
    """As `check_dial`, for logs."""
    path = f"/containerLogs/{meta.namespace(pod)}/{meta.name(pod)}/{container}"
    _check(cluster, pod, f'Get "https://{_address(pod)}:{PORT}{path}": ')


def _check(cluster: Cluster, pod: Object, what: str) -> None:
    node = pod["spec"].get("nodeName", "")
    if node and (silence := cluster.kubelet_silence(node)):
        text = f"{what}dial tcp {_address(pod)}:{PORT}: {silence}"
        raise status.failure(500, "", text)


def _address(pod: Object) -> str:
    return str((pod.get("status") or {}).get("hostIP") or pod["spec"].get("nodeName", ""))
