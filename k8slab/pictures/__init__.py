"""Pictures of a story: pure functions from plain data to text and SVG.

The same story gives the same bytes; every picture has a text equivalent, and colour is never the only signal.
"""

from k8slab.pictures.chain import Chain
from k8slab.pictures.comparison import Comparison
from k8slab.pictures.mark import Mark
from k8slab.pictures.node_map import NodeMap
from k8slab.pictures.picture import Picture
from k8slab.pictures.rollout import Rollout
from k8slab.pictures.timeline import Timeline

__all__ = ["Chain", "Comparison", "Mark", "NodeMap", "Picture", "Rollout", "Timeline"]
