"""ImageLocality: a node that has the pod's images already is better, the more of their bytes the better.

An image counts in proportion to how many of the nodes have it, so that a node that is the only one to have an
image does not draw all pods; less than 23 MB count nothing, 1000 MB per container count fully.

Source: https://kubernetes.io/docs/reference/scheduling/config/#scheduling-plugins
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from k8slab.objects.meta import Object
from k8slab.sim.scheduler.node_info import NodeInfo
from k8slab.sim.scheduler.view import View

MOST = 100
MEGABYTE = 1024 * 1024
LEAST_BYTES = 23 * MEGABYTE
MOST_BYTES = 1000 * MEGABYTE


def scorer(pod: Object, view: View) -> Callable[[NodeInfo], int]:
    images = list(_images(pod))
    most = MOST_BYTES * len(images)
    spread = {image: view.images[image] / len(view.nodes) for image in images}

    def score(info: NodeInfo) -> int:
        there = sum(int(info.images.get(image, 0) * spread[image]) for image in images)
        return MOST * (min(max(there, LEAST_BYTES), most) - LEAST_BYTES) // (most - LEAST_BYTES)

    return score


def _images(pod: Object) -> Iterator[str]:
    for container in (*pod["spec"].get("initContainers", ()), *pod["spec"]["containers"]):
        yield normalized(container.get("image", ""))


def normalized(image: str) -> str:
    """An image without tag or digest is its latest one."""
    return image if ":" in image.rpartition("/")[2] else f"{image}:latest"
