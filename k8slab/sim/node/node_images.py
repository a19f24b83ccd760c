"""Which images a node holds, as its status tells: those pulled or built there.

A real kubelet tells within 40 seconds of a pull, this one at once: nothing has to be waited for.

Source: https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/node-v1/#NodeStatus
"""

from __future__ import annotations

from k8slab.objects.meta import Object
from k8slab.sim import kinds
from k8slab.sim.api import Api
from k8slab.sim.node.images import Catalogue
from k8slab.sim.node.kubelet import Kubelet

MOST_SHOWN = 50


def tell(api: Api, kubelet: Kubelet, catalogue: Catalogue) -> None:
    """Write down what the node holds, unless the node is gone."""
    if api.find(kinds.NODE, kubelet.name) is None:
        return

    def change(node: Object) -> None:
        node["status"]["images"] = _entries(kubelet, catalogue)

    with api.store.quietly():
        api.modify(kinds.NODE, kubelet.name, "", change, subresource="status")


def _entries(kubelet: Kubelet, catalogue: Catalogue) -> list[Object]:
    """The largest first, at most 50 of them."""
    sizes = [(catalogue.find(name).size, name) for name in kubelet.images]
    return [_entry(name, size) for size, name in sorted(sizes, reverse=True)[:MOST_SHOWN]]


def _entry(name: str, size: int) -> Object:
    return {"names": [name]} | ({"sizeBytes": size} if size else {})
