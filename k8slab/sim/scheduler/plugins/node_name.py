"""A pod that names its node goes there and nowhere else."""

from __future__ import annotations

from k8slab.objects.meta import Object
from k8slab.sim.scheduler.plugins.plugin import Check, final

OTHER_NODE = final("node(s) didn't match the requested node name")


class NodeName:
    name = "NodeName"

    def prepare(self, pod: Object) -> Check | None:
        wanted = pod["spec"].get("nodeName")
        return (lambda info: None if info.name == wanted else OTHER_NODE) if wanted else None
