"""A cluster in this process, to be brought into a situation and asked why."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import pytest

from k8slab.backends.control import Control
from k8slab.backends.simulator import InProcess, Settings, new_cluster
from k8slab.kubectl import run
from k8slab.sim.http.gateway import Gateway
from k8slab.why import Why, ask
from tests.why.manifests import Manifest, text


class Ground:
    """``kubectl`` changes the cluster; ``why`` only looks at it."""

    def __init__(self, nodes: Sequence[str] = ("a", "b", "c"), **settings: Any) -> None:
        self.cluster = new_cluster(Settings(nodes=tuple(nodes), **settings))
        self.gateway = Gateway(self.cluster)
        self.client = InProcess(self.gateway)
        self.viewer = InProcess(self.gateway, passive=True)

    def kubectl(self, line: str, stdin: str = "") -> str:
        """Run a line that has to succeed; what it prints. No time passes but the instant."""
        out, err = io.StringIO(), io.StringIO()
        viewer = InProcess(self.gateway, passive=True)
        code = run(line.split(), viewer, stdin=stdin, out=out, err=err)
        assert code == 0, err.getvalue()
        return out.getvalue()

    def apply(self, *objects: Manifest) -> None:
        self.kubectl("apply -f -", text(*objects))

    def get(self, path: str) -> Manifest:
        found: Manifest = self.viewer.request("GET", path).json()
        return found

    def fault(self, kind: str, **target: Any) -> None:
        """Set a fault, as `lab.faults` does."""
        Control(self.viewer).begin_fault(kind, target)

    def settle(self) -> None:
        self.cluster.settle()

    def advance(self, seconds: float) -> None:
        self.cluster.advance(seconds)

    def why(self, about: str, namespace: str = "default") -> Why:
        return ask(self.viewer, about, namespace)


@pytest.fixture
def ground() -> Ground:
    """Three nodes, a, b and c."""
    return Ground()


@pytest.fixture
def build() -> type[Ground]:
    """To make a cluster of another shape."""
    return Ground
