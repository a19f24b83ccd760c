"""The Node objects of the simulated machines: what a kubelet reports about where it runs.

Source: https://kubernetes.io/docs/reference/node/node-status/
"""

from __future__ import annotations

import ipaddress
import uuid
from hashlib import blake2b

from k8slab.objects.meta import Object
from k8slab.objects.timestamps import rfc3339

VERSION = "v1.36.2"
RUNTIME = "containerd://2.1.5"
OS_IMAGE = "Debian GNU/Linux 13 (trixie)"
KERNEL = "6.12.57+deb13-amd64"
FIRST_HOST = ipaddress.ip_address("192.168.2.140")
CAPACITY = {
    "cpu": "4",
    "ephemeral-storage": "102350Mi",
    "hugepages-2Mi": "0",
    "memory": "8Gi",
    "pods": "110",
}
POD_NETWORKS = ((3072, "10.244.0.0"), (2048, "10.128.0.0"))
"""How many /24 networks there are from which address on."""
HEALTH = (
    ("MemoryPressure", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
    ("DiskPressure", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
    ("PIDPressure", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
)
NOT_READY_TAINT = {"key": "node.kubernetes.io/not-ready", "effect": "NoSchedule"}


def host_address(index: int) -> str:
    """The address of the node with that index, counted from 0."""
    return str(FIRST_HOST + index)


def pod_network(index: int) -> str:
    """The /24 network of the node's pods."""
    for count, first in POD_NETWORKS:
        if index < count:
            return f"{ipaddress.ip_address(first) + 256 * index}/24"
        index -= count
    raise ValueError(f"expected at most {sum(count for count, _ in POD_NETWORKS)} nodes")


def manifest(name: str, index: int, seed: int, now: float, *, ready: bool) -> Object:
    """The node as its kubelet registers it; one that is not ready yet keeps pods away."""
    spec: Object = {} if ready else {"taints": [dict(NOT_READY_TAINT)]}
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": name, "labels": _labels(name)},
        "spec": spec,
        "status": {
            "capacity": dict(CAPACITY),
            "allocatable": dict(CAPACITY),
            "conditions": [*health(now), ready_condition(now, ready=ready)],
            "addresses": [
                {"type": "InternalIP", "address": host_address(index)},
                {"type": "Hostname", "address": name},
            ],
            "daemonEndpoints": {"kubeletEndpoint": {"Port": 10250}},
            "nodeInfo": _info(name, seed),
        },
    }


def ready_condition(now: float, *, ready: bool) -> Object:
    if ready:
        return _condition("Ready", "True", "KubeletReady", "kubelet is posting ready status", now)
    return _condition("Ready", "False", "KubeletNotReady", "CSINode is not yet initialized", now)


def health(now: float) -> list[Object]:
    """The conditions of a node that lacks nothing."""
    return [_condition(kind, "False", reason, message, now) for kind, reason, message in HEALTH]


def _condition(kind: str, status: str, reason: str, message: str, now: float) -> Object:
    return {
        "type": kind,
        "status": status,
        "lastHeartbeatTime": rfc3339(now),
        "lastTransitionTime": rfc3339(now),
        "reason": reason,
        "message": message,
    }


def _labels(name: str) -> dict[str, str]:
    return {
        "beta.kubernetes.io/arch": "amd64",
        "beta.kubernetes.io/os": "linux",
        "kubernetes.io/arch": "amd64",
        "kubernetes.io/hostname": name,
        "kubernetes.io/os": "linux",
    }


def _info(name: str, seed: int) -> Object:
    machine, system, boot = (_identity(seed, name, purpose) for purpose in ("machine", "system", "boot"))
    return {
        "machineID": machine.hex,
        "systemUUID": str(system),
        "bootID": str(boot),
        "kernelVersion": KERNEL,
        "osImage": OS_IMAGE,
        "containerRuntimeVersion": RUNTIME,
        "kubeletVersion": VERSION,
        "kubeProxyVersion": "",
        "operatingSystem": "linux",
        "architecture": "amd64",
    }


def _identity(seed: int, name: str, purpose: str) -> uuid.UUID:
    digest = blake2b(f"{seed}/{purpose}/{name}".encode(), digest_size=16).digest()
    return uuid.UUID(bytes=digest, version=4)
