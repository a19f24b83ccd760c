"""Ports that a pod takes on its node.

Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#ports
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Port = tuple[str, str, int]
"""(protocol, host address, port)"""
ANY_ADDRESS = "0.0.0.0"


def host_ports(pod: Mapping[str, Any]) -> Iterator[Port]:
    for container in pod["spec"]["containers"]:
        for port in container.get("ports") or ():
            if port.get("hostPort"):
                yield port.get("protocol", "TCP"), port.get("hostIP") or ANY_ADDRESS, port["hostPort"]


def collide(one: Port, other: Port) -> bool:
    """True if both cannot be taken on one node."""
    same_address = one[1] == other[1] or ANY_ADDRESS in (one[1], other[1])
    return one[0] == other[0] and one[2] == other[2] and same_address
