"""The contract of a filter plugin: may this pod go to this node, and if not, why."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

from k8slab.objects.meta import Object
from k8slab.sim.scheduler.node_info import NodeInfo


class Refusal(NamedTuple):
    """Why a node cannot take a pod. ``final``: taking other pods off the node would not help."""

    reasons: tuple[str, ...]
    final: bool


class Hopeless(Exception):  # noqa: N818 - a verdict, not a failure
    """No node at all can take the pod at present; the text says why."""


Check = Callable[[NodeInfo], Refusal | None]


class Plugin(Protocol):
    """One reason for which nodes are ruled out."""

    name: str

    def prepare(self, pod: Object) -> Check | None:
        """The check to run for each node; None if the plugin has no say about this pod.

        Raises `Hopeless` if no node can be right.
        """


def final(reason: str) -> Refusal:
    return Refusal((reason,), final=True)


def passing(reason: str) -> Refusal:
    """A refusal that would go away with other pods."""
    return Refusal((reason,), final=False)
