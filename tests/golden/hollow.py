"""A simulated cluster like the recorded ones: hollow nodes, where containers start at once and do nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from k8slab.objects import meta
from k8slab.objects.timestamps import seconds
from k8slab.sim import kinds
from k8slab.sim.cluster import Cluster
from k8slab.sim.node import Catalogue
from k8slab.sim.node.images import Image
from tests.golden import inherited
from tests.golden.recording import Recording

STARTS = STOPS = 0.3
LONGEST_REST = 600.0
"""Virtual seconds for which a cluster that never comes to rest is watched."""
JITTER = 0.35
OWN_STATUS = ("conditions", "images")
STARTING = {"add", "start", "restart", "join", "up"}
STOPPING = {"stop", "kill", "fail", "crash", "down"}
OWN_LABELS = ("kubernetes.io/", "beta.kubernetes.io/")


class HollowImages(Catalogue):
    """Every image that can be pulled is an ordinary one that runs until it is stopped."""

    def __init__(self) -> None:
        super().__init__()
        self._started = 0

    def find(self, reference: str) -> Image:
        known = super().find(reference)
        return Image(
            pullable=known.pullable,
            size=0,
            pull_seconds=0.1,
            start_seconds=STARTS,
            stop_seconds=STOPS,
            has_process=False,
        )

    def behaviour(self, container: Mapping[str, Any]) -> Image:
        """No two containers take exactly the same time, as on no real node."""
        self._started += 1
        start = STARTS + JITTER * (self._started % 2)
        return replace(self.find(container["image"]), start_seconds=start)


def cluster(recording: Recording) -> Cluster:
    """A cluster with the recorded one's nodes, their labels and taints, and its feature gates."""
    names = [meta.name(node) for node in recording.nodes]
    gates, start = recording.feature_gates, seconds(recording.began_at)
    made = Cluster(nodes=names, images=HollowImages(), feature_gates=gates, start=start)
    for node in recording.nodes:
        _dress(made, node)
    made.settle()
    inherited.bring(made, recording.initial)
    made.settle(LONGEST_REST)
    return made


def _dress(made: Cluster, recorded: dict[str, Any]) -> None:
    """Give a node the recorded one's labels and taints, and the facts of the hollow machine."""
    labels = {key: value for key, value in meta.labels(recorded).items() if not key.startswith(OWN_LABELS)}
    facts = {key: value for key, value in recorded["status"].items() if key not in OWN_STATUS}

    def change(draft: dict[str, Any]) -> None:
        draft["metadata"]["labels"] = {**meta.labels(draft), **labels}
        for field in ("taints", "providerID", "unschedulable"):
            if field in recorded["spec"]:
                draft["spec"][field] = recorded["spec"][field]

    name = meta.name(recorded)
    for image in recorded["status"].get("images", ()):
        made.load_image(name, image["names"][-1])
    made.api.modify(kinds.NODE, name, "", change)
    made.api.modify(kinds.NODE, name, "", lambda draft: draft["status"].update(facts), subresource="status")


def act(made: Cluster, verb: str, *names: str) -> None:
    """What was done to the nodes: node-add starts one and registers it, node-stop stops its kubelet.

    Raises ValueError for an act that is unknown: doing something else would be worse than doing nothing.
    """
    words = set(re.split(r"\W+", verb))
    if not names or not (words & STARTING or words & STOPPING):
        raise ValueError(f"unknown act on nodes: {verb} {' '.join(names)}".rstrip())
    for name in names:
        if words & STOPPING:
            made.stop_node(name)
        else:
            (made.start_node if name in made.nodes else made.add_node)(name)
