"""The registry as the nodes reach it: what the catalogue says of an image, unless the way to it is disturbed.

1. A pull that is slowed down takes as long as is said, from its beginning, on one node or on all.
2. A pull that fails is refused in the words that fit its reason; what a node already holds it may still use.

Source: https://kubernetes.io/docs/concepts/containers/images/#imagepullbackoff
"""

from __future__ import annotations

from dataclasses import replace

from k8slab.sim.node.images import Catalogue, Image, short, with_tag

EVERY_NODE = ""
REFUSED_AFTER = {"timeout": 30.0}
QUICK_REFUSAL = 0.5
"""Seconds until a pull is refused that is refused at all."""
Way = tuple[str, str]
"""(image with its tag, node)"""


class Registry:
    """Of one cluster."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._slow: dict[Way, float] = {}
        self._failing: dict[Way, str] = {}

    def image(self, node: str, reference: str) -> Image:
        """What a pull by that node would find."""
        found = self._catalogue.find(reference)
        for place in (node, EVERY_NODE):
            way = way_to(reference, place)
            if refusal := self._failing.get(way):
                after = REFUSED_AFTER.get(refusal, QUICK_REFUSAL)
                return replace(found, pullable=False, refusal=refusal, pull_seconds=after)
            if way in self._slow:
                return replace(found, pull_seconds=self._slow[way])
        return found

    def slow_down(self, reference: str, node: str, seconds: float) -> None:
        self._slow[way_to(reference, node)] = seconds

    def block(self, reference: str, node: str, refusal: str) -> None:
        self._failing[way_to(reference, node)] = refusal

    def clear(self, reference: str, node: str) -> None:
        """Pulls go as usual again."""
        self._slow.pop(way_to(reference, node), None)
        self._failing.pop(way_to(reference, node), None)


def way_to(reference: str, node: str) -> Way:
    """nginx, nginx:latest and docker.io/library/nginx are one image."""
    return with_tag(short(reference)), node
