"""Images that nodes pull slowly, or not at all.

Only pulls suffer: a node that holds the image does without one, unless the pod's imagePullPolicy is Always.
A pull that was under way when the fault began, or ended, goes on as if it had been so from its beginning.

Source: https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy
"""

from __future__ import annotations

from typing import Any

from k8slab.sim.faults.asked import Asked
from k8slab.sim.faults.fault import Fault, Parts
from k8slab.sim.node.images import short, with_tag
from k8slab.sim.node.pulls import REFUSALS, invalid_name

EVERY_NODE = ""


class OfImage(Fault):
    """A fault of the pulls of one image, by one node or by all."""

    def __init__(self, parts: Parts, asked: Asked) -> None:
        super().__init__(parts)
        self.image = asked.text("image")
        if why := invalid_name(self.image):
            raise asked.refusal("the reference of an image, such as nginx:1.27", why)
        self.node = asked.node() if asked.has("node") else EVERY_NODE

    @property
    def target(self) -> dict[str, Any]:
        return {"image": self.image} | ({"node": self.node} if self.node else {})

    @property
    def place(self) -> str:
        return f"pulls of {with_tag(short(self.image))} by {self.who}"

    @property
    def who(self) -> str:
        return f"node {self.node}" if self.node else "every node"

    def end(self) -> None:
        self._parts.kubelets.registry.clear(self.image, self.node)
        self._parts.kubelets.registry_changed()


class SlowPull(OfImage):
    kind = "slow-pull"
    takes = ("image", "node", "takes")

    def __init__(self, parts: Parts, asked: Asked) -> None:
        super().__init__(parts, asked)
        self.takes_seconds = asked.number("takes", 90.0, least=0.001)

    @property
    def target(self) -> dict[str, Any]:
        return super().target | {"takes": self.takes_seconds}

    @property
    def words(self) -> str:
        return f"Pulling {self.image} takes {self.who} {self.takes_seconds:g} seconds."

    def begin(self) -> None:
        self._parts.kubelets.registry.slow_down(self.image, self.node, self.takes_seconds)
        self._parts.kubelets.registry_changed()


class FailingPull(OfImage):
    kind = "failing-pull"
    takes = ("image", "node", "why")

    def __init__(self, parts: Parts, asked: Asked) -> None:
        super().__init__(parts, asked)
        self.why = asked.text("why", "timeout")
        if self.why not in REFUSALS:
            raise asked.refusal(f"why: one of {', '.join(REFUSALS)}", repr(self.why))

    @property
    def target(self) -> dict[str, Any]:
        return super().target | {"why": self.why}

    @property
    def words(self) -> str:
        return f"Pulling {self.image} fails for {self.who}: {self.why}."

    def begin(self) -> None:
        self._parts.kubelets.registry.block(self.image, self.node, self.why)
        self._parts.kubelets.registry_changed()
