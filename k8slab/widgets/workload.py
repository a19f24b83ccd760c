"""What can be picked in a dashboard: workloads, and what belongs to them, at one time of a story."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from k8slab.errors import K8slabError
from k8slab.objects import meta
from k8slab.pictures.workloads import Workload as Owner
from k8slab.pictures.workloads import Workloads
from k8slab.story import Moment, Scene, Story
from k8slab.story.life import Object
from k8slab.translation import say

SHORT_NAMES = {"statefulsets": "sts", "daemonsets": "ds", "deployments": "deploy"}
OWNERS = {"StatefulSet": "sts", "DaemonSet": "ds", "Deployment": "deploy"}
SCALED = ("sts", "deploy")
KNOWN_IMAGES = (
    "kubebiz/zookeeper",
    "kubebiz/zookeeper:v1",
    "nginx",
    "httpd",
    "busybox",
    "k8slab/slow",
    "k8slab/crashing",
    "k8slab/never-ready",
    "nginx:404",
)
"""What images do in a simulated cluster: run, start slowly, crash, never become Ready, cannot be pulled."""


class Workload(NamedTuple):
    """A StatefulSet, DaemonSet or Deployment by its short name, "sts"."""

    namespace: str
    short: str
    name: str

    @classmethod
    def named(cls, target: str, namespace: str) -> Workload:
        """From "sts/zk" or "statefulset/zk". Raises K8slabError for anything else."""
        word, _, name = target.partition("/")
        short = next((short for short in SHORT_NAMES.values() if word.lower() in _words(short)), None)
        if short is None or not name:
            raise K8slabError(
                say(
                    "expected a StatefulSet, a DaemonSet or a Deployment, as in 'sts/zk', found {target!r}",
                    target=target,
                )
            )
        return cls(namespace, short, name)

    @property
    def target(self) -> str:
        """As kubectl takes it: "sts/zk"."""
        return f"{self.short}/{self.name}"

    @property
    def resource(self) -> str:
        return next(plural for plural, short in SHORT_NAMES.items() if short == self.short)

    def at(self, story: Story, time: float) -> Object | None:
        """The object as it was; None if it did not exist."""
        lives = story.lives(self.resource, namespace=self.namespace, name=self.name)
        return next((found for life in reversed(lives) if (found := life.at(time)) is not None), None)

    def __str__(self) -> str:
        return say("{target} in {namespace}", target=self.target, namespace=self.namespace)


def _words(short: str) -> tuple[str, ...]:
    """The short name, the plural, the singular."""
    plural = next(plural for plural, known in SHORT_NAMES.items() if known == short)
    return short, plural, plural.removesuffix("s")


def workloads(story: Story, time: float) -> list[Workload]:
    """All that exist at that time, by namespace, kind and name."""
    return sorted(workload for _, workload in _workloads(story, time))


def newest(story: Story, time: float) -> Workload | None:
    """The one that was created last: what somebody has just applied."""
    return max(_workloads(story, time), default=(None, None))[1]


def choices(story: Story, time: float, picked: Workload | None) -> dict[str, Any]:
    """What the page offers, as plain data. Values of pods are "namespace/name"."""
    found = picked.at(story, time) if picked else None
    images = sorted({image for pod in _living(story, "pods", time) for image in _images(pod["spec"])})
    return {
        "workloads": [{"value": "/".join(each), "label": str(each)} for each in workloads(story, time)],
        "workload": "/".join(picked) if picked and found else "",
        "target": picked.target if picked and found else "",
        "namespace": picked.namespace if picked and found else "",
        "replicas": _replicas(picked, found),
        "containers": _containers(found),
        "images": list(dict.fromkeys([*images, *KNOWN_IMAGES])),
        "nodes": [_node(node) for node in _living(story, "nodes", time)],
        "pods": _pods(Scene(story, time), picked),
    }


def _workloads(story: Story, time: float) -> Iterator[tuple[Moment, Workload]]:
    """Each with the moment of its creation."""
    for plural, short in SHORT_NAMES.items():
        for life in story.lives(plural):
            if life.at(time) is not None:
                yield life.created, Workload(life.namespace, short, life.name)


def _living(story: Story, resource: str, time: float) -> Iterator[Object]:
    return (found for life in story.lives(resource) if (found := life.at(time)) is not None)


def _replicas(picked: Workload | None, found: Object | None) -> int | None:
    """How many are wanted; None for what is not scaled."""
    if picked is None or found is None or picked.short not in SCALED:
        return None
    return int(found["spec"].get("replicas", 1))


def _containers(found: Object | None) -> list[dict[str, str]]:
    if found is None:
        return []
    spec: Mapping[str, Any] = found["spec"]["template"]["spec"]
    return [{"name": each["name"], "image": each.get("image", "")} for each in spec["containers"]]


def _pods(scene: Scene, picked: Workload | None) -> list[str]:
    """The workload's own come first, ordinals as numbers."""
    workloads = Workloads(scene)
    found = [(workloads.of(pod), life, meta.key(pod)) for life, pod in scene.pods()]
    found.sort(key=lambda each: (not _is_picked(each[0], picked), each[2][0], each[1].ordinal or 0, each[2]))
    return ["/".join(key) for _, _, key in found]


def _is_picked(owner: Owner | None, picked: Workload | None) -> bool:
    return owner is not None and picked == (owner.namespace, OWNERS.get(owner.kind), owner.name)


def _images(spec: Mapping[str, Any]) -> list[str]:
    return [str(each.get("image", "")) for each in spec["containers"]]


def _node(node: Object) -> dict[str, Any]:
    return {"name": meta.name(node), "cordoned": bool(node.get("spec", {}).get("unschedulable"))}
