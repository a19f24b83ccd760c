"""How long a kubelet waits before it tries again: ever longer, up to five minutes.

Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy
"""

from __future__ import annotations

SYNC_SECONDS = 1.0
"""From an end, or a failure, to the kubelet's next look at the pod."""
FIRST, LONGEST = 10.0, 300.0
FIRST_MOUNT, LONGEST_MOUNT = 0.5, 122.0


def delay(failures: int) -> float:
    """Before the next try of a container or image that has failed so often in a row."""
    return _doubled(FIRST, failures, LONGEST)


def mount_delay(failures: int) -> float:
    return _doubled(FIRST_MOUNT, failures, LONGEST_MOUNT)


def _doubled(first: float, failures: int, most: float) -> float:
    return float(min(first * 2.0 ** (failures - 1), most))


def go_duration(value: float) -> str:
    """Whole seconds as Go prints them: 10s, 1m20s, 5m0s."""
    minutes, rest = divmod(int(value), 60)
    return f"{minutes}m{rest}s" if minutes else f"{rest}s"
