"""Faults that somebody sets: machines, networks, registries, containers, volumes and servers that fail.

Each is a small class that turns a screw of the part it belongs to; what follows from that is what follows in
a real cluster, by the same code. The register of those in force is a part of the cluster.
"""

from k8slab.sim.faults.fault import Parts
from k8slab.sim.faults.machines import node_place
from k8slab.sim.faults.register import Faults, InForce

__all__ = ["Faults", "InForce", "Parts", "node_place"]
