"""A StatefulSet's pods: their names, ordinals, labels and claims.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#pod-identity
"""

from __future__ import annotations

import re

from k8slab.objects import meta
from k8slab.objects.meta import Object

POD_NAME = "statefulset.kubernetes.io/pod-name"
POD_INDEX = "apps.kubernetes.io/pod-index"
REVISION = "controller-revision-hash"
MEMBER = re.compile(r"(.*)-([0-9]+)")


def pod_name(statefulset: Object, ordinal: int) -> str:
    return f"{meta.name(statefulset)}-{ordinal}"


def ordinal(pod: Object) -> int:
    """The number at the end of the pod's name, or -1."""
    found = MEMBER.fullmatch(meta.name(pod))
    return int(found[2]) if found else -1


def is_member(statefulset: Object, pod: Object) -> bool:
    """True if the pod's name is one that this set gives."""
    found = MEMBER.fullmatch(meta.name(pod))
    return found is not None and found[1] == meta.name(statefulset)


def start(statefulset: Object) -> int:
    """The first ordinal."""
    return int((statefulset["spec"].get("ordinals") or {}).get("start", 0))


def ordinals(statefulset: Object) -> range:
    """The ordinals that the set asks for."""
    first = start(statefulset)
    return range(first, first + statefulset["spec"]["replicas"])


def revision_of(pod: Object) -> str:
    return meta.labels(pod).get(REVISION, "")


def claim_name(statefulset: Object, template: Object, number: int) -> str:
    return f"{meta.name(template)}-{pod_name(statefulset, number)}"


def is_claim_name(statefulset: Object, name: str) -> bool:
    """True if a claim of that name is, or would be, one of a member's."""
    templates = statefulset["spec"].get("volumeClaimTemplates") or []
    bases = {claim_name(statefulset, template, 0).removesuffix("-0") for template in templates}
    found = MEMBER.fullmatch(name)
    return found is not None and found[1] in bases


def new_pod(statefulset: Object, number: int, revision: str) -> Object:
    """The pod with that ordinal as the set's template asks for it."""
    template = meta.copy(statefulset["spec"]["template"])
    metadata = template.get("metadata") or {}
    pod: Object = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            **{field: metadata[field] for field in ("annotations", "finalizers") if field in metadata},
            "name": pod_name(statefulset, number),
            "generateName": f"{meta.name(statefulset)}-",
            "namespace": meta.namespace(statefulset),
            "labels": {**metadata.get("labels", {}), REVISION: revision},
            "ownerReferences": [meta.owner_reference(statefulset)],
        },
        "spec": template["spec"],
    }
    pod["spec"]["hostname"] = pod_name(statefulset, number)
    if service := statefulset["spec"].get("serviceName"):
        pod["spec"]["subdomain"] = service
    set_identity(pod)
    set_storage(statefulset, pod)
    return pod


def set_identity(pod: Object) -> None:
    """Write the labels that say which member of the set the pod is."""
    number = ordinal(pod)
    names = {POD_NAME: meta.name(pod), POD_INDEX: str(number)}
    pod["metadata"]["labels"] = {**meta.labels(pod), **names}


def set_storage(statefulset: Object, pod: Object) -> None:
    """Point the pod's volumes at its own claims; a template's claim wins over a volume of the same name."""
    templates = statefulset["spec"].get("volumeClaimTemplates") or []
    number = ordinal(pod)
    claims = [_volume(statefulset, template, number) for template in templates]
    taken = {volume["name"] for volume in claims}
    others = [volume for volume in pod["spec"].get("volumes") or () if volume["name"] not in taken]
    if claims or others:
        pod["spec"]["volumes"] = claims + others


def _volume(statefulset: Object, template: Object, number: int) -> Object:
    claim = {"claimName": claim_name(statefulset, template, number)}
    return {"name": meta.name(template), "persistentVolumeClaim": claim}


def identity_matches(pod: Object) -> bool:
    return meta.labels(pod).get(POD_NAME) == meta.name(pod)


def storage_matches(statefulset: Object, pod: Object) -> bool:
    """True if the pod uses its own claim of every template."""
    templates = statefulset["spec"].get("volumeClaimTemplates") or []
    used = {
        volume["name"]: volume.get("persistentVolumeClaim") for volume in pod["spec"].get("volumes") or ()
    }
    names = {meta.name(item): claim_name(statefulset, item, ordinal(pod)) for item in templates}
    return all((used.get(item) or {}).get("claimName") == name for item, name in names.items())


def new_claims(statefulset: Object, number: int) -> list[Object]:
    """The claims of the member with that ordinal."""
    templates = statefulset["spec"].get("volumeClaimTemplates") or []
    return [_claim(statefulset, template, number) for template in templates]


def _claim(statefulset: Object, template: Object, number: int) -> Object:
    metadata = meta.copy(template["metadata"])
    chosen = statefulset["spec"]["selector"].get("matchLabels") or {}
    metadata["name"] = claim_name(statefulset, template, number)
    metadata["namespace"] = meta.namespace(statefulset)
    metadata["labels"] = {**meta.labels(template), **chosen}
    return {"metadata": metadata, "spec": meta.copy(template["spec"])}
