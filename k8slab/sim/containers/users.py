"""Whom a container's processes run as.

Source: https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
"""

from __future__ import annotations

from k8slab.objects.meta import Object
from k8slab.sim.containers.software import Software
from k8slab.sim.shell.machine import User

ROOT = {0: "root"}


def user_of(pod: Object, container: Object, software: Software) -> User:
    """The container's runAsUser, else the pod's, else root; users of the image have a group of their own."""
    of_pod = pod["spec"].get("securityContext") or {}
    settings = {**of_pod, **(container.get("securityContext") or {})}
    uid = int(settings.get("runAsUser", 0))
    gid = int(settings.get("runAsGroup", uid if uid in software.users else 0))
    further = [*of_pod.get("supplementalGroups", ()), *([of_pod["fsGroup"]] if "fsGroup" in of_pod else ())]
    return User(uid, gid, tuple(int(each) for each in further))


def names(software: Software) -> dict[int, str]:
    """Of users, and of their groups."""
    return {**ROOT, **software.users}
