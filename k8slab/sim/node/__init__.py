"""The nodes: kubelets that run pods in virtual time, and images that say what containers do.

Source: https://kubernetes.io/docs/concepts/architecture/nodes/
"""

from k8slab.sim.node.images import Catalogue, Image
from k8slab.sim.node.kubelets import Kubelets
from k8slab.sim.node.registration import install, join

__all__ = ["Catalogue", "Image", "Kubelets", "install", "join"]
