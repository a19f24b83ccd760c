"""The logs of a node's containers as files below its /var/log, for pods that mount it from their host.

1. A run of a container writes /var/log/pods/NAMESPACE_POD_UID/CONTAINER/N.log, where N counts its restarts.
2. /var/log/containers/POD_NAMESPACE_CONTAINER-ID.log is a link to that.
3. The run before keeps its log; all go with the pod.

Source: https://kubernetes.io/docs/concepts/cluster-administration/logging/#how-nodes-handle-container-logs
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping

from k8slab.objects import meta
from k8slab.objects.meta import Object
from k8slab.sim.containers.container import Running
from k8slab.sim.shell import Mount, Volume

LINKS = "/var/log/containers"
PODS = "/var/log/pods"


def are_seen(pod: Object) -> bool:
    """Does the pod look at its host's logs?"""
    paths = [str((each.get("hostPath") or {}).get("path", "")) for each in pod["spec"].get("volumes") or ()]
    return any(_lies_below(folder, path) for path in paths if path for folder in (LINKS, PODS))


def path(running: Running) -> str:
    """Of the link (2)."""
    pod, identity = running.pod, running.identity.rpartition("/")[2]
    name = f"{meta.name(pod)}_{meta.namespace(pod)}_{running.name}-{identity}.log"
    return posixpath.join(LINKS, name)


def put(disk: Volume, runs: Iterable[Running]) -> None:
    """Bring the node's disk up to date."""
    found = {_file(each): each for each in runs}
    _forget(disk, PODS, set(found))
    _forget(disk, LINKS, {path(each) for each in found.values()})
    for file, each in found.items():
        content = _content(each)
        disk.make_directories(posixpath.dirname(file))
        if file not in disk.entries or disk.entries[file].content != content:
            disk.write(file, content)
        if path(each) not in disk.entries:
            disk.link(path(each), file)


def shown(runs: Iterable[Running], mounts: Mapping[str, Mount]) -> list[str]:
    """The links that a container with these mounts finds where the host has them."""
    visible = any(place == LINKS or LINKS.startswith(f"{place.rstrip('/')}/") for place in mounts)
    return sorted(path(each) for each in runs) if visible else []


def _forget(disk: Volume, folder: str, kept: set[str]) -> None:
    """Remove what is not kept, and folders in which nothing is."""
    disk.make_directories(folder)
    for each in disk.below(folder):
        is_kept = each in kept or any(file.startswith(f"{each}/") for file in kept)
        if not is_kept and each in disk.entries:
            disk.remove(each)


def _file(running: Running) -> str:
    """Of the log itself (1)."""
    pod = running.pod
    folder = f"{meta.namespace(pod)}_{meta.name(pod)}_{meta.uid(pod)}"
    return posixpath.join(PODS, folder, running.name, f"{running.restarts}.log")


def _lies_below(folder: str, path: str) -> bool:
    """Is it that folder, or one that has it in it?"""
    return f"{folder}/".startswith(f"{path.rstrip('/')}/")


def _content(running: Running) -> bytes:
    """As the container runtime writes it."""
    lines = running.log.text(timestamps=True).splitlines()
    return b"".join(b" stdout F ".join(line.split(b" ", 1)) + b"\n" for line in lines)
