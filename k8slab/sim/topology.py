"""What a cluster is made from: with the same topology, two clusters that are asked the same do the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from k8slab.errors import K8slabError
from k8slab.version import VERSION

DEFAULT_NODES = ("k8s-m1", "k8s-m2", "k8s-m3")


@dataclass(frozen=True)
class Topology:
    """`start` is in seconds since the epoch of `k8slab.objects.timestamps`.

    There is no default StorageClass unless ``default_class`` asks for one.
    """

    nodes: tuple[str, ...] = DEFAULT_NODES
    seed: int = 0
    feature_gates: Mapping[str, bool] = field(default_factory=dict)
    default_class: bool = False
    start: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        """As a journal's first line says it."""
        return {
            "version": VERSION,
            "nodes": list(self.nodes),
            "seed": self.seed,
            "feature_gates": dict(self.feature_gates),
            "default_class": self.default_class,
            "start": self.start,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Topology:
        """Raises K8slabError for a journal of another version: its cluster may have done otherwise."""
        if data.get("version") != VERSION:
            raise K8slabError(
                f"expected a journal of k8slab {VERSION}, found one of {data.get('version')}. "
                "Next: replay it with that version."
            )
        try:
            return cls(
                tuple(map(str, data["nodes"])),
                int(data["seed"]),
                dict(data["feature_gates"]),
                bool(data["default_class"]),
                float(data["start"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise K8slabError(f"expected a cluster's topology in the journal, found {data}") from error
