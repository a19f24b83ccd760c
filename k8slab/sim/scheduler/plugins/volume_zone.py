"""A volume with labels of a zone or region can be used in these zones and regions only.

A node without any such label is asked nothing.

Source: https://kubernetes.io/docs/reference/labels-annotations-taints/#topologykubernetesiozone
"""

from __future__ import annotations

from k8slab.objects import meta, volumes
from k8slab.objects.meta import Object
from k8slab.sim import kinds
from k8slab.sim.api import Api
from k8slab.sim.scheduler.node_info import NodeInfo
from k8slab.sim.scheduler.plugins.plugin import Check, Refusal, final

ELSEWHERE = final("node(s) had no available volume zone")
LABELS = ("topology.kubernetes.io/zone", "topology.kubernetes.io/region")
SEPARATOR = "__"


class VolumeZone:
    name = "VolumeZone"

    def __init__(self, api: Api) -> None:
        self._api = api

    def prepare(self, pod: Object) -> Check | None:
        wanted = [
            (label, set(meta.labels(volume)[label].split(SEPARATOR)))
            for volume in self._volumes(pod)
            for label in LABELS
            if label in meta.labels(volume)
        ]
        if not wanted:
            return None

        def check(info: NodeInfo) -> Refusal | None:
            labels = meta.labels(info.node)
            if not any(label in labels for label in LABELS):
                return None
            return None if all(labels.get(label) in values for label, values in wanted) else ELSEWHERE

        return check

    def _volumes(self, pod: Object) -> list[Object]:
        """The volumes of the pod's claims that have one."""
        found = []
        for name in volumes.claim_names(pod):
            claim = self._api.find(kinds.PERSISTENT_VOLUME_CLAIM, name, meta.namespace(pod))
            chosen = claim["spec"].get("volumeName", "") if claim is not None else ""
            volume = self._api.find(kinds.PERSISTENT_VOLUME, chosen) if chosen else None
            found += [volume] if volume is not None else []
        return found
