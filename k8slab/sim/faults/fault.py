"""One fault: what it hits, in plain words, how it begins and how it ends."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple

from k8slab.sim.api import Api
from k8slab.sim.clock import Clock
from k8slab.sim.containers import Containers
from k8slab.sim.node import Kubelets
from k8slab.sim.storage import Disks


class Parts(NamedTuple):
    """The parts of a cluster that can fail."""

    api: Api
    clock: Clock
    kubelets: Kubelets
    containers: Containers
    disks: Disks


class Fault:
    """One object stands for one fault in force, from `begin` to `end`, and keeps what `end` needs.

    A subclass reads its target in ``__init__`` and refuses there what is not in the cluster: once a fault has
    begun it does not fail.
    """

    kind: ClassVar[str]
    takes: ClassVar[tuple[str, ...]]
    """The names of what it can be told, beside its duration."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    @property
    def target(self) -> dict[str, Any]:
        """What it hits, as one would ask for it again."""
        raise NotImplementedError

    @property
    def words(self) -> str:
        """What is wrong, for people."""
        raise NotImplementedError

    @property
    def place(self) -> str:
        """Two faults cannot be at one place at the same time."""
        raise NotImplementedError

    def begin(self) -> None:
        raise NotImplementedError

    def end(self) -> None:
        """Undo what `begin` did, as far as the thing it was done to is still there."""
        raise NotImplementedError
