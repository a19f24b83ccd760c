"""The logs of a node's containers as files below its /var/log, for pods that mount it from their host.

Source: https://kubernetes.io/docs/concepts/cluster-administration/logging/
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping

from k8slab.objects import meta
from k8slab.objects.meta import Object
from k8slab.sim.containers.container import Running
from k8slab.sim.shell import Mount, Volume

FOLDER = "/var/log/containers"


def are_seen(pod: Object) -> bool:
    """Does the pod look at its host's logs?"""
    paths = [str((each.get("hostPath") or {}).get("path", "")) for each in pod["spec"].get("volumes") or ()]
    return any(FOLDER.startswith(path.rstrip("/")) for path in paths if path)


def files(running: Iterable[Running]) -> dict[str, bytes]:
    """The log of each container that runs on a node, by its path."""
    return {path(each): _content(each) for each in sorted(running, key=path)}


def path(running: Running) -> str:
    pod, identity = running.pod, running.identity.rpartition("/")[2]
    name = f"{meta.name(pod)}_{meta.namespace(pod)}_{running.name}-{identity}.log"
    return posixpath.join(FOLDER, name)


def put(disk: Volume, logs: Mapping[str, bytes]) -> None:
    """Bring the node's disk up to date."""
    disk.make_directories(FOLDER)
    for name in disk.children(FOLDER):
        if posixpath.join(FOLDER, name) not in logs:
            disk.remove(posixpath.join(FOLDER, name))
    disk.add(logs)


def shown(logs: Iterable[str], mounts: Mapping[str, Mount]) -> list[str]:
    """The paths that a container with these mounts finds where the host has them."""
    visible = any(place == FOLDER or FOLDER.startswith(f"{place.rstrip('/')}/") for place in mounts)
    return sorted(logs) if visible else []


def _content(running: Running) -> bytes:
    """As the container runtime writes it."""
    lines = running.log.text(timestamps=True).splitlines()
    return b"".join(b" stdout F ".join(line.split(b" ", 1)) + b"\n" for line in lines)
