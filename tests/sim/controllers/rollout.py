"""A Deployment on its bench: what its ReplicaSets were asked for and had, at every moment."""

from __future__ import annotations

from typing import Any

from k8slab.objects import meta, pods
from k8slab.sim import kinds
from tests.sim.conftest import Bench, Manifest

FIRST, SECOND = "server:v1", "server:v2"


def template(image: str, app: str = "web", **spec: Any) -> Manifest:
    containers = [{"name": "main", "image": image}]
    return {"metadata": {"labels": {"app": app}}, "spec": {"containers": containers, **spec}}


class Rollout:
    """Deployment web with three pods of image server:v1, unless told otherwise."""

    def __init__(self, bench: Bench, **spec: Any) -> None:
        self.bench = bench
        self.since = bench.cluster.store.revision
        selector = {"matchLabels": {"app": "web"}}
        body = {"replicas": 3, "selector": selector, "template": template(FIRST), **spec}
        bench.create(kinds.DEPLOYMENT, {"metadata": {"name": "web"}, "spec": body})

    def change(self, **spec: Any) -> None:
        """Change the spec, and let the instant pass."""
        body = {"spec": spec}
        patch = "application/merge-patch+json"
        self.bench.api.patch(kinds.DEPLOYMENT, "web", "default", body, patch)
        self.bench.cluster.run_due()

    def use(self, image: str) -> None:
        self.change(template=template(image))

    def mark(self) -> None:
        """`sizes` and `pods` begin here."""
        self.since = self.bench.cluster.store.revision

    def settle(self) -> None:
        self.bench.settle()

    @property
    def deployment(self) -> Manifest:
        return self.bench.get(kinds.DEPLOYMENT, "web")

    @property
    def status(self) -> Manifest:
        found: Manifest = self.deployment["status"]
        return found

    def condition(self, kind: str) -> Manifest | None:
        return pods.condition(self.deployment, kind)

    def set_of(self, image: str) -> Manifest:
        """The ReplicaSet with that image."""
        found = [each for each in self.bench.api.list(kinds.REPLICASET) if image_of(each) == image]
        assert len(found) == 1
        return found[0]

    def sizes(self) -> list[tuple[float, str]]:
        """Since the mark, ``image available/wanted`` of every set with pods, whenever it changed."""
        now: dict[str, str] = {}
        told: list[tuple[float, str]] = []
        for change in self.bench.cluster.store.log:
            if change.kind is kinds.REPLICASET:
                available, wanted = change.object["status"].get("availableReplicas", 0), size(change.object)
                now[image_of(change.object).partition(":")[2]] = f"{available}/{wanted}"
                if change.type == "DELETED" or not (available or wanted):
                    del now[image_of(change.object).partition(":")[2]]
                shown = ", ".join(f"{image} {count}" for image, count in sorted(now.items()))
                if change.revision > self.since and (not told or told[-1][1] != shown):
                    told.append((round(change.time, 3), shown))
        return told

    def pods(self) -> list[str]:
        """Since the mark, what happened to pods: image and created, ready, deleting or gone."""
        told = []
        for change in self.bench.cluster.store.log:
            if change.kind is kinds.POD and change.revision > self.since:
                word = happened(change.type, change.object, change.previous)
                told += [f"{image_of(change.object).partition(':')[2]} {word}"] if word else []
        return told


def size(replicas: Manifest) -> int:
    return int(replicas["spec"]["replicas"])


def image_of(obj: Manifest) -> str:
    spec = obj["spec"]["template"]["spec"] if "template" in obj["spec"] else obj["spec"]
    return str(spec["containers"][0]["image"])


def happened(change: str, pod: Manifest, before: Manifest | None) -> str | None:
    if change == "ADDED":
        return "created"
    if change == "DELETED":
        return "gone"
    assert before is not None
    if meta.is_terminating(pod) and not meta.is_terminating(before):
        return "deleting"
    return "ready" if pods.is_ready(pod) and not pods.is_ready(before) else None
