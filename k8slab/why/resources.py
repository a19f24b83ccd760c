"""The kinds of objects that a question can be about, or that an answer looks at."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from k8slab.errors import K8slabError
from k8slab.translation import say


@dataclass(frozen=True)
class Resource:
    """One row: how the API names it, and how people do. ``word`` is the one that answers use."""

    kind: str
    api_version: str
    plural: str
    word: str
    names: tuple[str, ...] = ()
    namespaced: bool = True

    def path(self, namespace: str | None, name: str = "") -> str:
        """The path of a collection (None: in all namespaces) or of one object."""
        root = f"/apis/{self.api_version}" if "/" in self.api_version else f"/api/{self.api_version}"
        scope = f"/namespaces/{namespace}" if self.namespaced and namespace else ""
        return f"{root}{scope}/{self.plural}" + (f"/{name}" if name else "")

    def answers_to(self, word: str) -> bool:
        singular = self.kind.lower()
        return word in (self.word, self.plural, singular, *self.names)


def _cluster_wide(kind: str, api_version: str, plural: str, word: str, *names: str) -> Resource:
    return Resource(kind, api_version, plural, word, names, namespaced=False)


RESOURCES = (
    Resource("Pod", "v1", "pods", "pod", ("po",)),
    Resource("StatefulSet", "apps/v1", "statefulsets", "statefulset", ("sts",)),
    Resource("DaemonSet", "apps/v1", "daemonsets", "daemonset", ("ds",)),
    Resource("Deployment", "apps/v1", "deployments", "deployment", ("deploy",)),
    Resource("ReplicaSet", "apps/v1", "replicasets", "replicaset", ("rs",)),
    Resource("Job", "batch/v1", "jobs", "job"),
    Resource("PersistentVolumeClaim", "v1", "persistentvolumeclaims", "pvc"),
    _cluster_wide("PersistentVolume", "v1", "persistentvolumes", "pv"),
    _cluster_wide("StorageClass", "storage.k8s.io/v1", "storageclasses", "storageclass", "sc"),
    Resource("Service", "v1", "services", "service", ("svc",)),
    _cluster_wide("Node", "v1", "nodes", "node", "no"),
    Resource("PodDisruptionBudget", "policy/v1", "poddisruptionbudgets", "pdb"),
    Resource("ResourceQuota", "v1", "resourcequotas", "quota"),
    _cluster_wide("Namespace", "v1", "namespaces", "namespace", "ns"),
    Resource("EndpointSlice", "discovery.k8s.io/v1", "endpointslices", "endpointslice"),
    Resource("ControllerRevision", "apps/v1", "controllerrevisions", "controllerrevision"),
    Resource("Event", "v1", "events", "event", ("ev",)),
    _cluster_wide("VolumeAttachment", "storage.k8s.io/v1", "volumeattachments", "volumeattachment"),
)
BY_KIND = {resource.kind: resource for resource in RESOURCES}


@dataclass(frozen=True)
class Target:
    """What a question is about."""

    resource: Resource
    name: str


def target(text: str, kinds: Collection[str]) -> Target:
    """From "pod/zk-3", with any of a kind's names, if it is one of these kinds. Raises K8slabError."""
    word, slash, name = text.partition("/")
    if not (word and slash and name) or "/" in name:
        raise K8slabError(say("expected a kind and a name, as in 'pod/zk-3', found {text!r}", text=text))
    plain = word.lower().partition(".")[0]
    known = [resource for resource in RESOURCES if resource.kind in kinds]
    for resource in known:
        if resource.answers_to(plain):
            return Target(resource, name)
    words = ", ".join(sorted(resource.word for resource in known))
    raise K8slabError(
        say(
            "expected a kind that can be explained, found {word!r}. There are: {words}",
            word=word,
            words=words,
        )
    )


def subject(kind: str, name: str) -> str:
    """How answers name an object: "pod/zk-3"."""
    known = BY_KIND.get(kind)
    return f"{known.word if known else kind.lower()}/{name}"
