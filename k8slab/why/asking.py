"""Questions, and who answers them."""

from __future__ import annotations

from k8slab.backends.transport import Transport
from k8slab.errors import K8slabError
from k8slab.objects import meta
from k8slab.translation import say
from k8slab.why import (
    budget,
    claim,
    daemonset,
    deployment,
    job,
    missing,
    namespace,
    node,
    pod,
    quota,
    replicaset,
    service,
    statefulset,
    storageclass,
    volume,
)
from k8slab.why.evidence import Evidence
from k8slab.why.inquiry import Explain, Inquiry
from k8slab.why.reading import Read
from k8slab.why.resources import Target, target
from k8slab.why.why import Why
from k8slab.why.words import listed

EXPLAINERS: dict[str, Explain] = {
    "Pod": pod.explain,
    "StatefulSet": statefulset.explain,
    "DaemonSet": daemonset.explain,
    "Deployment": deployment.explain,
    "ReplicaSet": replicaset.explain,
    "Job": job.explain,
    "PersistentVolumeClaim": claim.explain,
    "PersistentVolume": volume.explain,
    "StorageClass": storageclass.explain,
    "Service": service.explain,
    "Node": node.explain,
    "PodDisruptionBudget": budget.explain,
    "ResourceQuota": quota.explain,
    "Namespace": namespace.explain,
}
MOST_NAMES = 20


def ask(transport: Transport, about: str, namespace: str = "default") -> Why:
    """Why "pod/zk-3" is as it is, on a cluster. Raises K8slabError if there is no such object.

    Only reads. The transport has to be passive if the cluster's time must not pass.
    """
    return explain(Read(transport), about, namespace)


def explain(evidence: Evidence, about: str, namespace: str = "default") -> Why:
    """The same from evidence."""
    wanted = target(about, EXPLAINERS)
    within = namespace if wanted.resource.namespaced else ""
    obj = evidence.find(wanted.resource.kind, wanted.name, within)
    if obj is None:
        obj = missing.owner_of(evidence, wanted, within)
    if obj is None:
        raise K8slabError(_what_there_is(evidence, wanted, within))
    itself = {"kind": wanted.resource.kind, "metadata": {"name": wanted.name, "namespace": within}}
    top = Inquiry(evidence, EXPLAINERS, itself).of(obj)
    if obj["kind"] != wanted.resource.kind:
        top = missing.link(wanted, within, obj, top)
    return Why(top, evidence.now, tuple(evidence.gaps))


def _what_there_is(evidence: Evidence, wanted: Target, namespace: str) -> str:
    names = [meta.name(obj) for obj in evidence.list(wanted.resource.kind, namespace or None)]
    where = say(" in namespace {namespace}", namespace=namespace) if namespace else ""
    found = f"{wanted.resource.plural}{where}: {listed(names, MOST_NAMES)}"
    told = say(
        "expected {word}/{name}{where}, found no such object. {found}",
        word=wanted.resource.word,
        name=wanted.name,
        where=where,
        found=found,
    )
    return ". ".join([told, *evidence.gaps])
