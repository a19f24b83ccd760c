"""A cluster with short names for what tests of its parts do and look at."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from k8slab.objects import meta
from k8slab.sim import kinds
from k8slab.sim.cluster import Cluster
from k8slab.sim.kinds import Kind
from k8slab.sim.node import Catalogue

Manifest = dict[str, Any]


class Bench:
    """One cluster; everything is in the namespace default."""

    def __init__(self, nodes: Iterable[str], images: Catalogue | None = None) -> None:
        self.cluster = Cluster(nodes=nodes, images=images)
        self.api = self.cluster.api
        self._mark = len(self.cluster.store.log)

    def pod(
        self, name: str, image: str = "server", *, container: Manifest | None = None, **spec: Any
    ) -> None:
        """Create a pod labelled app=<name>, or with the labels given, and let the instant pass."""
        labels = spec.pop("labels", {"app": name})
        one = {"name": "main", "image": image, **(container or {})}
        body = {"metadata": {"name": name, "labels": labels}, "spec": {"containers": [one], **spec}}
        self.create(kinds.POD, body)

    def create(self, kind: Kind, body: Manifest) -> None:
        self.api.create(kind, body, "default" if kind.namespaced else "")
        self.cluster.run_due()

    def volume(self, name: str, size: str = "1Gi", **spec: Any) -> None:
        source = {"nfs": {"server": "nfs.example.com", "path": f"/{name}"}}
        labels = spec.pop("labels", {})
        body = {"capacity": {"storage": size}, "accessModes": ["ReadWriteOnce"], **source, **spec}
        self.create(kinds.PERSISTENT_VOLUME, {"metadata": {"name": name, "labels": labels}, "spec": body})

    def claim(self, name: str, size: str = "1Gi", **spec: Any) -> None:
        body = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": size}}, **spec}
        self.create(kinds.PERSISTENT_VOLUME_CLAIM, {"metadata": {"name": name}, "spec": body})

    def service(self, name: str, selector: Manifest | None, ports: list[Manifest], **spec: Any) -> None:
        chosen = {"selector": selector} if selector else {}
        body = {"metadata": {"name": name}, "spec": {**chosen, "ports": ports, **spec}}
        self.create(kinds.SERVICE, body)

    def change(self, kind: Kind, name: str, change: Callable[[Manifest], object]) -> None:
        namespace = "default" if kind.namespaced else ""

        def apply(draft: Manifest) -> None:
            change(draft)

        self.api.modify(kind, name, namespace, apply)
        self.cluster.run_due()

    def delete(self, kind: Kind, name: str, **options: Any) -> None:
        self.api.delete(kind, name, "default" if kind.namespaced else "", options=options)
        self.cluster.run_due()

    def settle(self) -> None:
        assert self.cluster.settle()

    def get(self, kind: Kind, name: str) -> Manifest:
        return self.api.get(kind, name, "default" if kind.namespaced else "")

    def find(self, kind: Kind, name: str) -> Manifest | None:
        return self.api.find(kind, name, "default" if kind.namespaced else "")

    def node_of(self, pod: str) -> str | None:
        found: str | None = self.get(kinds.POD, pod)["spec"].get("nodeName")
        return found

    def events(self, name: str) -> list[str]:
        """``Reason: message`` of the events about objects of that name, in the order they were written."""
        found = [each for each in self.api.list(kinds.EVENT) if each["involvedObject"]["name"] == name]
        first = {meta.uid(change.object): change.revision for change in reversed(self.cluster.store.log)}
        found.sort(key=lambda each: first[meta.uid(each)])
        return [f"{each['reason']}: {each['message']}" for each in found]

    def reasons(self, name: str) -> list[str]:
        return [text.partition(":")[0] for text in self.events(name)]

    def mark(self) -> None:
        """`log` begins here."""
        self._mark = len(self.cluster.store.log)

    def log(self, kind: Kind, name: str, show: Callable[[Manifest], Any]) -> list[tuple[float, str, Any]]:
        """(virtual time, change, what ``show`` makes of the object) of each version since the mark."""
        return [
            (round(entry.time, 3), entry.type, show(entry.object))
            for entry in self.cluster.store.log[self._mark :]
            if entry.kind is kind and meta.name(entry.object) == name
        ]

    def story(self, kind: Kind, name: str, show: Callable[[Manifest], Any]) -> list[tuple[float, Any]]:
        """As `log`, without versions that show the same as the one before."""
        story: list[tuple[float, Any]] = []
        for time, change, version in self.log(kind, name, show):
            shown = "gone" if change == "DELETED" else version
            if not story or story[-1][1] != shown:
                story.append((time, shown))
        return story


@pytest.fixture
def bench() -> Bench:
    """Three nodes, a, b and c."""
    return Bench(("a", "b", "c"))


@pytest.fixture
def build() -> type[Bench]:
    """To make a cluster with other nodes or images."""
    return Bench
