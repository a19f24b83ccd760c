"""Amounts that are a number or a share of a whole, such as ``maxSurge`` and ``minAvailable``.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#max-unavailable
"""

from __future__ import annotations


def portion(value: int | str, whole: int, *, up: bool) -> int:
    """``2`` is itself, ``"25%"`` that share of ``whole``, rounded up or down."""
    if isinstance(value, int):
        return value
    hundredths = int(value.rstrip("%")) * whole
    return -(-hundredths // 100) if up else hundredths // 100
