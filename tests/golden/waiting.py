"""What the recorder had waited for, as its notes say it, where the cluster had not come to rest by then.

A node that fails has consequences much later, and what was looked at in between was looked at before them.
"""

from __future__ import annotations

import re
from typing import Any

from k8slab.objects import meta, pods
from k8slab.sim import kinds
from k8slab.sim.cluster import Cluster

NOT_READY = re.compile(r"^(?:node )?(?P<name>[\w.-]+) NotReady$")
TERMINATING = re.compile(r"^an? (?P<name>[\w-]+) pod Terminating$")


def is_for_failure(step: dict[str, Any]) -> bool:
    """True if the step removes a node, or waits for a stage of a failure: more will follow by itself."""
    text = step.get("wait", "")
    removes = step.get("argv", [])[1:3] == ["delete", "node"]
    return bool(removes or NOT_READY.match(text) or TERMINATING.match(text))


def only_reads(step: dict[str, Any]) -> bool:
    return step.get("argv", ["", ""])[1] in ("get", "describe")


def wait(cluster: Cluster, text: str) -> None:
    """Let time pass until what the text says has come true, or the cluster has settled."""
    while not _holds(cluster, text) and cluster.step():
        pass
    cluster.run_due()


def _holds(cluster: Cluster, text: str) -> bool:
    if found := NOT_READY.match(text):
        node = cluster.api.find(kinds.NODE, found["name"])
        return node is not None and not pods.has_condition(node, "Ready")
    found = TERMINATING.match(text)
    if found is None:
        return True
    prefix = f"{found['name']}-"
    pods_there = [pod for pod in cluster.api.list(kinds.POD) if meta.name(pod).startswith(prefix)]
    return any(meta.is_terminating(pod) for pod in pods_there)
