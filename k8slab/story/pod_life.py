"""The life of one pod."""

from __future__ import annotations

import re

from k8slab.objects import meta, pods
from k8slab.story.life import Interval, Life, Object
from k8slab.story.moment import Moment

REVISION_LABEL = "controller-revision-hash"


class PodLife(Life):
    """A pod's life with the questions that are asked of pods."""

    @property
    def ordinal(self) -> int | None:
        """The number at the end of a StatefulSet pod's name; None for other pods."""
        found = re.search(r"-(\d+)$", self.name)
        owner = meta.controller_of(self.first)
        if found is None or owner is None or owner["kind"] != "StatefulSet":
            return None
        return int(found[1])

    @property
    def revision(self) -> str:
        """The name or hash of the revision it was made from; empty for a pod without one."""
        return meta.labels(self.first).get(REVISION_LABEL, "")

    @property
    def node(self) -> str:
        """The node it was bound to; empty if it never was."""
        return str(self.last.get("spec", {}).get("nodeName") or "")

    @property
    def images(self) -> tuple[str, ...]:
        """The images that its newest version asks for, in the order of its containers."""
        return tuple(str(container.get("image", "")) for container in self.last["spec"]["containers"])

    @property
    def scheduled(self) -> Moment | None:
        return self.when(lambda pod: bool(pod.get("spec", {}).get("nodeName")))

    @property
    def first_ready(self) -> Moment | None:
        return self.when(pods.is_ready)

    @property
    def ready(self) -> tuple[Interval, ...]:
        """When it was Ready and not being deleted."""
        return self.intervals(is_serving)


def is_serving(pod: Object) -> bool:
    """Ready and not being deleted."""
    return pods.is_ready(pod) and not meta.is_terminating(pod)
