"""The lab: a cluster of one's own, held by a notebook."""

from k8slab.lab.lab import NODES, Lab

__all__ = ["NODES", "Lab"]
