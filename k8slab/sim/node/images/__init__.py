"""What container images do: how long they take, whether they become ready, how they end."""

from k8slab.sim.node.images.catalogue import Catalogue
from k8slab.sim.node.images.image import Image
from k8slab.sim.node.images.reference import short, with_tag

__all__ = ["Catalogue", "Image", "short", "with_tag"]
