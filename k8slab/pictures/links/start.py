"""Where a chain starts: the object that "sts/zk" means."""

from __future__ import annotations

from typing import NamedTuple

from k8slab.errors import K8slabError
from k8slab.objects import meta
from k8slab.pictures.wording import natural_order, some_of
from k8slab.story import Scene, seconds_text
from k8slab.story.life import Object
from k8slab.translation import say

KINDS = {
    "statefulsets": ("StatefulSet", "sts"),
    "daemonsets": ("DaemonSet", "ds"),
    "deployments": ("Deployment", "deploy"),
    "replicasets": ("ReplicaSet", "rs"),
    "services": ("Service", "svc"),
    "pods": ("Pod", "po"),
}
"""The resources that a chain can start from: kind and short name."""
MOST_NAMES = 5


class Start(NamedTuple):
    """The object, as it is or as it last was; ``gone`` is the virtual second at which it went."""

    resource: str
    object: Object
    gone: float | None = None

    @property
    def kind(self) -> str:
        return KINDS[self.resource][0]

    @property
    def name(self) -> str:
        return meta.name(self.object)

    @property
    def namespace(self) -> str:
        return meta.namespace(self.object)


def start_at(scene: Scene, target: str, namespace: str) -> Start:
    """The object; what is gone is found too, as it last was. Raises K8slabError if there was never any."""
    word, slash, name = target.partition("/")
    resource = _resource(word.lower())
    if not (slash and name and resource):
        kinds = ", ".join(f"{short}/NAME" for _, short in KINDS.values())
        raise K8slabError(say("expected one of {kinds}, found {target!r}", kinds=kinds, target=target))
    seen = scene.last_seen(resource, name, namespace)
    if seen is None:
        raise _unknown(scene, resource, name, namespace)
    life, obj = seen
    is_gone = life.deleted is not None and life.deleted.time <= scene.time
    return Start(resource, obj, life.deleted.time if life.deleted and is_gone else None)


def _resource(word: str) -> str:
    """The plural that a word stands for: "sts", "statefulset" and "statefulsets" alike."""
    for resource, (kind, short) in KINDS.items():
        if word in (resource, kind.lower(), short):
            return resource
    return ""


def _unknown(scene: Scene, resource: str, name: str, namespace: str) -> K8slabError:
    names = sorted((meta.name(obj) for obj in scene.objects(resource, namespace)), key=natural_order)
    elsewhere = [meta.namespace(obj) for obj in scene.objects(resource) if meta.name(obj) == name]
    found = (
        say("it in namespace {namespace}", namespace=elsewhere[0])
        if elsewhere
        else some_of(names, MOST_NAMES) or say("none")
    )
    return K8slabError(
        say(
            "expected {kinds} {name!r} in namespace {namespace} at {time}, found {found}; next: "
            "kubectl get {resource} --all-namespaces",
            kinds=KINDS[resource][0],
            name=name,
            namespace=namespace,
            time=seconds_text(scene.time),
            found=found,
            resource=resource,
        )
    )
