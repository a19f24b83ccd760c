"""The filter plugins, in the order in which they are asked."""

from __future__ import annotations

from k8slab.sim.api import Api
from k8slab.sim.scheduler.plugins.inter_pod_affinity import InterPodAffinity
from k8slab.sim.scheduler.plugins.node_affinity import NodeAffinity
from k8slab.sim.scheduler.plugins.node_name import NodeName
from k8slab.sim.scheduler.plugins.node_ports import NodePorts
from k8slab.sim.scheduler.plugins.node_unschedulable import NodeUnschedulable
from k8slab.sim.scheduler.plugins.plugin import Check, Hopeless, Plugin, Refusal
from k8slab.sim.scheduler.plugins.resources_fit import ResourcesFit
from k8slab.sim.scheduler.plugins.taint_toleration import TaintToleration
from k8slab.sim.scheduler.plugins.topology_spread import TopologySpread
from k8slab.sim.scheduler.plugins.volume_binding import VolumeBinding
from k8slab.sim.scheduler.plugins.volume_restrictions import VolumeRestrictions
from k8slab.sim.scheduler.plugins.volume_zone import VolumeZone
from k8slab.sim.scheduler.view import View

__all__ = ["Check", "Hopeless", "Plugin", "Refusal", "filters"]


def filters(api: Api, view: View) -> list[Plugin]:
    return [
        NodeUnschedulable(),
        NodeName(),
        TaintToleration(),
        NodeAffinity(),
        NodePorts(),
        ResourcesFit(),
        VolumeRestrictions(api, view),
        VolumeBinding(api),
        VolumeZone(api),
        TopologySpread(view),
        InterPodAffinity(view),
    ]
