"""How far a rollout may go beyond the wanted number of pods, and below it.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#rolling-update-deployment
"""

from __future__ import annotations

from k8slab.objects.meta import Object
from k8slab.objects.portion import portion


def is_rolling(deployment: Object) -> bool:
    return bool(deployment["spec"]["strategy"]["type"] == "RollingUpdate")


def max_surge(deployment: Object) -> int:
    """Pods there may be beyond the wanted number; shares are rounded up."""
    if not is_rolling(deployment):
        return 0
    spec = deployment["spec"]
    return portion(spec["strategy"]["rollingUpdate"]["maxSurge"], spec["replicas"], up=True)


def max_unavailable(deployment: Object) -> int:
    """Wanted pods that may be unavailable; shares are rounded down, but something must be able to move."""
    wanted = deployment["spec"]["replicas"]
    if not is_rolling(deployment) or wanted == 0:
        return 0
    value = portion(deployment["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"], wanted, up=False)
    if value == 0 and max_surge(deployment) == 0:
        return 1
    return min(value, int(wanted))


def size_of_new(deployment: Object, present: int, total: int) -> int:
    """How many pods the present template's set may have, of ``total`` in all sets and ``present`` in it."""
    wanted = int(deployment["spec"]["replicas"])
    if not is_rolling(deployment):
        return wanted
    room = wanted + max_surge(deployment) - total
    return present if room <= 0 else present + min(room, wanted - present)
