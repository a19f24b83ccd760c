"""A pod waits until its claims are bound, and goes where their volumes can be used.

Source: https://kubernetes.io/docs/concepts/storage/persistent-volumes/#binding
"""

from __future__ import annotations

from collections.abc import Iterator

from k8slab.objects import meta, node_selector, volumes
from k8slab.objects.meta import Object
from k8slab.sim import kinds
from k8slab.sim.api import Api
from k8slab.sim.scheduler.node_info import NodeInfo
from k8slab.sim.scheduler.plugins.plugin import Check, Hopeless, Refusal, final

UNREACHABLE = final("node(s) didn't match PersistentVolume's node affinity")


class VolumeBinding:
    name = "VolumeBinding"

    def __init__(self, api: Api) -> None:
        self._api = api

    def prepare(self, pod: Object) -> Check | None:
        found = [self._volume(meta.namespace(pod), claim) for claim in claim_names(pod)]
        tied = [terms for volume in found if volume is not None and (terms := _node_terms(volume))]
        if not tied:
            return None

        def check(info: NodeInfo) -> Refusal | None:
            usable = all(node_selector.matches(terms, info.node) for terms in tied)
            return None if usable else UNREACHABLE

        return check

    def _volume(self, namespace: str, name: str) -> Object | None:
        claim = self._api.find(kinds.PERSISTENT_VOLUME_CLAIM, name, namespace)
        if claim is None:
            raise Hopeless(f'persistentvolumeclaim "{name}" not found')
        if meta.is_terminating(claim):
            raise Hopeless(f'persistentvolumeclaim "{name}" is being deleted')
        if volumes.phase(claim) == "Lost":
            raise Hopeless(f'persistentvolumeclaim "{name}" bound to non-existent persistentvolume')
        if not volumes.is_bound_completely(claim):
            raise Hopeless("pod has unbound immediate PersistentVolumeClaims")
        return self._api.find(kinds.PERSISTENT_VOLUME, claim["spec"]["volumeName"])


def claim_names(pod: Object) -> Iterator[str]:
    """The claims that the pod's volumes refer to."""
    for volume in pod["spec"].get("volumes") or ():
        if "persistentVolumeClaim" in volume:
            yield volume["persistentVolumeClaim"]["claimName"]
        elif "ephemeral" in volume:
            yield f"{meta.name(pod)}-{volume['name']}"


def _node_terms(volume: Object) -> list[Object]:
    required = (volume["spec"].get("nodeAffinity") or {}).get("required") or {}
    return required.get("nodeSelectorTerms") or []
