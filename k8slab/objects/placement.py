"""Where a pod could go: a scheduler's verdict, as plain data.

Source: https://kubernetes.io/docs/concepts/scheduling-eviction/kube-scheduler/
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

KINDS = (
    "Node",
    "Pod",
    "PersistentVolumeClaim",
    "PersistentVolume",
    "StorageClass",
    "Namespace",
    "Service",
    "PodDisruptionBudget",
)
"""The kinds of objects that a verdict depends on."""


class Refused(NamedTuple):
    """A node that cannot take the pod: the first plugin that says so, and its words."""

    node: str
    plugin: str
    reasons: tuple[str, ...]


class Judgement(NamedTuple):
    """``message`` is what FailedScheduling says, empty if a node can take the pod.

    ``obstacle`` rules every node out before any is asked; ``feasible`` are the nodes that could take it, the
    best first, and ``points`` theirs, none where there is only one.
    """

    message: str
    obstacle: str
    refused: tuple[Refused, ...]
    feasible: tuple[str, ...]
    points: Mapping[str, int]
