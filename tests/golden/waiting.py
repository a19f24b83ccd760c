"""What the recorder had waited for, as its notes say it, where the cluster had not come to rest by then.

A node that fails has consequences much later, and what was looked at in between was looked at before them.
"""

from __future__ import annotations

import re
from typing import Any

from k8slab.objects import meta, pods
from k8slab.sim import kinds
from k8slab.sim.cluster import Cluster

NOT_READY = re.compile(r"\bNot ?Ready\b|\bunreachable\b|\bUnknown\b", re.IGNORECASE)
TERMINATING = re.compile(r"\bterminating\b", re.IGNORECASE)
WORD = re.compile(r"[\w.-]*\w")
REMOVAL = re.compile(r"delete (node|nodes|no)\b")
PATIENCE, LONG_PATIENCE = 5.0, 16.0
"""Seconds for which what a step set going may take longer here than it did in the recording.

Longer where the recorder waited for it: a loop of the control plane that comes round every 15 seconds may
have been just about to.
"""


def is_for_failure(step: dict[str, Any]) -> bool:
    """True if the step removes a node, or waits for a stage of a failure: more will follow by itself."""
    text = step.get("wait", "")
    removes = REMOVAL.match(" ".join(step.get("argv", [])[1:]))
    return bool(removes or NOT_READY.search(text) or TERMINATING.search(text))


def patience(step: dict[str, Any]) -> float:
    """How much longer than in the recording may pass until all that the step set going has happened."""
    if "wait" in step:
        return LONG_PATIENCE if step.get("ok", True) else 0.0
    return 0.0 if only_reads(step) else PATIENCE


def only_reads(step: dict[str, Any]) -> bool:
    return step.get("argv", [])[1:2] in (["get"], ["describe"], ["events"])


def wait(cluster: Cluster, text: str) -> None:
    """Let time pass until what the text says has come true, or the cluster has settled."""
    while not _holds(cluster, text) and cluster.step():
        pass
    cluster.run_due()


def _holds(cluster: Cluster, text: str) -> bool:
    """What the text says, of the nodes or pods that it names; of any if it names none."""
    words = WORD.findall(text)
    if NOT_READY.search(text):
        nodes = cluster.api.list(kinds.NODE)
        named = [node for node in nodes if meta.name(node) in words] or nodes
        return any(not pods.has_condition(node, "Ready") for node in named)
    if TERMINATING.search(text):
        there = cluster.api.list(kinds.POD)
        named = [pod for pod in there if _is_named(meta.name(pod), words)] or there
        return any(meta.is_terminating(pod) for pod in named)
    return True


def _is_named(pod: str, words: list[str]) -> bool:
    return any(pod == word or pod.startswith(f"{word}-") for word in words)
