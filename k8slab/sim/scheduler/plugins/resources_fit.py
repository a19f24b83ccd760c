"""A node must have left what the pod requests.

Source: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
"""

from __future__ import annotations

from k8slab.objects.meta import Object
from k8slab.objects.resources import requests
from k8slab.sim.scheduler.node_info import NodeInfo
from k8slab.sim.scheduler.plugins.plugin import Check, Refusal

TOO_MANY = "Too many pods"
ORDER = ("cpu", "memory", "ephemeral-storage")


class ResourcesFit:
    name = "NodeResourcesFit"

    def prepare(self, pod: Object) -> Check:
        wanted = requests(pod)
        ordered = sorted(wanted, key=lambda resource: (resource not in ORDER, resource))

        def check(info: NodeInfo) -> Refusal | None:
            lacking = [each for each in ordered if wanted[each] > max(_left(info, each), 0)]
            crowded = len(info.pods) >= info.allocatable.get("pods", 0)
            if not lacking and not crowded:
                return None
            never = any(wanted[each] > info.allocatable.get(each, 0) for each in lacking)
            reasons = [TOO_MANY] * crowded + [f"Insufficient {each}" for each in lacking]
            return Refusal(tuple(reasons), final=never)

        return check


def _left(info: NodeInfo, resource: str) -> int:
    return info.allocatable.get(resource, 0) - info.requested[resource]
